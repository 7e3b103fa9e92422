import { TransientError } from '../../core/domain/bytes/errors.ts';

/** Who asks, and the signal that he is gone. */
export type Asker = { readonly address: string; readonly signal: AbortSignal };

/** Lets some work at a time; the others wait in line, each address in its turn, so that one which asks much waits for itself. */
export type ReadTurns = {
  /** @throws TransientError READS_BUSY where too many wait already, or the wait was too long; the signal's reason where the asker is gone */
  run<T>(asker: Asker, work: () => Promise<T>): Promise<T>;
};

type Waiter = { go: () => void };

/**
 * @param atOnce how many work beside each other, in all and of one address
 * @param waiting how many may wait, in all and of one address
 * @param waitMs how long one waits at most
 */
export function createReadTurns(args: {
  atOnce: { all: number; ofOne: number };
  waiting: { all: number; ofOne: number };
  waitMs: number;
}): ReadTurns {
  const { atOnce } = args;
  const lines = new Map<string, Waiter[]>();
  const working = createTally();
  const waiting = createTally();

  const leave = (address: string, waiter: Waiter): void => {
    const rest = (lines.get(address) ?? []).filter((each) => each !== waiter);
    waiting.remove(address);
    // Who is left goes to the end of the round.
    lines.delete(address);
    if (rest.length > 0) lines.set(address, rest);
  };
  const hasRoom = (address: string): boolean => working.all() < atOnce.all && working.of(address) < atOnce.ofOne;
  const callNext = (): void => {
    for (const [address, [waiter]] of lines) {
      if (waiter === undefined || !hasRoom(address)) continue;
      leave(address, waiter);
      waiter.go();
      return;
    }
  };
  const takeTurn = ({ address, signal }: Asker): Promise<void> => {
    signal.throwIfAborted();
    if (hasRoom(address)) {
      working.add(address);
      return Promise.resolve();
    }
    if (waiting.all() >= args.waiting.all || waiting.of(address) >= args.waiting.ofOne) return Promise.reject(busy());
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(late);
        signal.removeEventListener('abort', gone);
        settle();
      };
      const giveUp = (error: unknown): void => {
        leave(address, waiter);
        end(() => reject(error instanceof Error ? error : new Error('the asker is gone', { cause: error })));
      };
      const gone = (): void => giveUp(signal.reason);
      const late = setTimeout(() => giveUp(busy()), args.waitMs);
      const waiter: Waiter = {
        go() {
          working.add(address);
          end(resolve);
        },
      };
      signal.addEventListener('abort', gone);
      lines.set(address, [...(lines.get(address) ?? []), waiter]);
      waiting.add(address);
    });
  };

  return {
    async run(asker, work) {
      await takeTurn(asker);
      try {
        return await work();
      } finally {
        working.remove(asker.address);
        callNext();
      }
    },
  };
}

/** Counts, in all and by address. */
function createTally(): {
  all(): number;
  of(address: string): number;
  add(address: string): void;
  remove(address: string): void;
} {
  const counts = new Map<string, number>();
  let all = 0;
  const of = (address: string): number => counts.get(address) ?? 0;
  return {
    all: () => all,
    of,
    add(address) {
      all++;
      counts.set(address, of(address) + 1);
    },
    remove(address) {
      all--;
      if (of(address) > 1) counts.set(address, of(address) - 1);
      else counts.delete(address);
    },
  };
}

function busy(): TransientError {
  return new TransientError('READS_BUSY', 'More is asked here than can be answered now. Ask again in a second.');
}
