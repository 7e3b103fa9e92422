import { expect } from 'chai';
import { equalPoints, commit, INFINITY } from '../../core/domain/crypto/commitment.ts';
import { ZERO_32, ZERO_ADDRESS, type Hex } from '../../core/domain/bytes/hex.ts';
import { QUANTITY } from '../../core/domain/ledger/kinds.ts';
import {
  accountOn,
  applyPremises,
  emptyPremises,
  factOn,
  houseOn,
  type PremisesBook,
  type PremisesFact,
} from '../../core/domain/premises/premises-book.ts';
import { FLATS, HOUSE, dayOf, listed, listOf, type MeasuredHouse } from '../contracts/premises/listed-house.ts';
import { publicClient } from '../contracts/support/house.ts';
import { randomFrom } from '../support/random-from.ts';

const SEED = Number(process.env['DOMLEDGER_FUZZ_SEED'] ?? 20_261_127);
const STEPS = 300;
/** Days lie so close together that many of them are said again. */
const SPAN = 12;

/** Says it on the ledger, to whom it concerns by what held before. @returns whether it was taken */
async function said(house: MeasuredHouse, before: PremisesBook, fact: PremisesFact): Promise<boolean> {
  try {
    if (fact.kind === 'HOUSE') {
      for (const from of [house.company, house.portal]) await house.send(from, 'HOUSE', fact.data, { subject: HOUSE });
      return true;
    }
    const subject = fact.data.flat;
    if (fact.kind === 'FLAT_FACT') await house.send(house.portal, 'FLAT_FACT', fact.data, { subject });
    else {
      const { account, from } = fact.data;
      const to = account === ZERO_ADDRESS ? (accountOn(before, fact.data, from) ?? ZERO_ADDRESS) : account;
      await house.send(house.portal, 'FLAT_ACCOUNT', fact.data, { subject, to });
    }
    return true;
  } catch (error) {
    if (/FlatFactMissing|HouseUnknown/.test(String(error))) return false;
    throw error;
  }
}

describe('premises said in random order of random days', () => {
  it('hold on each day what the rule says, in the contract and in core, and nothing that was said is ever edited', async () => {
    const house = await listed();
    const { premises } = house.contracts;
    const random = randomFrom(SEED);
    const pick = (most: number): number => Math.floor(random() * most);
    const first = dayOf(house) - SPAN;
    const book = emptyPremises();
    const place = (subject: Hex) => ({ ledger: premises.address, block: { from: house.portal.address, subject } });
    const data = listOf(house);
    applyPremises(book, place(HOUSE), { kind: 'HOUSE', data });
    type Kept = { flat: Hex; quantity: number; said: { from: number; x: bigint }[] };
    const kept = FLATS.slice(0, 2).flatMap((flat) =>
      [QUANTITY.area, QUANTITY.residents].map((quantity): Kept => ({ flat, quantity, said: [] })),
    );
    const accounts = [house.subscriber.address, house.neighbour.address, ZERO_ADDRESS];
    let [taken, refused] = [0, 0];
    for (let step = 0; step < STEPS; step++) {
      const from = first + pick(SPAN);
      const flat = FLATS[pick(2)] ?? ZERO_32;
      const about = { houseId: HOUSE, flat, from };
      const commitment = random() < 0.25 ? INFINITY : commit(BigInt(step), 1n);
      const quantity = random() < 0.5 ? QUANTITY.area : QUANTITY.residents;
      const account = accounts[pick(3)] ?? ZERO_ADDRESS;
      const among = random();
      const fact: PremisesFact =
        among < 0.6
          ? { kind: 'FLAT_FACT', data: { ...about, quantity, commitment, envelope: '0x' } }
          : among < 0.9
            ? { kind: 'FLAT_ACCOUNT', data: { ...about, account } }
            : { kind: 'HOUSE', data: { ...data, from, flats: FLATS.slice(0, pick(7)), groups: [] } };
      const context = `seed ${SEED}, step ${step}: ${fact.kind} from ${from}`;
      const before = structuredClone(book);
      applyPremises(book, place(flat), fact);
      if (await said(house, before, fact)) {
        taken++;
        if (fact.kind === 'FLAT_FACT') {
          kept.find((one) => one.flat === flat && one.quantity === quantity)?.said.push({ from, x: commitment.x });
        }
      } else {
        refused++;
        for (const each of ['houses', 'facts', 'accounts'] as const) {
          book[each].clear();
          for (const [key, value] of before[each]) Object(book[each]).set(key, value);
        }
      }
      for (const day of [from - 1, from, first + pick(SPAN), first + SPAN]) {
        const at = [HOUSE, flat, quantity, day] as const;
        const [fromContract, answering, listOn] = await Promise.all([
          publicClient.readContract({ ...premises, functionName: 'factOn', args: at }),
          publicClient.readContract({ ...premises, functionName: 'accountOn', args: [HOUSE, flat, day] }),
          publicClient.readContract({ ...premises, functionName: 'houseOn', args: [HOUSE, day] }),
        ]);
        const own = factOn(book, { houseId: HOUSE, flat, quantity }, day)?.commitment ?? INFINITY;
        expect(equalPoints(fromContract.commitment, own), `${context}, day ${day}`).to.equal(true);
        expect(answering.toLowerCase(), context).to.equal(
          accountOn(book, { houseId: HOUSE, flat }, day) ?? ZERO_ADDRESS,
        );
        expect(listOn.flats, context).to.equal(houseOn(book, HOUSE, day)?.flats.length ?? 0);
      }
    }
    console.log(`      seed ${SEED}: ${taken} taken, ${refused} refused`);
    expect(refused).to.be.greaterThan(10);
    for (const { flat, quantity, said: facts } of kept) {
      for (const [index, { from, x }] of facts.entries()) {
        const args = [HOUSE, flat, quantity, BigInt(index)] as const;
        const fact = await publicClient.readContract({ ...premises, functionName: 'factAt', args });
        expect({ from: fact.from, x: fact.commitment.x }, flat).to.deep.equal({ from, x });
      }
    }
  });
});
