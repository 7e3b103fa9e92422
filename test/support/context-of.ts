import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { envelopeContext, type EnvelopeContext } from '../../core/domain/crypto/envelope-context.ts';
import { FACTS, type KindName } from '../../core/domain/ledger/fact-table.ts';
import { KIND } from '../../core/domain/ledger/kinds.ts';
import { domainOf, type LedgerName, type Network } from '../../core/domain/ledger/network.ts';

/** What an envelope in somebody's block of this kind is bound to; on the kind's first ledger where none is named. */
export function contextOf(
  network: Network,
  from: { address: Hex },
  kind: KindName,
  { subject = ZERO_32, ledger = FACTS[kind].ledgers[0] }: { subject?: Hex; ledger?: LedgerName } = {},
): EnvelopeContext {
  const place = { from: from.address, ledger: network.contracts[ledger], kind: KIND[kind], subject };
  return envelopeContext(domainOf(network), place);
}
