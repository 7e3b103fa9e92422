import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { checkHandovers } from '../../core/domain/handovers/check-handovers.ts';
import { checkLostKeyBlock, lostKeyFrom } from '../../core/domain/handovers/check-lost-key.ts';
import { foundedOrigin } from '../../core/domain/handovers/lost-key-in-block.ts';
import { encodeLostKeyCall } from '../../core/domain/handovers/lost-key-call.ts';
import { gasFor } from '../../core/domain/ledger/block-gas.ts';
import { signZeroFee } from '../../core/domain/ledger/evm-transaction.ts';
import type { Signer } from '../../core/domain/ledger/internal-block.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';
import { pause } from '../../core/runtime/pause.ts';
import type { Chain } from '../chain/chain.ts';
import { headOf } from '../http/read-routes.ts';
import type { SealSigner } from '../keys/seal-signer.ts';
import { nextTimestamp } from '../queue/produce-blocks.ts';
import type { Log } from '../../core/runtime/log.ts';
import { readLostKey, type LostHandover } from './lost-key-file.ts';

/** The clock may be set while this waits: it is asked again and again. */
const LOOK_MS = 1_000;

/**
 * Whether the chain stands where this key was lost, so that the sealer has to wait.
 * @throws InputError LOST_KEY_ENDED where the living key sealed since; as `checkHandovers`, `checkLostKeyBlock`
 */
export function waitsForLostKey(chain: Chain, handover: LostHandover | undefined): handover is LostHandover {
  if (handover === undefined || chain.handovers.some(({ next }) => next === handover.next)) return false;
  const head = headOf(chain);
  if (head.number >= handover.number)
    throw new InputError(
      'LOST_KEY_ENDED',
      `Block ${handover.number} is sealed by the key that was said to be lost, which ended it. Take lost-key.json away, and begin anew where that key is lost still.`,
    );
  checkHandovers(foundedOrigin(chain.rules), [...chain.handovers, handover]);
  checkLostKeyBlock(handover.lost, head, lostKeyFrom(handover.lost));
  return true;
}

/**
 * As above, for a standby that took over: the file may have been put there while it stood by. A file that the living key ended stops nobody here, since it is
 * the living key that goes on.
 * @throws InputError LOST_KEY_FILE; as `checkHandovers`, `checkLostKeyBlock`
 */
export function lostKeyAtTakeover(chain: Chain, folder: string, log: Log): LostHandover | undefined {
  const handover = readLostKey(folder);
  try {
    return waitsForLostKey(chain, handover) ? handover : undefined;
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'LOST_KEY_ENDED') throw error;
    log.error({ code: error.code }, error.message);
    return undefined;
  }
}

/** What is told of it to operators: the new key, and when it may seal. */
export function waitingSince({ next, number, lost }: LostHandover): { next: string; block: string; from: string } {
  return { next, block: number.toString(), from: new Date(Number(lostKeyFrom(lost)) * 1000).toISOString() };
}

export function lostKeyWaits(handover: LostHandover): TransientError {
  const { next, from } = waitingSince(handover);
  return new TransientError(
    'LOST_KEY_WAITS',
    `The key of the seal is lost. ${next} seals from ${from} on; come again then.`,
  );
}

/** Waits until the living key had its time, and seals the block behind the newest one with the new key. */
export async function sealOverLostKey(args: {
  chain: Chain;
  handover: LostHandover;
  signer: SealSigner;
  carrierKey: Signer;
  chainId: bigint;
  now: () => number;
  signal: AbortSignal;
}): Promise<void> {
  const { chain, handover, signer, carrierKey, now, signal } = args;
  await signer.require(handover.next);
  while (unixSeconds(now()) < lostKeyFrom(handover.lost)) {
    await pause(LOOK_MS, signal);
    signal.throwIfAborted();
  }
  const nonce = BigInt(String(await chain.request('eth_getTransactionCount', [carrierKey.address, 'latest'])));
  const data = encodeLostKeyCall(handover, handover.lost);
  const call = { nonce, gasLimit: gasFor((data.length - 2) / 2), to: chain.rules.participants, data };
  const { sealHash, timestamp } = headOf(chain);
  await chain.make({
    transactions: [signZeroFee(args.chainId, call, carrierKey).raw],
    timestamp: nextTimestamp(timestamp, now()),
    prevRandao: sealHash,
    signer,
  });
}
