import { join } from 'node:path';
import { expect } from 'chai';
import { createOrderNames } from '../../../../app/server/payments/order-names.ts';
import { openVault } from '../../../../app/server/vault.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const BILL: Hex = `0x${'ab'.repeat(32)}`;
const BEGINNING = BILL.slice(0, 2 + 22);

describe('names of payment orders', () => {
  const folder = tempFolder();
  const namesOf = (key: string) => createOrderNames(openVault(join(folder.path, key)));
  after(() => folder[Symbol.dispose]());

  it('tell whoever has the key which bill they are of, and nobody else anything', () => {
    const [own, other] = [namesOf('own'), namesOf('other')];
    const made = Array.from({ length: 100 }, () => own.make(BILL));
    expect(new Set(made).size).to.equal(made.length);
    for (const name of made) {
      expect(name).to.match(UUID);
      expect(own.billOf(name)).to.equal(BEGINNING);
      expect(other.billOf(name)).to.not.equal(BEGINNING);
    }
    // Of one bill, no two begin alike for longer than random ones do.
    expect(new Set(made.map((name) => name.slice(0, 8))).size).to.be.at.least(made.length - 1);
  });

  it('of another maker are of no bill', () => {
    const nobody = namesOf('own').billOf('not-a-name');
    expect(nobody).to.equal(`0x${'00'.repeat(11)}`);
    expect(namesOf('own').billOf('00000000-0000-1000-8000-000000000000')).to.equal(nobody);
    expect(namesOf('own').billOf(crypto.randomUUID())).to.not.equal(BEGINNING);
  });

  it('give the salt of their payment’s reference, by the same key alone', () => {
    const name = namesOf('own').make(BILL);
    expect(namesOf('own').saltOf(name))
      .to.equal(namesOf('own').saltOf(name))
      .and.match(/^0x[0-9a-f]{64}$/);
    expect(namesOf('other').saltOf(name)).to.not.equal(namesOf('own').saltOf(name));
  });
});
