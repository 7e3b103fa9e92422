import type { GatewayStore } from '../store/store-rows.ts';

type Message = ReturnType<GatewayStore['outgoing']>[number];

/** Which messages of the queue are due: in order, few at once, from the oldest on again after silence or a refusal. */
export type SendWindow = {
  /** Begins with the oldest message: on a new connection nothing is under way. */
  restart(): void;
  /** Everything goes again, from the oldest on, and the hello before it, after the wait. */
  rewind(afterMs: number): void;
  /** Looks at the queue; true when something may be sent now. */
  look(nowMs: number): boolean;
  /** True once for each time that the hello is to be said again: the broker may have lost what it acknowledged. */
  takeHello(): boolean;
  /** The messages to send now; they count as sent. */
  take(): Message[];
  /** For how long nothing may be sent; 0 or less when something may. */
  heldMs(nowMs: number): number;
};

/** Messages under way at once; the collector answers each by name. */
const WINDOW = 16;
/** A message that was not answered in this time is sent again. */
const ANSWER_MS = 10_000;

export function createSendWindow(store: Pick<GatewayStore, 'outgoing' | 'outgoingIds'>): SendWindow {
  let waiting: readonly number[] = [];
  let last = 0;
  let oldest = 0;
  let progressAt = 0;
  let holdUntil = 0;
  let helloAgain = false;
  return {
    restart() {
      last = 0;
    },
    rewind(afterMs) {
      last = 0;
      helloAgain = true;
      holdUntil = Math.max(holdUntil, Date.now() + afterMs);
    },
    look(nowMs) {
      waiting = store.outgoingIds(WINDOW);
      const head = waiting[0] ?? 0;
      if (head !== oldest || head === 0) {
        oldest = head;
        progressAt = nowMs;
      } else if (nowMs - progressAt > ANSWER_MS) {
        last = 0;
        helloAgain = true;
        progressAt = nowMs;
      }
      return nowMs >= holdUntil;
    },
    takeHello() {
      const due = helloAgain;
      helloAgain = false;
      return due;
    },
    take() {
      const free = WINDOW - waiting.filter((id) => id <= last).length;
      const messages = store.outgoing(last, free);
      last = messages.at(-1)?.id ?? last;
      return messages;
    },
    heldMs: (nowMs) => holdUntil - nowMs,
  };
}
