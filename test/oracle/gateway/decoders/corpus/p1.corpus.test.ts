import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { runDecode } from '../../../../../oracle/gateway/decoders/decode-command.ts';
import { decodeP1 } from '../../../../../oracle/gateway/decoders/p1/decode-p1.ts';
import type { Decoded, Reading } from '../../../../../oracle/gateway/decoders/reading.ts';
import { filesOf, readJson, withFixtures } from '../support/fixtures.ts';

type Phases = { l1?: number; l2?: number; l3?: number };
type Expected = {
  crcValid?: boolean;
  metadata: { equipmentId?: string };
  electricity?: {
    total?: { received?: number; returned?: number };
    tariffs?: Record<string, { received?: number; returned?: number }>;
    powerReceivedTotal?: number;
    powerReturnedTotal?: number;
    voltage?: Phases;
    current?: Phases;
    powerReceived?: Phases;
    powerReturned?: Phases;
  };
  mBus?: Record<string, { value?: number; unit?: string; timestamp?: string }>;
};

const KEY = '0123456789abcdef0123456789abcdef';
const AUTHENTICATION_KEY = 'ffeeddccbbaa99887766554433221100';

/** Pairs of what is expected and the OBIS group C.D.E it stands under. */
function expectedValues({ electricity = {} }: Expected): [string, number][] {
  const pairs: [string, number | undefined][] = [
    ['1.8.0', electricity.total?.received],
    ['2.8.0', electricity.total?.returned],
    ['1.7.0', electricity.powerReceivedTotal],
    ['2.7.0', electricity.powerReturnedTotal],
  ];
  for (const [tariff, { received, returned }] of Object.entries(electricity.tariffs ?? {})) {
    pairs.push([`1.8.${tariff}`, received], [`2.8.${tariff}`, returned]);
  }
  (['l1', 'l2', 'l3'] as const).forEach((phase, index) => {
    pairs.push([`${32 + 20 * index}.7.0`, electricity.voltage?.[phase]]);
    pairs.push([`${31 + 20 * index}.7.0`, electricity.current?.[phase]]);
    pairs.push([`${21 + 20 * index}.7.0`, electricity.powerReceived?.[phase]]);
    pairs.push([`${22 + 20 * index}.7.0`, electricity.powerReturned?.[phase]]);
  });
  return pairs.flatMap(([code, value]) => (value === undefined ? [] : [[code, value]]));
}

function check(name: string, readings: readonly Reading[], expected: Expected): number {
  const values = expectedValues(expected);
  for (const [code, value] of values) {
    const reading = readings.find(({ obis }) => obis?.replace(/^1-[01]:/, '') === code);
    expect(Number(reading?.value), `${name} ${code}`).to.equal(value);
  }
  for (const [channel, { value, timestamp }] of Object.entries(expected.mBus ?? {})) {
    if (value === undefined) continue;
    const reading = readings.find(({ subunit, unit }) => subunit === Number(channel) && unit === 'm3');
    expect(Number(reading?.value), `${name} channel ${channel}`).to.equal(value);
    if (timestamp !== undefined) expect(timestamp.startsWith(reading?.time ?? 'none'), name).to.equal(true);
  }
  return values.length;
}

describe('P1 corpus', () => {
  withFixtures('p1-dlms/dsmr', (path) => {
    it('refuses telegrams whose CRC does not fit, keeping what they say apart', () => {
      for (const name of filesOf(path, '.txt')) {
        const expected = readJson<Expected>(`${path}${name.replace('.txt', '.json')}`);
        if (expected.crcValid !== false) continue;
        const decoded = decodeP1(readFileSync(`${path}${name}`));
        expect(decoded, name).to.include({ ok: false, code: 'BAD_CRC' });
        if (!decoded.ok) check(name, decoded.unverified?.readings ?? [], expected);
      }
    });

    it('reads all others, unchecked where they have no CRC', () => {
      let files = 0;
      let values = 0;
      for (const name of filesOf(path, '.txt')) {
        const expected = readJson<Expected>(`${path}${name.replace('.txt', '.json')}`);
        if (expected.crcValid === false) continue;
        const decoded = decodeP1(readFileSync(`${path}${name}`));
        expect(decoded.ok, name).to.equal(true);
        if (!decoded.ok) continue;
        expect(decoded.unchecked === true, name).to.equal(expected.crcValid === undefined);
        expect(decoded.meter.id, name).to.equal(expected.metadata.equipmentId);
        values += check(name, decoded.readings, expected);
        files++;
      }
      expect(files).to.equal(8);
      console.log(`      ${files} files, ${values} values`);
    });

    it('opens ciphered telegrams; a stated authentication key must hold', () => {
      const run = (name: string, key: string): Decoded[] =>
        [...runDecode({ format: 'p1', key, input: readFileSync(`${path}encrypted/${name}`) })].map(
          (line) => JSON.parse(line) as Decoded,
        );
      const expected = readJson<Expected>(`${path}dsmr-luxembourgh-spec-example.json`);
      const both = `${KEY}${AUTHENTICATION_KEY}`;
      for (const [name, key] of [
        ['dsmr-luxembourgh-spec-example-with-aad.txt', both],
        ['dsmr-luxembourgh-spec-example-with-aad.txt', KEY],
        ['dsmr-luxembourgh-spec-example-without-aad.txt', KEY],
      ] as const) {
        const [decoded, ...rest] = run(name, key);
        expect(rest).to.deep.equal([]);
        // The example's own CRC was never right.
        expect(decoded).to.include({ ok: false, code: 'BAD_CRC' });
        if (decoded?.ok === false) check(name, decoded.unverified?.readings ?? [], expected);
      }
      expect(run('dsmr-luxembourgh-spec-example-without-aad.txt', both)[0]).to.include({ code: 'BAD_AUTHENTICATION' });
      expect(run('dsmr-luxembourgh-spec-example-with-aad.txt', '00'.repeat(16))[0]).to.include({ code: 'WRONG_KEY' });
    });
  });
});
