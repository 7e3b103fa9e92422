import {
  readOpenActs,
  sayAccount,
  sayDecision,
  sayFact,
  type OperatorPort,
} from '../../app/server/operator/ask-operator.ts';
import { actsByHand, openDesk, type Desk } from '../../biller/commands/act-by-hand.ts';
import { householders } from '../../biller/decide/register-participants.ts';
import { makeHouse, openArea, stateAreas } from '../../biller/commands/premises-commands.ts';
import { billerSettings, type BillerSettings } from '../../biller/settings.ts';
import { fromHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { flatIdOf, houseIdOf } from '../../core/domain/ledger/ids.ts';
import { QUANTITY } from '../../core/domain/ledger/kinds.ts';
import { dayNumber } from '../../core/domain/premises/day-number.ts';
import { accountOn, factOn, houseOn } from '../../core/domain/premises/premises-book.ts';
import { readSettings } from '../../core/runtime/settings.ts';
import type { PlannedPremise } from '../world/house-plan.ts';
import type { WorldPlan } from '../world/planned-program.ts';
import { operatorPortOf } from '../world/operator-port.ts';
import { keepHouseIds, loadHouseIds, type HouseIds } from './house-ids.ts';

/** The ledger takes no public sum of fewer flats. */
const FEWEST_OF_A_SUM = 5;

/** The sandbox house, as its two clerks know it. */
export type ListedHouse = {
  settings: BillerSettings;
  idsFile: string;
  /** The portal's port for its clerk; its token is there from the portal's first start on. */
  operator: () => OperatorPort;
  premises: readonly PlannedPremise[];
};

export function listedHouseOf(plan: WorldPlan, idsFile: string): ListedHouse {
  const program = plan.programs.find(({ name }) => name === 'biller-company');
  const overrides = { ...program?.settings, logLevel: 'silent' };
  const settings = readSettings(billerSettings, { prefix: 'DOMLEDGER_BILLER_', overrides });
  return { settings, idsFile, operator: () => operatorPortOf(plan), premises: plan.house.premises };
}

/**
 * One look of company and portal at their house, and what an orderly clerk says then: the list of its flats and meters, which the other one confirms, who
 * answers for each flat, how many live there, its area, and the sum of the areas. What the ledger has is not said again, so that each look may be the first
 * or the last.
 * @returns whether all was said already
 * @throws InputError as the portal's port says; TransientError while a program is away
 */
export async function lookAtHouse(house: ListedHouse, signal: AbortSignal): Promise<boolean> {
  const ids = loadHouseIds(house.idsFile, new Date());
  if (await confirmList(house)) return false;
  const desk = await openDesk(house.settings, signal);
  const about = { settings: house.settings, signal, salt: ids.salt, day: dayNumber(ids.from) };
  const list = unsaidList(desk, about);
  if (list !== undefined) {
    await actsByHand(house.settings, signal, () => Promise.resolve([list]));
    return false;
  }
  const told = await tellFlats(house, desk, ids);
  const areas = await stateAreas(about);
  // The sum is opened anew over areas that were stated anew: else somebody's own area in it would not open with the own key.
  if (areas.length > 0) keepHouseIds(house.idsFile, { ...ids, isOpened: false });
  if (told > 0 || areas.length > 0) return false;
  if (ids.isOpened || house.premises.length < FEWEST_OF_A_SUM) return true;
  await openArea(about);
  keepHouseIds(house.idsFile, { ...ids, isOpened: true });
  return false;
}

/** The company's list, where the ledger has another one or none. */
function unsaidList({ context }: Desk, about: { salt: Hex; day: number }): ReturnType<typeof makeHouse> | undefined {
  const list = makeHouse(context, about);
  const { houseId, flats, groups } = decodeData('HOUSE', list.data);
  const known = houseOn(context.state.premises, houseId, about.day);
  const isKnown = known !== undefined && texts(known.flats, known.groups) === texts(flats, groups);
  return isKnown ? undefined : list;
}

function texts(...parts: readonly unknown[]): string {
  return JSON.stringify(parts);
}

/** The portal's clerk confirms each list that waits for it. @returns whether there was one */
async function confirmList({ operator }: ListedHouse): Promise<boolean> {
  const port = operator();
  const lists = (await readOpenActs(port)).filter(({ kind }) => kind === 'HOUSE');
  for (const { actHash } of lists) await sayDecision(port, actHash, 'confirm');
  return lists.length > 0;
}

/** What the portal's clerk says of flats whose account is known to the company, once each. @returns how much of it */
async function tellFlats(house: ListedHouse, { context }: Desk, { salt, from }: HouseIds): Promise<number> {
  const port = house.operator();
  const bytes = fromHex(salt);
  const houseId = houseIdOf(bytes);
  const { premises } = context.state;
  const holders = await householders({ ...context, fault: () => undefined }, context.house.premises());
  let told = 0;
  for (const { premise, residents } of house.premises) {
    const holder = holders.get(premise)?.address;
    if (holder === undefined) continue;
    const flat = flatIdOf(bytes, premise);
    const said = { houseId, flat, from, reference: `sandbox ${holder}` };
    const day = dayNumber(from);
    if (accountOn(premises, { houseId, flat }, day) !== holder) {
      await sayAccount(port, { ...said, account: holder });
      told++;
    } else if (factOn(premises, { houseId, flat, quantity: QUANTITY.residents }, day) === undefined) {
      await sayFact(port, { ...said, quantity: 'residents', value: residents });
      told++;
    }
  }
  return told;
}
