import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Chain } from '../chain/chain.ts';
import type { KeeperClient } from '../keeper/connect-keeper.ts';

/**
 * Brings the chain to the block that the keeper signed last: also to one that its sealer never told anybody.
 * @throws InputError STANDBY_BEHIND when the keeper no longer has the blocks in between, or as `chain.follow`
 */
export async function catchUpWithKeeper(chain: Chain, keeper: KeeperClient): Promise<void> {
  const { last } = await keeper.state();
  if (last === undefined) return;
  for (;;) {
    const next = (chain.head?.number ?? -1n) + 1n;
    if (next > last.number) break;
    try {
      await chain.follow(await keeper.record(next));
    } catch (cause) {
      if (!(cause instanceof InputError) || cause.code !== 'RECORD_NOT_FOUND') throw cause;
      throw new InputError(
        'STANDBY_BEHIND',
        `Block ${last.number} is signed, but this log ends before block ${next} and the keeper keeps only the newest ones. Copy blocks.log and blocks.segments of a replica that holds it.`,
        { cause },
      );
    }
  }
  if (chain.head?.number === last.number && chain.head.sealHash !== last.sealHash) {
    throw new InputError('ALREADY_SIGNED', `Block ${last.number} of this log is not the one that the keeper signed.`);
  }
}

/**
 * Shows the keeper the blocks that it signed and no longer remembers, because its folder comes from a backup: it signs nothing of their numbers again.
 * @throws InputError NOT_NEXT, SEAL_SIGNER where this log has other blocks than it signed
 */
export async function showKeeper(chain: Chain, keeper: KeeperClient): Promise<void> {
  const { last } = await keeper.state();
  // Who remembers nothing at all is told by hand with which block it begins.
  if (last === undefined) return;
  for (let next = last.number + 1n; next <= (chain.head?.number ?? -1n); next++)
    await keeper.remember(chain.record(Number(next)));
}
