import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { runDecode } from '../../../../../oracle/gateway/decoders/decode-command.ts';
import type { Decoded, DecodedTelegram } from '../../../../../oracle/gateway/decoders/reading.ts';
import { readJson, withFixtures } from '../support/fixtures.ts';

type Fixture = { expect: Record<string, unknown> & { meter: string; id: string } };

/** Makers' own layouts behind CI A0–A2: no standard says what they hold. */
const OWN_LAYOUT = ['apatoreitn', 'apatorna1', 'izar', 'izarv2'];
/** Apator 162 keeps its registers in the manufacturer-specific tail. */
const OWN_RECORDS = ['apator162'];
/** Expected by the source against the telegram: em24 ignores VIFE 75 (÷ 10) and derives apparent energy; sharky774's operating time carries "data error". */
const AGAINST_THE_TELEGRAM = [
  'total_reactive_energy_consumption_kvarh',
  'total_reactive_energy_production_kvarh',
  'total_apparent_energy_consumption_kvah',
  'total_apparent_energy_production_kvah',
  'operating_time_in_error_h',
];
const HISTORY_NEEDED = 'FORMAT_UNKNOWN';
const DIVISORS: Readonly<Record<string, readonly number[]>> = {
  Wh: [1, 1000],
  W: [1, 1000],
  J: [1, 3.6e6],
  'J/h': [1, 3.6e6],
  s: [1, 3600, 86400 * 365.2422],
};

function contains(telegram: DecodedTelegram, expected: number): boolean {
  return telegram.readings.some(({ value, nearest, unit }) => {
    const number = Number(nearest ?? value ?? Number.NaN);
    const close = (part: number): boolean =>
      Math.abs(number / part - expected) <= 1e-6 * Math.max(1, Math.abs(expected));
    return (DIVISORS[unit] ?? [1]).some(close);
  });
}

describe('wireless M-Bus corpus', () => {
  withFixtures('wmbus', (path) => {
    const fixtures = readJson<Fixture[]>(`${path}telegrams.json`);
    const decoded = [...runDecode({ format: 'wmbus', input: readFileSync(`${path}telegrams.json`) })].map(
      (line) => JSON.parse(line) as Decoded,
    );

    it("refuses makers' own layouts", () => {
      fixtures.forEach((fixture, index) => {
        if (!OWN_LAYOUT.includes(fixture.expect.meter)) return;
        expect(decoded[index]).to.include({ ok: false, code: 'UNKNOWN_CI' });
      });
    });

    it('decodes every other telegram to the expected meter and values', () => {
      let values = 0;
      let telegrams = 0;
      fixtures.forEach((fixture, index) => {
        const telegram = decoded[index];
        if (telegram === undefined || OWN_LAYOUT.includes(fixture.expect.meter)) return;
        if (!telegram.ok && telegram.code === HISTORY_NEEDED) return;
        expect(telegram.ok, `${index} ${fixture.expect.meter}`).to.equal(true);
        if (!telegram.ok) return;
        telegrams++;
        expect(telegram.meter.id).to.equal(fixture.expect.id);
        if (OWN_RECORDS.includes(fixture.expect.meter)) return;
        for (const [name, value] of Object.entries(fixture.expect)) {
          if (typeof value !== 'number' || AGAINST_THE_TELEGRAM.includes(name)) continue;
          expect(contains(telegram, value), `${index} ${fixture.expect.meter} ${name} ${value}`).to.equal(true);
          values++;
        }
      });
      console.log(`      ${telegrams} of ${fixtures.length} telegrams, ${values} values`);
      expect(telegrams).to.equal(97);
      expect(values).to.be.at.least(500);
    });
  });
});
