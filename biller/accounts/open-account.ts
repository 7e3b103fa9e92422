import { balanceOf, type ContractMoney } from '../../core/domain/billing/payables/contract-account.ts';
import { accountOf, counts } from '../../core/domain/billing/payables/payable-book.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { addPoints, INFINITY, mod, opens } from '../../core/domain/crypto/commitment.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import { openMoney } from '../decide/open-money.ts';
import { collectMoney } from './collect-money.ts';

type Looking = Pick<DecisionContext, 'state' | 'decryptor' | 'network'>;
/** By which facts something is said: how many, and the newest of them with the external block that has it. */
export type KnownFacts = { count: number; block: string; digest: Hex };
export type OpenedAccount = { money: ContractMoney; facts: KnownFacts };

/**
 * What this biller knows of a contract's money, from the ledger's facts and its own openings alone, checked against what the ledger holds.
 * @param through only what the ledger held by that external block: so an earlier statement is given again
 * @returns undefined where nothing was billed by then
 * @throws InputError ACCOUNT_NOT_OPENED: something that went into it cannot be read, so nobody knows what is owed; as `openMoney`
 */
export async function openAccount(
  context: Looking,
  contractId: Hex,
  through?: bigint,
): Promise<OpenedAccount | undefined> {
  const all = context.state.money.get(contractId) ?? [];
  const facts = all.filter(({ block }) => through === undefined || block <= through);
  const newest = facts.at(-1);
  if (newest === undefined) return undefined;
  const money = await collectMoney(context, facts);
  const isKnown = isReadable(money) && (facts.length < all.length || (await opensLedger(context, contractId, money)));
  if (!isKnown)
    throw new InputError(
      'ACCOUNT_NOT_OPENED',
      `What is owed by contract ${contractId} is not known: something that went into it cannot be read. See clerk faults list.`,
    );
  return { money, facts: { count: facts.length, block: String(newest.block), digest: newest.digest } };
}

/** Whether every amount that counts is known. Each one that is opens its own commitment. */
function isReadable({ payments, refunds }: ContractMoney): boolean {
  return (
    payments.every(({ amount, moves }) => amount !== undefined || !moves.some(({ to }) => counts(to))) &&
    refunds.every(({ amount, paidOn }) => amount !== undefined || paidOn === undefined)
  );
}

/** What the account comes to has to open what the ledger holds now: the sum of its open bills and of the contract's account. */
async function opensLedger(context: Looking, contractId: Hex, money: ContractMoney): Promise<boolean> {
  const { book } = context.state;
  const opened = await openMoney(context, contractId);
  const point = [...opened.bills.keys()]
    .map((id) => book.bills.get(id)?.outstanding ?? INFINITY)
    .reduce(addPoints, book.accounts.get(contractId) ?? INFINITY);
  const blinding = [...opened.bills.values()].reduce(
    (sum, { outstanding }) => sum + outstanding.blinding,
    accountOf(opened, contractId).blinding,
  );
  return opens(point, balanceOf(money), mod(blinding));
}
