import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { runDecode } from '../../../../../oracle/gateway/decoders/decode-command.ts';
import type { Decoded, Reading } from '../../../../../oracle/gateway/decoders/reading.ts';
import { filesOf, readJson, withFixtures } from '../support/fixtures.ts';

type Expected = { crcValid: boolean; cosem: { knownObjects: string[]; unknownObjects: string[] } };

const AUSTRIAN_KEY = '36C66639E48A8CA4D6BC8B282A793BBB';
const KEY = '0123456789abcdef0123456789abcdef';

function run(path: string, key?: string): Decoded[] {
  const lines = runDecode({ format: 'dlms', input: readFileSync(path), ...(key === undefined ? {} : { key }) });
  return [...lines].map((line) => JSON.parse(line) as Decoded);
}

/** `code(value*unit)` of the source; octets there are hex, here text where it is printable, and times. */
function agrees(reading: Reading | undefined, value: string, unit: string | undefined): boolean {
  if (value === 'null') return reading?.value === undefined;
  if (reading === undefined || (unit !== undefined && reading.unit !== unit)) return false;
  if (reading.value !== undefined) return Math.abs(Number(reading.value) - Number(value)) < 1e-9;
  const text = reading.text ?? '';
  return text === value || Buffer.from(text).toString('hex') === value || reading.quantity === 'date and time';
}

function checkAll(name: string, readings: readonly Reading[], { cosem }: Expected): number {
  const objects = [...cosem.knownObjects, ...cosem.unknownObjects];
  for (const object of objects) {
    const [, code, value = '', unit] = /^([^(]+)\(([^*]*)(?:\*(.*))?\)$/.exec(object) ?? [];
    const reading = readings.find(({ obis }) => obis === code);
    expect(agrees(reading, value, unit), `${name} ${object} ${JSON.stringify(reading)}`).to.equal(true);
  }
  return objects.length;
}

describe('DLMS corpus', () => {
  withFixtures('p1-dlms', (path) => {
    it('agrees with every object of the source, and refuses what has a wrong checksum', () => {
      let objects = 0;
      for (const name of filesOf(`${path}dlms`, '.txt')) {
        const expected = readJson<Expected>(`${path}dlms/${name.replace('.txt', '.json')}`);
        const [decoded, ...rest] = run(`${path}dlms/${name}`);
        expect(rest, name).to.deep.equal([]);
        expect(decoded?.ok, name).to.equal(expected.crcValid);
        const readings = decoded?.ok === true ? decoded.readings : (decoded?.unverified?.readings ?? []);
        objects += checkAll(name, readings, expected);
      }
      console.log(`      ${objects} objects`);
      expect(objects).to.be.at.least(150);
    });

    it('opens ciphered frames over HDLC and M-Bus', () => {
      const expected = readJson<Expected>(`${path}dlms/aidon-example-2.json`);
      for (const name of ['aidon-example-2-with-aad.txt', 'aidon-example-2-without-aad.txt']) {
        const [decoded] = run(`${path}dlms/encrypted/${name}`, KEY);
        expect(decoded?.ok, name).to.equal(true);
        if (decoded?.ok === true) checkAll(name, decoded.readings, expected);
        expect(run(`${path}dlms/encrypted/${name}`)[0]).to.include({ code: 'KEY_REQUIRED' });
        expect(run(`${path}dlms/encrypted/${name}`, '00'.repeat(16))[0]).to.include({ code: 'WRONG_KEY' });
      }
      const [plain] = run(`${path}m-bus/austria-decrypted-1.txt`);
      const [framed] = run(`${path}m-bus/austria-example-1.txt`, AUSTRIAN_KEY);
      expect(plain?.ok === true && framed?.ok === true).to.equal(true);
      if (plain?.ok !== true || framed?.ok !== true) return;
      expect(framed.readings).to.deep.equal(plain.readings);
      expect(framed.readings[0]).to.include({ obis: '1-0:1.8.0', value: '12937', unit: 'Wh' });
      expect([plain.unchecked, framed.unchecked]).to.deep.equal([true, undefined]);
    });
  });
});
