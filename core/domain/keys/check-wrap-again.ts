import { InputError } from '../bytes/errors.ts';
import type { InternalBlock } from '../ledger/internal-block.ts';
import type { BlockData } from '../ledger/block-data.ts';
import { WRAPPED_KEY_BYTES, WRAPS_MAX } from '../limits.ts';
import type { Hex } from '../bytes/hex.ts';
import type { KeyHistory } from './key-history.ts';

/**
 * What of a WRAP_AGAIN anybody can check who has the blocks before it: that a key of the account is lost, and what it may look like.
 * @param time of the EVM block
 * @throws InputError KEY_NOT_LOST, WRAP_AGAIN_MALFORMED
 */
export function checkWrapAgain(
  keys: Pick<KeyHistory, 'isLost'>,
  { from, to }: Pick<InternalBlock, 'from' | 'to'>,
  { keys: wrapped, closed }: BlockData['WRAP_AGAIN'],
  time: bigint,
): void {
  if (from === to || !keys.isLost(to, time))
    throw new InputError('KEY_NOT_LOST', `Keys are wrapped again for ${to}, which lost none.`);
  const count = wrapped.length + closed.length;
  const fits =
    count > 0 &&
    count <= WRAPS_MAX &&
    rises(wrapped.map(({ keyHash }) => keyHash)) &&
    rises(closed) &&
    wrapped.every((one) => one.wrapped.length === 2 + 2 * WRAPPED_KEY_BYTES);
  if (!fits)
    throw new InputError(
      'WRAP_AGAIN_MALFORMED',
      `What is wrapped again for ${to} is not 1 to ${WRAPS_MAX} keys of ${WRAPPED_KEY_BYTES} bytes, each named once and in rising order.`,
    );
}

function rises(hashes: readonly Hex[]): boolean {
  return hashes.every((hash, index) => index === 0 || BigInt(hash) > BigInt(hashes[index - 1] ?? hash));
}
