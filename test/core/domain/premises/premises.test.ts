import { expect } from 'chai';
import { ZERO_ADDRESS, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { commit, equalPoints, INFINITY, mod } from '../../../../core/domain/crypto/commitment.ts';
import { sealEnvelope } from '../../../../core/domain/crypto/envelope.ts';
import { dataBytesMax } from '../../../../core/domain/ledger/data-bytes-max.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import { flatIdOf, houseIdOf } from '../../../../core/domain/ledger/ids.ts';
import { KIND, QUANTITY } from '../../../../core/domain/ledger/kinds.ts';
import { checkAreaSum } from '../../../../core/domain/premises/check-area-sum.ts';
import { dateOfDay, dayNumber } from '../../../../core/domain/premises/day-number.ts';
import { encodeFlatFact } from '../../../../core/domain/premises/flat-fact-content.ts';
import { openFlatFact } from '../../../../core/domain/premises/open-flat-fact.ts';
import {
  accountOn,
  applyPremises,
  emptyPremises,
  factOn,
  houseOn,
} from '../../../../core/domain/premises/premises-book.ts';
import type { PremisesBook } from '../../../../core/domain/premises/premises-book.ts';
import { contextOf } from '../../../support/context-of.ts';
import { refusal } from '../../../support/refusal.ts';
import { newAccount } from '../../../support/world/actors.ts';
import { bytes32 } from '../billing/bill-sample.ts';
import { network } from '../resident/bill-fixture.ts';

const [HOUSE, FLAT, OTHER] = [bytes32(1), bytes32(2), bytes32(3)];
const company = newAccount();
const resident = newAccount();
const ledger = network.contracts.premises;

function place(subject: Hex) {
  return { ledger, block: { from: company.address, subject } };
}

function state(book: PremisesBook, flat: Hex, from: number, value: bigint): void {
  const commitment = value === 0n ? INFINITY : commit(value, value + 1n);
  const data = { houseId: HOUSE, flat, quantity: QUANTITY.area, from, commitment, envelope: '0x' } as const;
  applyPremises(book, place(flat), { kind: 'FLAT_FACT', data });
}

function listed(): PremisesBook {
  const book = emptyPremises();
  const data = { houseId: HOUSE, from: 100, flats: [FLAT, OTHER], groups: [] };
  applyPremises(book, place(HOUSE), { kind: 'HOUSE', data });
  return book;
}

/** The area of a flat as its block carries it. */
async function sealedArea(value: bigint, blinding: bigint) {
  const context = contextOf(network, company, 'FLAT_FACT', { subject: FLAT });
  const content = encodeFlatFact({ value, blinding });
  const envelope = await sealEnvelope({ content, addressees: [company, resident], context });
  return { ledger, from: company.address, subject: FLAT, envelope };
}

describe('what holds of a flat', () => {
  it('is nothing before its first day, and from an end on', () => {
    const book = listed();
    const at = { houseId: HOUSE, flat: FLAT, quantity: QUANTITY.area };
    state(book, FLAT, 110, 5430n);
    state(book, FLAT, 120, 0n);
    expect(factOn(book, at, 109)).to.equal(undefined);
    expect(factOn(book, at, 119)?.from).to.equal(110);
    expect(factOn(book, at, 120)).to.equal(undefined);
    expect(factOn(book, { ...at, quantity: QUANTITY.share }, 119)).to.equal(undefined);
    expect(houseOn(book, HOUSE, 99)).to.equal(undefined);
  });

  it('is the last word whose day is not later, also where that came to correct a day that was over', () => {
    const book = listed();
    const at = { houseId: HOUSE, flat: FLAT, quantity: QUANTITY.area };
    state(book, FLAT, 110, 50n);
    state(book, FLAT, 130, 70n);
    state(book, FLAT, 120, 60n);
    for (const [day, value] of [
      [119, 50n],
      [120, 60n],
      [140, 60n],
    ] as const)
      expect(equalPoints(factOn(book, at, day)?.commitment ?? INFINITY, commit(value, value + 1n))).to.equal(true);
  });

  it('is answered for by nobody once the portal has said so', () => {
    const book = listed();
    const about = { houseId: HOUSE, flat: FLAT };
    const answer = (from: number, account: Hex): void =>
      applyPremises(book, place(FLAT), { kind: 'FLAT_ACCOUNT', data: { ...about, from, account } });
    answer(110, resident.address);
    answer(120, ZERO_ADDRESS);
    expect([109, 110, 119, 120].map((day) => accountOn(book, about, day))).to.deep.equal([
      undefined,
      resident.address,
      resident.address,
      undefined,
    ]);
  });
});

describe('a public sum of areas', () => {
  it('is refused over other flats, over one without an area, and unless the commitments add up', async () => {
    const book = listed();
    const sum = { houseId: HOUSE, day: 115, flats: [FLAT, OTHER], sum: 110n, blinding: 112n };
    state(book, FLAT, 110, 50n);
    expect(await refusal(() => checkAreaSum(book, sum))).to.equal('AREA_MISSING');
    state(book, OTHER, 110, 60n);
    expect(await refusal(() => checkAreaSum(book, { ...sum, flats: [FLAT] }))).to.equal('AREA_SUM_FLATS');
    expect(await refusal(() => checkAreaSum(book, { ...sum, houseId: OTHER }))).to.equal('AREA_SUM_FLATS');
    expect(await refusal(() => checkAreaSum(book, { ...sum, sum: 111n }))).to.equal('AREA_SUM_WRONG');
    checkAreaSum(book, sum);
  });
});

describe('the value of a fact of a flat', () => {
  it('opens for resident and company, is closed to everybody else, and damaged where the commitment is to another', async () => {
    const carried = await sealedArea(5430n, 9n);
    const commitment = commit(5430n, 9n);
    for (const account of [company, resident]) {
      const sealed = await openFlatFact({ network, account, carried, commitment });
      expect(sealed).to.deep.equal({ state: 'opened', content: { value: 5430n, blinding: 9n } });
    }
    const stranger = await openFlatFact({ network, account: newAccount(), carried, commitment });
    expect(stranger).to.include({ state: 'closed', code: 'NOT_ADDRESSEE' });
    const other = await openFlatFact({ network, account: resident, carried, commitment: commit(5431n, 9n) });
    expect(other).to.include({ state: 'damaged', code: 'FLAT_FACT_UNOPENED' });
  });

  it('is told by no length: the data of every fact to the same readers have one', async () => {
    const lengths = new Set<number>();
    for (const [value, blinding] of [
      [0n, 1n],
      [7n, mod(-1n)],
      [2n ** 64n - 1n, mod(-1n)],
    ] as const) {
      const { envelope } = await sealedArea(value, blinding);
      lengths.add(
        encodeData('FLAT_FACT', {
          houseId: HOUSE,
          flat: FLAT,
          quantity: 1,
          from: 1,
          commitment: commit(value, blinding),
          envelope,
        }).length,
      );
    }
    expect(lengths.size).to.equal(1);
    expect([...lengths].every((length) => length / 2 < dataBytesMax(KIND.FLAT_FACT))).to.equal(true);
  });
});

describe('days and ids of premises', () => {
  it('refuse what is no date of the calendar, and count days without a time zone', async () => {
    for (const date of ['2026-02-29', '2026-04-31', '1.10.2026'])
      expect(await refusal(() => dayNumber(date)), date).to.equal('DATE_INVALID');
    expect(dayNumber('1970-01-02')).to.equal(1);
    expect(dateOfDay(dayNumber('2026-10-01'))).to.equal('2026-10-01');
  });

  it('differ under another salt, and from flat to flat', () => {
    const [salt, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const ids = [houseIdOf(salt), houseIdOf(other), flatIdOf(salt, 'a'), flatIdOf(salt, 'b'), flatIdOf(other, 'a')];
    expect(new Set(ids).size).to.equal(ids.length);
  });
});
