import { once } from 'node:events';
import { keepOpen } from './keep-open.ts';
import { openStream, placeName } from './open-stream.ts';
import type { InputContext } from '../input-context.ts';
import type { StreamPlace } from './open-stream.ts';

/** What a cutter found in the bytes so far: whole pieces, bytes that belong to none, and what may still become one. */
export type Cut = { pieces: Buffer[]; skipped: number; rest: Buffer };

/** More than the longest telegram of any format here. */
const MAX_PENDING = 65_536;
/** Silence after which a beginning has no end any more: receivers write a telegram in one go. */
const IDLE_MS = 2_000;

/**
 * Listens to a stream of telegrams for as long as the agent runs. Bytes between telegrams are skipped and counted; a beginning without an
 * end is dropped after a silence, or when it has grown beyond any telegram.
 */
export async function readStream(args: {
  place: StreamPlace;
  cut: (bytes: Buffer) => Cut;
  onPiece: (piece: Buffer) => void;
  context: InputContext;
}): Promise<void> {
  const { place, cut, onPiece, context } = args;
  await keepOpen(context, placeName(place), async () => {
    const stream = await openStream(place, context.signal);
    let pending: Buffer = Buffer.alloc(0);
    let heardAt = 0;
    const faults = Promise.withResolvers<never>();
    const stop = (): void => void stream.destroy();
    context.signal.addEventListener('abort', stop, { once: true });
    stream.on('error', faults.reject);
    stream.on('data', (chunk: Buffer) => {
      try {
        const now = Date.now();
        if (pending.length > 0 && now - heardAt > IDLE_MS) {
          context.count('INPUT_GARBAGE');
          pending = Buffer.alloc(0);
        }
        heardAt = now;
        const { pieces, skipped, rest } = cut(Buffer.concat([pending, chunk]));
        if (skipped > 0) context.count('INPUT_GARBAGE');
        pending = rest;
        if (pending.length > MAX_PENDING) {
          context.count('INPUT_GARBAGE');
          pending = Buffer.alloc(0);
        }
        for (const piece of pieces) onPiece(piece);
      } catch (error) {
        faults.reject(error);
      }
    });
    try {
      await Promise.race([once(stream, 'close'), faults.promise]);
    } finally {
      context.signal.removeEventListener('abort', stop);
      faults.promise.catch(() => undefined);
      stream.destroy();
    }
  });
}
