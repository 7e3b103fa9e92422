import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { followLedgers } from '../../../core/chain/follow.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { decodeReadings } from '../../../core/domain/reading/readings-data.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { openGatewayReader } from '../store/gateway-reader.ts';
import type { FollowClient } from '../../../core/chain/follow.ts';
import type { Point } from '../../../core/domain/crypto/commitment.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Landing } from '../store/store-rows.ts';

/** Where a register's reading is recorded. */
export type LandedFrame = {
  channel: Hex;
  sequence: bigint;
  frameHash: Hex;
  /** The READINGS block that carries it: its digest, its position in the ReadingLedger, the external block and transaction. */
  digest: Hex;
  position: bigint;
  blockNumber: bigint;
  transactionHash: Hex;
};

/** Codes of telegrams that the agent took. */
const TAKEN = new Set(['FRAMED', 'AGGREGATED']);
const POLL_MS = 200;

/**
 * Follows a telegram from the spool to the ledger: what the agent made of it, by the agent's database opened for reading alone, then the
 * READINGS blocks. A telegram that waits for the end of its day gives no frames.
 * @throws InputError with the agent's code when it refused the telegram; LANDING_TIMEOUT when the signal ends first
 */
export async function waitLanded(args: {
  gatewayDataDir: string;
  reference: string;
  client: FollowClient;
  /** The ledger's head before the telegram was sent. */
  fromBlock: bigint;
  signal: AbortSignal;
}): Promise<{ code: string; message: string; frames: LandedFrame[] }> {
  const landing = await waitTaken(args);
  if (!TAKEN.has(landing.code)) throw new InputError(landing.code, landing.message);
  // Numbers are not sent; a commitment belongs to one number alone, since its blinding follows from it.
  const missing = new Map(landing.frames.map((frame) => [keyOf(frame), frame]));
  const frames: LandedFrame[] = [];
  if (missing.size === 0) return { code: landing.code, message: landing.message, frames };
  for await (const page of followLedgers({
    client: args.client,
    from: args.fromBlock,
    signal: args.signal,
    pollMs: POLL_MS,
  })) {
    for (const recorded of page.blocks) {
      if (recorded.block.kind !== KIND.READINGS) continue;
      for (const carried of decodeReadings(recorded.data).flatMap((batch) => batch.frames)) {
        const frame = missing.get(keyOf(carried));
        if (frame === undefined) continue;
        const { channel, sequence } = frame;
        const { digest, position, blockNumber, transactionHash } = recorded;
        frames.push({ channel, sequence, frameHash: frame.frameHash, digest, position, blockNumber, transactionHash });
        missing.delete(keyOf(carried));
      }
    }
    if (missing.size === 0) return { code: landing.code, message: landing.message, frames };
  }
  throw timeout(args.reference, 'recorded on the ledger');
}

function keyOf({ channel, commitment }: { channel: Hex; commitment: Point }): string {
  return `${channel}:${commitment.x}:${commitment.y}`;
}

async function waitTaken(args: { gatewayDataDir: string; reference: string; signal: AbortSignal }): Promise<Landing> {
  const file = join(args.gatewayDataDir, 'gateway.sqlite');
  while (!args.signal.aborted) {
    if (existsSync(file)) {
      using reader = openGatewayReader(file);
      const landing = reader.landing(args.reference);
      if (landing !== undefined) return landing;
    }
    await pause(POLL_MS, args.signal);
  }
  throw timeout(args.reference, 'taken by the gateway');
}

function timeout(reference: string, what: string): InputError {
  return new InputError(
    'LANDING_TIMEOUT',
    `Telegram ${reference} was not ${what} in time. Is the whole system running? Its frames are kept and go on by themselves.`,
  );
}
