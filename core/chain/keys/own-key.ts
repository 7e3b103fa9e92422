import type { Hex } from '../../domain/bytes/hex.ts';
import { retry } from '../../runtime/retry.ts';
import type { ChainClient } from '../chain-client.ts';

type OwnKey = { readonly address: Hex; use(key: Hex): Promise<void> };

/**
 * Signs by the key that the ledger names; waits for a replica that is away.
 * @throws InputError ACCOUNT_KEY_MISSING, KEYSTORE_BROKEN
 */
export async function useLedgerKey(
  client: { readonly read: Pick<ChainClient['read'], 'keyOf'> },
  account: OwnKey,
  signal: AbortSignal,
): Promise<void> {
  try {
    const key = await retry(() => client.read.keyOf(account.address), { signal, baseMs: 100, maxMs: 2_000 });
    await account.use(key);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
