import type { Premise } from '../house-files.ts';
import type { Intent } from '../sender.ts';
import { isActive, type Contract, type Participant } from '../state.ts';
import { acknowledgeAppeals } from './answer-appeals.ts';
import { answerContracts } from './answer-contracts.ts';
import { orFault, type DecisionContext } from './decision-context.ts';
import { enrolSelf } from './enrol-self.ts';
import { issueBills } from './issue-bills.ts';
import { issueReceipts } from './issue-receipts.ts';
import { publishRates } from './publish-rates.ts';
import { registerMeters } from './register-meters.ts';
import { wrapAgain } from './wrap-again.ts';
import { householders, registerPrograms, registerSubscribers } from './register-participants.ts';

/**
 * Everything that this biller should say now and the ledgers do not hold yet, as far as its state tells. Pure but for reading the house's files.
 * @param billableUntil unix seconds: periods that ended by then are over
 */
export async function decide(context: DecisionContext, billableUntil: bigint): Promise<Intent[]> {
  if (!isActive(context.state, context.state.me)) return enrolSelf(context);
  const isCompany = context.settings.role === 'company';
  const premises =
    (await orFault(context, 'premisesFile', () => context.house.premises())) ?? new Map<string, Premise>();
  const holders = isCompany ? await householders(context, premises) : new Map<string, Participant>();
  const meters = isCompany
    ? await orFault(context, 'metersFile', () => registerMeters(context, context.house.meters(), holders))
    : [];
  return [
    ...enrolSelf(context),
    ...(isCompany ? [...registerPrograms(context), ...registerSubscribers(holders), ...(meters ?? [])] : []),
    ...publishRates(context),
    ...answerContracts(context, (contract) => premiseOf(contract, premises, holders)),
    ...(await issueBills(context, billableUntil)),
    ...(await issueReceipts(context)),
    ...(await acknowledgeAppeals(context)),
    ...wrapAgain(context),
  ];
}

function premiseOf(
  contract: Contract,
  premises: ReadonlyMap<string, Premise>,
  holders: ReadonlyMap<string, Participant>,
): Premise | undefined {
  const [name] = [...holders].find(([, holder]) => holder.address === contract.consumer) ?? [];
  return name === undefined ? undefined : premises.get(name);
}
