import { cancelledFrom } from '../../../../core/domain/billing/cancelled-from.ts';
import { formatAmount } from '../../../../core/domain/billing/money.ts';
import { localDate } from '../../../../core/domain/billing/period.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { creditOf } from '../../../../biller/commands/bill-commands.ts';
import { isSigned, type Contract } from '../../../../biller/state.ts';
import { resourceNameOf } from '../../arguments.ts';
import { flatName, residentName, type List, type ListRow, type Looking } from './list-row.ts';

/** For `withdraw-offer`, `cancel` and `refund`, which take a contract. */
export const contracts: List = {
  rows(looking) {
    return [...looking.context.state.contracts.values()].map((contract, index): ListRow => {
      const { contractId, consumer, offeror } = contract;
      const resource = resourceNameOf(contract.resource);
      const [state, open] = stateOf(looking, contract);
      return {
        number: index + 1,
        id: contractId,
        open,
        flat: flatName(looking, consumer),
        account: consumer,
        resource,
        offeredHere: offeror === looking.context.state.me,
        state,
        line: `${resource} with ${residentName(looking, consumer)}: ${state}`,
      };
    });
  },
  /** The terms as this biller signed them, and what the contract's account holds for the subscriber. */
  async more({ context }, id) {
    const contract = context.state.contracts.get(id);
    if (contract === undefined) return {};
    const copy = contract.copies.has(context.state.me)
      ? await context.decryptor.ownCopy(contract).catch(ifClosed)
      : undefined;
    const credit = await creditOf(context, id).catch(ifClosed);
    return { terms: copy?.terms, credit: credit === undefined ? undefined : formatAmount(credit) };
  },
};

/** What is to be said of it, and whether it waits for anybody. */
function stateOf({ context }: Looking, contract: Contract): [string, boolean] {
  const { withdrawn, copies, cancels, supplier, consumer } = contract;
  if (withdrawn) return ['withdrawn', false];
  if (!isSigned(contract)) {
    if (context.now() > contract.validUntil) return ['offer over, not signed', false];
    const missing = [supplier, consumer].filter((party) => !copies.has(party));
    const who = missing.map((party) => (party === context.state.me ? 'this biller' : 'the resident'));
    return [`waits for ${who.join(' and ')} to sign`, true];
  }
  const dates = { supplier: cancels.get(supplier)?.effectiveDate, consumer: cancels.get(consumer)?.effectiveDate };
  const end = cancelledFrom(dates);
  if (end !== undefined) return [`ends on ${localDate(end, context.network.timeZone)}`, false];
  return dates.consumer === undefined ? ['signed', false] : ['cancelled by the resident alone', true];
}

function ifClosed(error: unknown): undefined {
  if (!(error instanceof InputError)) throw error;
  return undefined;
}
