import { isDiskFull } from '../../sqlite-rows.ts';
import { consumeTelegram } from './consume-telegram.ts';
import type { Log } from '../../../core/runtime/log.ts';
import type { Consumption, Outcome } from './consume-telegram.ts';
import type { Telegram } from './telegram-line.ts';

export type Intake = {
  /** Durable when it returns, except for QUEUE_FULL: then nothing was taken. */
  take(telegram: Telegram, source: string): Outcome;
  /** Whether telegrams are refused now. */
  isFull(): boolean;
  /** Says that the disk is full: telegrams are refused for a while. */
  foundDiskFull(): void;
  /** Telegrams refused since the start because there was no room. */
  readonly refused: number;
};

const FULL: Outcome = {
  code: 'QUEUE_FULL',
  message: 'There is no room for the telegram. Bring the broker back, or give the gateway more disk (queueMax).',
};
const TELL_EVERY_MS = 60_000;
const DISK_PAUSE_MS = 5_000;

/**
 * Takes telegrams, each in a transaction of its own, while there is room for them: the agent keeps what it has and refuses what is new, loudly,
 * when the database has grown to `maxBytes` or the disk is full.
 */
export function createIntake(args: {
  consumption: () => Consumption;
  maxBytes: number;
  log: Log;
  onTaken: (outcome: Outcome) => void;
}): Intake {
  const { log, maxBytes } = args;
  let refused = 0;
  let toldAt = 0;
  let diskFullUntil = 0;
  const tell = (): void => {
    if (Date.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = Date.now();
    log.error({ code: FULL.code, maxBytes, refused }, 'new telegrams are refused: the queue is full');
  };
  const isFull = (): boolean => {
    const full = Date.now() < diskFullUntil || args.consumption().store.usedBytes() >= maxBytes;
    if (full) tell();
    return full;
  };
  const foundDiskFull = (): void => {
    diskFullUntil = Date.now() + DISK_PAUSE_MS;
    tell();
  };
  const refuse = (): Outcome => {
    refused += 1;
    return FULL;
  };
  return {
    take(telegram, source) {
      if (isFull()) return refuse();
      const consumption = args.consumption();
      try {
        const outcome = consumption.store.transaction(() => consumeTelegram({ ...consumption, telegram, source }));
        args.onTaken(outcome);
        return outcome;
      } catch (error) {
        if (!isDiskFull(error)) throw error;
        foundDiskFull();
        return refuse();
      }
    },
    isFull,
    foundDiskFull,
    get refused() {
      return refused;
    },
  };
}
