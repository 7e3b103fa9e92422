import type { Log } from '../../../core/runtime/log.ts';
import type { Outcome } from '../telegram/consume-telegram.ts';
import type { MeterRegister } from '../meters/meter-register.ts';
import type { Telegram } from '../telegram/telegram-line.ts';

/** A telegram as an input hands it over; without a time, it was heard now. */
export type Heard = Omit<Telegram, 'time'> & { time?: bigint };

/** What an input may use. An input ends only with the signal; what it cannot use or reach, it counts and tries again. */
export type InputContext = {
  /** Durable when it returns. QUEUE_FULL: nothing was taken. */
  take(heard: Heard): Outcome;
  /** Counts an event of this input, for the metrics. */
  count(event: string): void;
  meters(): MeterRegister;
  /** The gateway's name, for sign-ins. */
  gatewayId: string;
  log: Log;
  signal: AbortSignal;
};
