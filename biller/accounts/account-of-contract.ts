import { accountStatement, type AccountStatement } from '../../core/domain/billing/payables/account-statement.ts';
import { localDate } from '../../core/domain/billing/period.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import { keyRatesOf } from '../engine/key-rates.ts';
import { openAccount, type KnownFacts } from './open-account.ts';

/** A statement with what it is about and by which facts it is said. It names no person and no flat: these stand in no ledger. */
export type StatementOfContract = {
  version: '1';
  contract: Hex;
  issuer: Hex;
  currency: string;
  facts: KnownFacts;
  keyRates: readonly { from: string; percent: string }[];
} & AccountStatement;

/** @param asOf YYYY-MM-DD; the local day that it is, where it is left out */
export type Asked = { asOf?: string | undefined; through?: bigint | undefined };

/**
 * The statement of a contract's account: the same bytes for the same day and facts, whenever it is asked for and from whatever copy of the ledgers.
 * @returns undefined where nothing was billed by then
 * @throws InputError as `openAccount`, `accountStatement`
 */
export async function accountOfContract(
  context: Pick<DecisionContext, 'state' | 'decryptor' | 'network' | 'settings' | 'facts' | 'now'>,
  contractId: Hex,
  { asOf, through }: Asked = {},
): Promise<StatementOfContract | undefined> {
  const { settings, network, state } = context;
  const opened = await openAccount(context, contractId, through);
  if (opened === undefined) return undefined;
  const day = asOf ?? localDate(context.now(), network.timeZone);
  const { country } = settings;
  const keyRates = keyRatesOf(context.facts.standing());
  return {
    ...{ version: '1', contract: contractId, issuer: state.me, currency: network.currency },
    ...{ facts: opened.facts, keyRates },
    ...accountStatement(opened.money, day, { country, keyRates }),
  };
}
