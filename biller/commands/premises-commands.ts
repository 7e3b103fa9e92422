import { parseDecimal, rescale } from '../../core/domain/bytes/decimal.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { fromHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { commit, mod, randomScalar } from '../../core/domain/crypto/commitment.ts';
import { envelopeAddressees } from '../../core/domain/crypto/envelope.ts';
import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import { flatIdOf, houseIdOf } from '../../core/domain/ledger/ids.ts';
import { QUANTITY } from '../../core/domain/ledger/kinds.ts';
import { encodeFlatFact } from '../../core/domain/premises/flat-fact-content.ts';
import { openFlatFact } from '../../core/domain/premises/open-flat-fact.ts';
import { factOn, houseOn, type FlatFact } from '../../core/domain/premises/premises-book.ts';
import { sealForBlock, withSelf } from '../../core/domain/resident/author.ts';
import type { FlatFactContent } from '../../core/domain/premises/flat-fact-content.ts';
import { actByHand, actsByHand } from './act-by-hand.ts';
import { addressee, type DecisionContext } from '../decide/decision-context.ts';
import { readerOf } from '../decryptor.ts';
import { householders } from '../decide/register-participants.ts';
import { message, type Message } from '../sender.ts';
import type { BillerSettings } from '../settings.ts';
import type { State } from '../state.ts';

/** `salt`: of the house's ids, 32 bytes that company and portal share. `day`: from 1970-01-01. */
type OfHouse = { salt: Hex; day: number };
type Acting = OfHouse & { settings: BillerSettings; signal: AbortSignal };

/** Owners that a balance group has at least: `Premises.FEWEST`. */
const FEWEST = 5;

/** Says `makeHouse`. */
export function listHouse({ settings, signal, ...house }: Acting): Promise<Hex> {
  return actByHand(settings, signal, (context) => Promise.resolve(makeHouse(context, house)));
}

/** Says `makeAreas`. @returns the digests, none where all is said */
export function stateAreas({ settings, signal, ...house }: Acting): Promise<Hex[]> {
  return actsByHand(settings, signal, (context) => makeAreas(context, house));
}

/** Says `makeAreaSum`. @throws InputError HOUSE_UNKNOWN, AREA_MISSING, AREA_CLOSED */
export function openArea({ settings, signal, ...house }: Acting): Promise<Hex> {
  return actByHand(settings, signal, (context) => makeAreaSum(context, house));
}

/**
 * The company's word on which flats a house has, from its list of premises, and on its balance groups, from the register of meters; the portal has to say the same.
 * @param house `day`: its first one
 */
export function makeHouse({ state, house }: DecisionContext, { salt, day }: OfHouse): Message {
  const bytes = fromHex(salt);
  const houseId = houseIdOf(bytes);
  const flats = [...house.premises().keys()].map((name) => flatIdOf(bytes, name)).sort();
  const data = { houseId, from: day, flats, groups: balanceGroups(state) };
  return message({ ledger: 'premises', kind: 'HOUSE', subject: houseId }, state.portal, data);
}

/** Of each measure the company's meters and those of flats, where enough flats have one. */
function balanceGroups(state: State): BlockData['HOUSE']['groups'] {
  const inService = [...state.meters.values()].filter(({ replacedBy }) => replacedBy === undefined);
  const groups = Map.groupBy(inService, ({ resource, unit, exponent }) => `${resource}:${unit}:${exponent}`);
  return [...groups.values()].flatMap((meters) => {
    const ofHouse = meters.filter(({ owner }) => owner === state.company);
    const ofFlats = meters.filter(({ owner }) => owner !== state.company);
    const [first] = ofHouse;
    if (first === undefined || new Set(ofFlats.map(({ owner }) => owner)).size < FEWEST) return [];
    const ids = (some: typeof meters): Hex[] => some.map(({ meterId }) => meterId).sort();
    return [{ resource: first.resource, houseMeters: ids(ofHouse), flatMeters: ids(ofFlats) }];
  });
}

