import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { equalPoints, INFINITY } from '../../../../../core/domain/crypto/commitment.ts';
import { localDate } from '../../../../../core/domain/billing/period.ts';
import { QUANTITY, type QuantityName } from '../../../../../core/domain/ledger/kinds.ts';
import { checkPremises, type ProvedFlat, type WordOnFlat } from '../../../../../core/domain/premises/check-premises.ts';
import { dayNumber } from '../../../../../core/domain/premises/day-number.ts';
import { flatOnDay } from '../../../../../core/domain/premises/flat-on-day.ts';
import { openFlatFact } from '../../../../../core/domain/premises/open-flat-fact.ts';
import {
  applyPremises,
  emptyPremises,
  houseOn,
  type FlatFact,
  type PremisesBook,
} from '../../../../../core/domain/premises/premises-book.ts';
import { openStorage } from '../../../../../core/domain/proof/open-storage.ts';
import { same } from '../../../../../core/domain/resident/recorded.ts';
import { carriedBy } from '../../../../../core/domain/sealed/carried-envelope.ts';
import type { Sealed } from '../../../../../core/domain/sealed/sealed-content.ts';
import { premisesSchema } from '../../api/schemas.ts';
import { checkStateAge } from '../check-state-age.ts';
import { now, type Resident } from '../resident.ts';

/** What a word says: a number, nothing from its day on, or what does not open with this key. */
export type SaidValue =
  { state: 'opened'; value: bigint } | { state: 'ended' } | { state: 'closed' } | { state: 'damaged'; code: string };
/** `from`: the first day, `by`: who said it, `saidAt`: when, in unix seconds. `holds`: of the present day; `stands`: nothing later took its place. */
export type SaidOfFlat = { from: number; by: Hex; saidAt: bigint; value: SaidValue; holds: boolean; stands: boolean };
/** Words on a quantity, the newest first. */
export type QuantityHistory = { name: QuantityName; words: SaidOfFlat[] };
export type AreaSum = { day: number; sum: bigint; by: Hex; flats: number; ownArea: SaidValue | undefined };
export type OwnFlat = {
  houseId: Hex;
  flat: Hex;
  /** Of the present day; undefined where the house has no list, or the flat is not on it. */
  house: { flats: number; meters: { resource: number; houseMeters: number; flatMeters: number }[] } | undefined;
  isListed: boolean;
  /** Whether the account answers for it today, and since which day. */
  answers: { since: number } | undefined;
  quantities: QuantityHistory[];
  areaSum: AreaSum | undefined;
};
export type OwnPremises = { flats: OwnFlat[]; today: number; fault: InputError | undefined };

/** The lists may be a block behind the ledger that is proved. */
const RETRIES = 3;
const RETRY_MS = 700;

/**
 * What stands of the resident's flats, proved from the storage of `Premises` under the company's seal and opened here.
 * @returns `fault`: why the state may be an old one
 * @throws InputError those of `checkPremises` and `openStorage`
 */
export async function loadPremises(resident: Resident, retries = RETRIES): Promise<OwnPremises> {
  const { api, network, account, chain, witnesses } = resident;
  const notBefore = (await chain.seen(network)).at(-1)?.seal.number ?? 0n;
  try {
    const told = await api.get(`/api/premises?account=${account.address}`, premisesSchema);
    const state = openStorage(network, network.contracts.premises, told.proof);
    const flats = checkPremises({ network, account: account.address, storage: state, told });
    const fault = await checkStateAge(resident, { proof: told.proof, state }, witnesses, notBefore);
    const today = dayNumber(localDate(now(), network.timeZone));
    return { flats: await Promise.all(flats.map((flat) => open(resident, flat, today))), today, fault };
  } catch (error) {
    if (!(error instanceof InputError) || retries === 0) throw error;
  }
  await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  return loadPremises(resident, retries - 1);
}

