import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import type { Log } from '../../../core/runtime/log.ts';

/**
 * Takes each of these a step further, one after the other: one that cannot go on stops no other.
 * @throws what is neither InputError nor TransientError
 */
export async function eachInTurn<T extends { order_id: string }>(
  args: { items: readonly T[]; log: Log; waits: string },
  step: (item: T) => Promise<void>,
): Promise<void> {
  for (const item of args.items) {
    try {
      await step(item);
    } catch (error) {
      if (!(error instanceof TransientError) && !(error instanceof InputError)) throw error;
      args.log.warn({ orderId: item.order_id, code: error.code }, args.waits);
    }
  }
}
