import { TransientError } from '../../../core/domain/bytes/errors.ts';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { pollMbus } from './poll-mbus.ts';
import { untilNext } from './until-next.ts';
import type { InputContext } from './input-context.ts';
import type { InputOf } from './parse-inputs.ts';

/** Reads the meters of one wired M-Bus, one after the other, at each full interval of the clock. */
export async function mbusInput(
  input: InputOf<'mbus-tcp'> | InputOf<'mbus-serial'>,
  context: InputContext,
): Promise<void> {
  const { signal } = context;
  do {
    for (const { meter, address } of input.meters) {
      if (signal.aborted) return;
      try {
        const frame = await pollMbus({ place: input, address, timeoutMs: input.timeout, signal });
        context.take({ meter, format: 'mbus', content: { format: 'mbus', hex: toHex(frame) } });
      } catch (error) {
        if (!(error instanceof TransientError)) throw error;
        context.count(error.code);
        if (!signal.aborted) context.log.warn({ code: error.code }, error.message);
      }
    }
  } while (await pause(untilNext(input.interval), signal));
}
