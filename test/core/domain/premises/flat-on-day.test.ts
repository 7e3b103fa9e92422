import { expect } from 'chai';
import { ZERO_ADDRESS, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { commit, INFINITY } from '../../../../core/domain/crypto/commitment.ts';
import { sealEnvelope } from '../../../../core/domain/crypto/envelope.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import { QUANTITY, type QuantityName } from '../../../../core/domain/ledger/kinds.ts';
import { encodeFlatFact } from '../../../../core/domain/premises/flat-fact-content.ts';
import { flatOnDay, flatsOfAccount, valueOnDay } from '../../../../core/domain/premises/flat-on-day.ts';
import { applyPremises, emptyPremises, type PremisesBook } from '../../../../core/domain/premises/premises-book.ts';
import { contextOf } from '../../../support/context-of.ts';
import { refusal } from '../../../support/refusal.ts';
import { newAccount } from '../../../support/world/actors.ts';
import { bytes32 } from '../billing/bill-sample.ts';
import { network } from '../resident/bill-fixture.ts';

const [HOUSE, FLAT, OTHER, FOREIGN] = [bytes32(1), bytes32(2), bytes32(3), bytes32(9)];
const [company, portal, resident, stranger] = [newAccount(), newAccount(), newAccount(), newAccount()];
const ledger = network.contracts.premises;
const ID = { houseId: HOUSE, flat: FLAT };

describe('what a bill of a day counts by', () => {
  function listed(from = 100, flats: Hex[] = [FLAT, OTHER], book = emptyPremises()): PremisesBook {
    const block = { from: company.address, subject: HOUSE };
    applyPremises(book, { ledger, block }, { kind: 'HOUSE', data: { houseId: HOUSE, from, flats, groups: [] } });
    return book;
  }
  async function say(
    book: PremisesBook,
    by: Account,
    quantity: QuantityName,
    from: number,
    value: bigint | null,
    flat = FLAT,
  ): Promise<void> {
    const context = contextOf(network, by, 'FLAT_FACT', { subject: flat });
    const content = encodeFlatFact({ value: value ?? 0n, blinding: 7n });
    const envelope = value === null ? '0x' : await sealEnvelope({ content, addressees: [company, resident], context });
    const commitment = value === null ? INFINITY : commit(value, 7n);
    const data = { houseId: HOUSE, flat, quantity: QUANTITY[quantity], from, commitment, envelope };
    applyPremises(book, { ledger, block: { from: by.address, subject: flat } }, { kind: 'FLAT_FACT', data });
  }
  function answer(book: PremisesBook, flat: Hex, from: number, account: Hex): void {
    const block = { from: portal.address, subject: flat };
    applyPremises(book, { ledger, block }, { kind: 'FLAT_ACCOUNT', data: { houseId: HOUSE, flat, from, account } });
  }
  const areaOn = (book: PremisesBook, day: number, reader = company): Promise<bigint | undefined> =>
    valueOnDay({ network, account: reader }, book, { ...ID, quantity: 'area', day });

  it('is nothing of a flat that is not on the list of the day, whatever was said of it', async () => {
    const book = listed();
    await say(book, company, 'area', 90, 5_430n);
    await say(book, company, 'area', 100, 5_430n, FOREIGN);
    expect(flatOnDay(book, ID, 99)).to.equal(undefined);
    expect(flatOnDay(book, { houseId: HOUSE, flat: FOREIGN }, 100)).to.equal(undefined);
    expect(await areaOn(book, 99)).to.equal(undefined);
    expect(await areaOn(book, 100)).to.equal(5_430n);
    listed(120, [OTHER], book);
    expect(await areaOn(book, 119)).to.equal(5_430n);
    expect(await areaOn(book, 120)).to.equal(undefined);
  });

  it('is refused where it does not open: nothing is billed by a guess', async () => {
    const book = listed();
    await say(book, company, 'area', 100, 5_430n);
    expect(await refusal(() => areaOn(book, 100, stranger))).to.equal('FLAT_FACT_CLOSED');
  });

  it('begins on its day, holds between two days, and ends with the day before an end', async () => {
    const book = listed();
    await say(book, company, 'area', 110, 5_430n);
    await say(book, company, 'area', 130, 5_600n);
    await say(book, company, 'area', 150, null);
    const days = [109, 110, 129, 130, 149, 150];
    const values = await Promise.all(days.map((day) => areaOn(book, day)));
    expect(values).to.deep.equal([undefined, 5_430n, 5_430n, 5_600n, 5_600n, undefined]);
  });

  it('is what a later correction of an earlier day says, from that day on', async () => {
    const book = listed();
    await say(book, portal, 'residents', 100, 2n);
    await say(book, portal, 'residents', 120, 3n);
    await say(book, portal, 'residents', 115, 3n);
    const on = (day: number) => valueOnDay({ network, account: resident }, book, { ...ID, quantity: 'residents', day });
    expect(await Promise.all([114, 115, 119, 200].map(on))).to.deep.equal([2n, 3n, 3n, 3n]);
  });

  it('is of two hands the word that came last, each with whose it is', async () => {
    const book = listed();
    await say(book, company, 'area', 100, 5_430n);
    await say(book, portal, 'area', 110, 5_500n);
    expect([109, 110].map((day) => flatOnDay(book, ID, day)?.area?.by)).to.deep.equal([
      company.address,
      portal.address,
    ]);
    expect(await Promise.all([109, 110].map((day) => areaOn(book, day, resident)))).to.deep.equal([5_430n, 5_500n]);
    expect(flatOnDay(book, ID, 110)).to.deep.include({ share: undefined, privilege: undefined, account: undefined });
  });

  it('names the flats of an account on a day', () => {
    const book = listed();
    answer(book, FLAT, 100, resident.address);
    answer(book, OTHER, 110, resident.address);
    answer(book, FOREIGN, 100, resident.address);
    answer(book, FLAT, 120, ZERO_ADDRESS);
    const flats = (day: number) => flatsOfAccount(book, resident.address, day).map(({ flat }) => flat);
    expect([99, 100, 110, 120].map(flats)).to.deep.equal([[], [FLAT], [FLAT, OTHER], [OTHER]]);
  });
});
