import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { rescale, parseDecimal } from '../../../../../core/domain/bytes/decimal.ts';
import { runDecode } from '../../../../../oracle/gateway/decoders/decode-command.ts';
import { decodeMbus } from '../../../../../oracle/gateway/decoders/mbus/decode-mbus.ts';
import type { Reading } from '../../../../../oracle/gateway/decoders/reading.ts';
import { filesOf, withFixtures } from '../support/fixtures.ts';
import { hex } from '../support/hex.ts';

type Expected = { unit: string; value: string };

/** The source prints six places; fixed-structure counters it leaves in their own units. */
const SCALES: Readonly<Record<string, number>> = { l: -3, kWh: 3 };
/** Records where the source prints a number that is none: non-decimal BCD, and dates behind VIFE 6F read as temperatures. */
const NOT_NUMBERS = new Map([
  ['ELS_Elster-F96-Plus', [4, 5]],
  ['abb_f95', [2, 3]],
  ['landis+gyr_ultraheat_t230', [19, 20, 21, 22]],
]);
const ERRORS_OF_THE_SOURCE_ONLY = ['too_many_records', 'too_many_readouts'];

function expectedRecords(xml: string): Expected[] {
  return [...xml.matchAll(/<DataRecord id="\d+">(.*?)<\/DataRecord>/gs)].map(([, body = '']) => {
    const of = (tag: string): string => new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(body)?.[1] ?? '';
    return { unit: of('Unit'), value: of('Value') };
  });
}

/** Whether an exact value is what "%f" prints of it, in the unit of the source. */
function agrees(reading: Reading, { unit, value }: Expected, before: Expected | undefined): boolean {
  if (reading.value === undefined) return false;
  const scale = SCALES[unit === 'reserved but historic' ? (before?.unit ?? '') : unit] ?? 0;
  const parsed = parseDecimal(reading.value);
  const ours = { mantissa: parsed.mantissa, exponent: parsed.exponent - scale };
  const shift = 10n ** BigInt(Math.max(0, -6 - ours.exponent));
  const [mantissa, exponent] = shift === 1n ? [ours.mantissa, ours.exponent] : [roundHalf(ours.mantissa, shift), -6];
  return rescale({ mantissa, exponent }, -6) === rescale(parseDecimal(value), -6);
}

function roundHalf(mantissa: bigint, divisor: bigint): bigint {
  const half = mantissa < 0n ? -divisor / 2n : divisor / 2n;
  return (mantissa + half) / divisor;
}

describe('wired M-Bus corpus', () => {
  withFixtures('mbus', (path) => {
    const names = filesOf(`${path}frames`, '.hex').map((name) => name.slice(0, -4));

    it('gives no reading from error frames', () => {
      for (const name of filesOf(`${path}error-frames`, '.hex')) {
        const decoded = decodeMbus(hex(readFileSync(`${path}error-frames/${name}`, 'latin1')));
        if (!ERRORS_OF_THE_SOURCE_ONLY.includes(name.slice(0, -4))) expect(decoded.ok, name).to.equal(false);
      }
    });

    it('agrees with every number of the source, but for those that are none', () => {
      let equal = 0;
      const wrong: string[] = [];
      for (const name of names) {
        const decoded = decodeMbus(hex(readFileSync(`${path}frames/${name}.hex`, 'latin1')));
        const records = expectedRecords(readFileSync(`${path}frames/${name}.norm.xml`, 'utf8'));
        for (const [index, record] of records.entries()) {
          const reading = decoded.ok ? decoded.readings[index] : undefined;
          if (!/^-?\d+(\.\d+)?$/.test(record.value) || reading === undefined) continue;
          if (NOT_NUMBERS.get(name)?.includes(index) === true) expect(reading.value).to.equal(undefined);
          else if (reading.fault === 'reserved VIF' || reading.text !== undefined) continue;
          else if (agrees(reading, record, records[index - 1])) equal++;
          else wrong.push(`${name} ${index}: ${record.value} is not ${reading.value ?? 'nothing'}`);
        }
      }
      console.log(`      ${equal} numbers equal, ${wrong.length} differ`);
      expect(wrong).to.deep.equal([]);
      expect(equal).to.be.at.least(765);
    });

    it('reads identity, version and every date of the source', () => {
      for (const name of names) {
        const decoded = decodeMbus(hex(readFileSync(`${path}frames/${name}.hex`, 'latin1')));
        const xml = readFileSync(`${path}frames/${name}.norm.xml`, 'utf8');
        expect(decoded.ok, name).to.equal(true);
        if (!decoded.ok) continue;
        expect(decoded.meter.id, name).to.equal(/<Id>(.*?)<\/Id>/.exec(xml)?.[1]?.padStart(8, '0'));
        expect(decoded.meter.version, name).to.equal(/<Version>(.*?)<\/Version>/.exec(xml)?.[1] ?? '');
        for (const [index, { value }] of expectedRecords(xml).entries()) {
          const time = decoded.readings[index]?.time;
          if (/^\d{4}-\d\d-\d\d/.test(value) && time !== undefined) expect(value.startsWith(time), name).to.equal(true);
        }
      }
    });

    it('prints one line per telegram from the command', () => {
      for (const name of names) {
        const lines = [...runDecode({ format: 'mbus', input: readFileSync(`${path}frames/${name}.hex`) })];
        expect(lines, name).to.have.length(1);
      }
    });
  });
});
