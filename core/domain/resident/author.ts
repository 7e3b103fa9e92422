import type { Account } from '../ledger/account.ts';
import { envelopeContext } from '../crypto/envelope-context.ts';
import { sealEnvelope } from '../crypto/envelope.ts';
import type { Addressee } from '../crypto/envelope.ts';
import { ZERO_32 } from '../bytes/hex.ts';
import type { Hex } from '../bytes/hex.ts';
import type { KindName } from '../ledger/fact-table.ts';
import { KIND } from '../ledger/kinds.ts';
import { domainOf, type LedgerName, type Network } from '../ledger/network.ts';

/**
 * Who acts, in which network, and when (unix seconds by the resident's clock).
 * `replaces`: the first block that was signed for the same purpose, where a ledger did not take it; left out for the first one.
 */
export type Author = { network: Network; account: Account; timestamp: bigint; replaces?: Hex | undefined };

/** The addressees and the author, who wants to read it again. */
export function withSelf(account: Account, addressees: readonly Addressee[]): Addressee[] {
  return [...addressees, { address: account.address, encryptionKey: account.encryptionKey }];
}

/** Seals a content for the addressees, bound to the author's block that is going to carry it. @param subject zero where that block creates what it is about */
export function sealForBlock(
  { network, account }: Pick<Author, 'network' | 'account'>,
  place: { ledger: LedgerName; kind: KindName; subject?: Hex },
  content: Uint8Array,
  addressees: readonly Addressee[],
  room = 0,
): Promise<Hex> {
  const context = envelopeContext(domainOf(network), {
    from: account.address,
    ledger: network.contracts[place.ledger],
    kind: KIND[place.kind],
    subject: place.subject ?? ZERO_32,
  });
  return sealEnvelope({ content, room, addressees, context });
}
