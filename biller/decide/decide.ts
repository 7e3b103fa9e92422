import { readHouseMeters, readPremises, type Premise } from '../house-files.ts';
import type { Intent } from '../sender.ts';
import { isActive, type Contract, type Participant } from '../state.ts';
import { acknowledgeAppeals } from './answer-appeals.ts';
import { answerContracts } from './answer-contracts.ts';
import { orFault, type Desk } from './desk.ts';
import { enrolSelf } from './enrol-self.ts';
import { issueBills } from './issue-bills.ts';
import { issueReceipts } from './issue-receipts.ts';
import { publishRates } from './publish-rates.ts';
import { registerMeters } from './register-meters.ts';
import { householders, registerPrograms, registerSubscribers } from './register-participants.ts';

/**
 * Everything that this biller should say now and the ledgers do not hold yet, as far as its state tells. Pure but for reading the house's files.
 * @param billableUntil unix seconds: periods that ended by then are over
 */
export async function decide(desk: Desk, billableUntil: bigint): Promise<Intent[]> {
  if (!isActive(desk.state, desk.state.me)) return enrolSelf(desk);
  const isCompany = desk.settings.role === 'company';
  const premises = isCompany ? await readList(desk) : new Map<string, Premise>();
  const holders = await householders(desk, premises);
  return [
    ...enrolSelf(desk),
    ...(isCompany
      ? [...registerPrograms(desk), ...registerSubscribers(holders), ...(await meters(desk, holders))]
      : []),
    ...publishRates(desk),
    ...answerContracts(desk, (contract) => premiseOf(contract, premises, holders)),
    ...(await issueBills(desk, billableUntil)),
    ...(await issueReceipts(desk)),
    ...acknowledgeAppeals(desk),
  ];
}

async function readList(desk: Desk): Promise<ReadonlyMap<string, Premise>> {
  const file = desk.settings.premisesFile;
  return (file === undefined ? undefined : await orFault(desk, 'premisesFile', () => readPremises(file))) ?? new Map();
}

async function meters(desk: Desk, holders: ReadonlyMap<string, Participant>): Promise<Intent[]> {
  const file = desk.settings.metersFile;
  if (file === undefined) return [];
  return (await orFault(desk, 'metersFile', () => registerMeters(desk, readHouseMeters(file), holders))) ?? [];
}

function premiseOf(
  contract: Contract,
  premises: ReadonlyMap<string, Premise>,
  holders: ReadonlyMap<string, Participant>,
): Premise | undefined {
  const [name] = [...holders].find(([, holder]) => holder.address === contract.consumer) ?? [];
  return name === undefined ? undefined : premises.get(name);
}