/** The areas of the list of premises that the ledger does not have so from this day on, or not for whoever holds the flat now. */
export async function makeAreas(context: DecisionContext, { salt, day }: OfHouse): Promise<Message[]> {
  const premises = context.house.premises();
  const holders = await householders(context, premises);
  const messages: Message[] = [];
  for (const [name, { area }] of premises) {
    const about = { houseId: houseIdOf(fromHex(salt)), flat: flatIdOf(fromHex(salt), name), quantity: QUANTITY.area };
    const value = rescale(parseDecimal(area), -2);
    const holder = holders.get(name)?.address;
    const known = factOn(context.state.premises, about, day);
    if (known !== undefined && (await isSaid(context, known, value, holder))) continue;
    messages.push(await areaOf(context, { ...about, from: day }, value, holder));
  }
  return messages;
}

async function isSaid(
  context: DecisionContext,
  fact: FlatFact,
  value: bigint,
  holder: Hex | undefined,
): Promise<boolean> {
  // What the portal attested is not the company's to state.
  if (fact.by !== context.state.me) return true;
  if (holder !== undefined && !envelopeAddressees(fact.carried.envelope).includes(holder)) return false;
  const sealed = await openFlatFact({ ...context, account: readerOf(context.account, context.state), ...fact });
  return sealed.state === 'opened' && sealed.content.value === value;
}

async function areaOf(
  context: DecisionContext,
  about: Omit<BlockData['FLAT_FACT'], 'commitment' | 'envelope'>,
  value: bigint,
  holder: Hex | undefined,
): Promise<Message> {
  const { state, account } = context;
  const opening = { value, blinding: randomScalar() };
  const place = { ledger: 'premises', kind: 'FLAT_FACT', subject: about.flat } as const;
  // The portal's account may not have enrolled yet; then it learns the area from its own registers.
  const readers = [
    ...new Set([state.portal, ...(holder === undefined ? [] : [holder, ...providersOf(state, holder)])]),
  ];
  const addressees = readers.filter((one) => state.participants.has(one)).map((one) => addressee(context, one));
  const envelope = await sealForBlock(context, place, encodeFlatFact(opening), withSelf(account, addressees));
  const commitment = commit(opening.value, opening.blinding);
  return message(place, holder ?? state.portal, { ...about, commitment, envelope });
}

/** Who bills the holder of a flat: the providers of its meters. */
function providersOf(state: State, holder: Hex): Hex[] {
  return [...state.meters.values()].filter(({ owner }) => owner === holder).map(({ provider }) => provider);
}

/** The sum of a house's areas, for the public. @throws InputError HOUSE_UNKNOWN, AREA_MISSING, AREA_CLOSED */
export async function makeAreaSum(context: DecisionContext, { salt, day }: OfHouse): Promise<Message> {
  const { state } = context;
  const houseId = houseIdOf(fromHex(salt));
  const list = houseOn(state.premises, houseId, day);
  if (list === undefined)
    throw new InputError('HOUSE_UNKNOWN', `House ${houseId} has no list by both hands on that day. List it first.`);
  const areas = await Promise.all(list.flats.map((flat) => areaOn(context, { houseId, flat }, day)));
  const sum = areas.reduce((total, { value }) => total + value, 0n);
  const blinding = mod(areas.reduce((total, one) => total + one.blinding, 0n));
  const data = { houseId, day, flats: list.flats, sum, blinding };
  return message({ ledger: 'premises', kind: 'AREA_SUM', subject: houseId }, state.portal, data);
}

async function areaOn(
  context: DecisionContext,
  { houseId, flat }: { houseId: Hex; flat: Hex },
  day: number,
): Promise<FlatFactContent> {
  const fact = factOn(context.state.premises, { houseId, flat, quantity: QUANTITY.area }, day);
  if (fact === undefined) throw new InputError('AREA_MISSING', `No area of flat ${flat} is stated for that day.`);
  const sealed = await openFlatFact({ ...context, account: readerOf(context.account, context.state), ...fact });
  if (sealed.state === 'opened') return sealed.content;
  throw new InputError('AREA_CLOSED', `The area of flat ${flat} does not open here: ${sealed.message}`);
}