async function open(resident: Resident, proved: ProvedFlat, today: number): Promise<OwnFlat> {
  const { house, flat, words } = proved;
  const { houseId } = house;
  const book = bookOf(resident, proved);
  const list = houseOn(book, houseId, today);
  const answering = book.accounts.get(`${houseId}:${flat}`)?.findLast(({ from }) => from <= today);
  const answers = answering !== undefined && same(answering.account, resident.account.address);
  return {
    houseId,
    flat,
    house: list && {
      flats: list.flats.length,
      meters: list.groups.map(({ resource, houseMeters, flatMeters }) => ({
        resource,
        houseMeters: houseMeters.length,
        flatMeters: flatMeters.length,
      })),
    },
    isListed: list?.flats.includes(flat) ?? false,
    answers: answers ? { since: answering.from } : undefined,
    quantities: await Promise.all(
      Object.keys(QUANTITY).map((name) =>
        historyOf(resident, { words, book, houseId, flat, today }, name as QuantityName),
      ),
    ),
    areaSum: await areaSumOf(resident, proved),
  };
}

/** What all words come to, or those up to a place of the ledger alone. */
function bookOf({ network }: Resident, { house, words }: ProvedFlat, before?: bigint): PremisesBook {
  const book = emptyPremises();
  const ledger = network.contracts.premises;
  for (const data of house.lists)
    applyPremises(book, { ledger, block: { from: network.company, subject: house.houseId } }, { kind: 'HOUSE', data });
  for (const { fact, block, position } of words)
    if (before === undefined || position < before) applyPremises(book, { ledger, block }, fact);
  return book;
}

async function historyOf(
  resident: Resident,
  of: { words: readonly WordOnFlat[]; book: PremisesBook; houseId: Hex; flat: Hex; today: number },
  name: QuantityName,
): Promise<QuantityHistory> {
  const quantity = QUANTITY[name];
  const line = of.book.facts.get(`${of.houseId}:${of.flat}:${quantity}`) ?? [];
  const holding = line.findLast(({ from }) => from <= of.today);
  const ofQuantity = of.words.flatMap(({ fact, block }) =>
    fact.kind === 'FLAT_FACT' && fact.data.quantity === quantity ? [{ data: fact.data, block }] : [],
  );
  const words = ofQuantity.map(async ({ data, block }): Promise<SaidOfFlat> => {
    const carried = carriedBy({ ledger: resident.network.contracts.premises, block }, data);
    const own = line.find(
      (one) =>
        one.carried.envelope === carried.envelope &&
        equalPoints(one.commitment, data.commitment) &&
        one.from === data.from,
    );
    return {
      from: data.from,
      by: block.from,
      saidAt: block.timestamp,
      value: await valueOf(resident, { ...data, by: block.from, carried }),
      stands: own !== undefined,
      holds: own !== undefined && own === holding,
    };
  });
  return { name, words: (await Promise.all(words)).toReversed() };
}

async function areaSumOf(resident: Resident, proved: ProvedFlat): Promise<AreaSum | undefined> {
  const { house, flat } = proved;
  const { sum } = house;
  if (sum === undefined) return undefined;
  // What was said of the area behind the sum is not in it.
  const then = flatOnDay(bookOf(resident, proved, sum.position), { houseId: house.houseId, flat }, sum.day);
  const area = sum.flats.includes(flat) ? then?.area : undefined;
  const ownArea = area === undefined ? undefined : await valueOf(resident, area);
  return { day: sum.day, sum: sum.sum, by: sum.by, flats: sum.flats.length, ownArea };
}

async function valueOf({ network, account }: Resident, fact: FlatFact): Promise<SaidValue> {
  if (equalPoints(fact.commitment, INFINITY)) return { state: 'ended' };
  const sealed: Sealed<'FLAT_FACT'> = await openFlatFact({ network, account, ...fact });
  return sealed.state === 'opened' ? { state: 'opened', value: sealed.content.value } : sealed;
}
