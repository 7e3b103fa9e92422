import { expect } from 'chai';
import { decodeOcmf } from '../../../../../oracle/gateway/decoders/ocmf/decode-ocmf.ts';
import { parseKey } from '../../../../../oracle/gateway/decoders/parse-key.ts';
import { readJson, withFixtures } from '../support/fixtures.ts';

type Fixture = { record: string; publicKeySpki: string; curve: string };

const CLASSES: Readonly<Record<string, string>> = { prime256v1: 'ledger', secp256k1: 'ledger', secp384r1: 'attested' };

describe('OCMF corpus', () => {
  withFixtures('ocmf', (path) => {
    const fixtures = readJson<Fixture[]>(`${path}records.json`);

    it('refuses 192-bit curves for billing', () => {
      const weak = fixtures.filter(({ curve }) => curve.includes('192'));
      expect(weak).to.have.length(3);
      for (const { record, publicKeySpki } of weak) {
        expect(decodeOcmf(Buffer.from(record), parseKey(publicKeySpki))).to.include({ ok: false, code: 'WEAK_CURVE' });
      }
    });

    it('refuses every record in which one signed byte was changed', () => {
      for (const { record, publicKeySpki, curve } of fixtures) {
        if (CLASSES[curve] === undefined) continue;
        const digit = record.search(/"RV"\s*:\s*"?\s*\d/);
        const at = digit + (/\d/.exec(record.slice(digit))?.index ?? 0);
        const changed = `${record.slice(0, at)}${(Number(record[at]) + 1) % 10}${record.slice(at + 1)}`;
        const decoded = decodeOcmf(Buffer.from(changed), parseKey(publicKeySpki));
        expect(decoded).to.include({ ok: false, code: 'BAD_SIGNATURE' });
      }
    });

    it('verifies all others and says what they are worth', () => {
      let verified = 0;
      for (const { record, publicKeySpki, curve } of fixtures) {
        const worth = CLASSES[curve];
        if (worth === undefined) continue;
        const decoded = decodeOcmf(Buffer.from(record), parseKey(publicKeySpki));
        expect(decoded.ok, record.slice(0, 60)).to.equal(true);
        if (!decoded.ok) continue;
        expect(decoded.signed?.class).to.equal(worth);
        for (const { value } of decoded.readings) expect(value).to.match(/^\d+(\.\d+)?$/);
        verified++;
      }
      expect(verified).to.equal(37);
    });
  });
});
