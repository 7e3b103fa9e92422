import { accountStatement } from '../../core/domain/billing/payables/account-statement.ts';
import { formatAmount } from '../../core/domain/billing/money.ts';
import type { ContractMoney } from '../../core/domain/billing/payables/contract-account.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { openAccount, type OpenedAccount } from '../accounts/open-account.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import { keyRatesOf } from './key-rates.ts';
import type { PenaltyOfAccount } from './occasion.ts';

/**
 * The penalty that a contract's account has come to by a day, as its statement counts it, and what of it bills that stand asked before. Undefined where no key
 * rate is known, nothing was billed by then, or nobody knows what is owed: what is not asked now is asked by the next bill.
 */
export async function penaltyOf(
  context: Pick<DecisionContext, 'state' | 'decryptor' | 'network' | 'settings' | 'facts'>,
  contractId: Hex,
  by: string,
): Promise<PenaltyOfAccount | undefined> {
  const keyRates = keyRatesOf(context.facts.standing());
  const money = keyRates.length === 0 ? undefined : (await known(context, contractId))?.money;
  if (money === undefined) return undefined;
  const { penalty, derivation } = accountStatement(money, by, { country: context.settings.country, keyRates });
  if (penalty === null) return undefined;
  const steps = derivation.filter(({ what = '' }) => what.startsWith('penalty on '));
  return { by, all: penalty, asked: formatAmount(askedIn(money)), steps };
}

async function known(context: Parameters<typeof openAccount>[0], contractId: Hex): Promise<OpenedAccount | undefined> {
  try {
    return await openAccount(context, contractId);
  } catch (error) {
    if (error instanceof InputError && error.code === 'ACCOUNT_NOT_OPENED') return undefined;
    throw error;
  }
}

/** In all bills that stand, whenever they were issued. */
function askedIn({ bills }: ContractMoney): bigint {
  return bills
    .filter(({ moves }) => moves.at(-1)?.to !== 'void')
    .flatMap(({ lines }) => lines.filter(({ isPenalty }) => isPenalty === true))
    .reduce((sum, { amount }) => sum + amount, 0n);
}
