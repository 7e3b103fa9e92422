import { canonicalJson } from '../bytes/canonical-json.ts';
import type { JsonValue } from '../bytes/canonical-json.ts';
import type { Account } from '../ledger/account.ts';
import { sealText } from '../crypto/envelope.ts';
import type { Addressee } from '../crypto/envelope.ts';
import type { Hex } from '../bytes/hex.ts';
import type { Network } from '../ledger/network.ts';

/** Who acts, in which network, and when (unix seconds by the resident's clock). */
export type Author = { network: Network; account: Account; timestamp: bigint };

/** The addressees and the author, who wants to read it again. */
export function withSelf(account: Account, addressees: readonly Addressee[]): Addressee[] {
  return [...addressees, { address: account.address, encryptionKey: account.encryptionKey }];
}

/** Seals canonical JSON for the addressees and the author. */
export function sealForBoth(account: Account, content: JsonValue, addressees: readonly Addressee[]): Promise<Hex> {
  return sealText(canonicalJson(content), withSelf(account, addressees));
}
