import { TransientError } from '../../../core/domain/bytes/errors.ts';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import { answerRequest } from './consume-telegram.ts';
import { pollMbus } from '../inputs/poll-mbus.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Log } from '../../../core/runtime/log.ts';
import type { Consumption } from './consume-telegram.ts';
import type { MeterEntry } from '../meters/meter-register.ts';
import type { Intake } from './intake.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';

/** Reads a meter now; a meter that cannot be asked answers a request with its newest reading. Silence is counted, not thrown. */
export type MeterReader = (meter: MeterEntry, requestId: Hex | undefined) => Promise<void>;

export function createMeterReader(args: {
  consumption: () => Consumption;
  intake: Intake;
  timeoutMs: number;
  onAnswered: () => void;
  log: Log;
  signal: AbortSignal;
}): MeterReader {
  const { consumption, intake, log } = args;
  const read = async (meter: MeterEntry, requestId: Hex | undefined): Promise<void> => {
    const { poll } = meter;
    if (poll !== undefined) {
      const bytes = await pollMbus({ ...args, place: poll, address: poll.address });
      const content = { format: 'mbus' as const, hex: toHex(bytes) };
      const time = unixSeconds();
      intake.take({ meter: meter.name, time, format: 'mbus', content }, `poll ${meter.name}`);
    } else if (requestId !== undefined) {
      const current = consumption();
      current.store.transaction(() => answerRequest({ ...current, meter, requestId }));
      args.onAnswered();
    }
  };
  return async (meter, requestId) => {
    try {
      await read(meter, requestId);
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      consumption().store.increment(error.code);
      log.warn({ meterId: meter.meterId, code: error.code }, error.message);
    }
  };
}
