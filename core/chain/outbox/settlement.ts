import { InputError, TransientError } from '../../domain/bytes/errors.ts';
import type { Hex } from '../../domain/bytes/hex.ts';
import type { Log } from '../../runtime/log.ts';
import type { OutboxEntry, OutboxStore } from '../outbox-store.ts';

/** What became of blocks: it is kept, and whoever waits for one is told. */
export type Settlement = {
  recorded(digest: Hex): void;
  /** @param error as the contract or the queue gave it */
  refused(digest: Hex, error: InputError): void;
  /** Its life is over, and no ledger took it. */
  expired(digest: Hex): void;
  /** @throws InputError OUTBOX_UNKNOWN and the refusal's code; TransientError WAIT_STOPPED at the signal */
  wait(digest: Hex, signal?: AbortSignal): Promise<'recorded'>;
};

type Waiter = { resolve(state: 'recorded'): void; reject(error: Error): void };

export function createSettlement(store: OutboxStore, log: Log): Settlement {
  const waiters = new Map<string, Waiter[]>();
  const settle = (digest: Hex): void => {
    const entry = store.get(digest);
    if (entry === undefined || entry.state === 'pending') return;
    for (const waiter of waiters.get(digest) ?? []) {
      if (entry.state === 'recorded') waiter.resolve('recorded');
      else waiter.reject(refusalOf(entry));
    }
    waiters.delete(digest);
  };
  return {
    recorded(digest) {
      if (!store.markRecorded(digest)) return;
      log.debug({ digest }, 'block recorded');
      settle(digest);
    },
    refused(digest, error) {
      const name = refusalName(error);
      store.markRefused(digest, { name, code: error.code, message: error.message });
      log.warn({ digest, error: name, code: error.code }, 'block refused');
      settle(digest);
    },
    expired(digest) {
      const text =
        'The block’s life is over, and the ledger did not take it. Sign it again, if it is still to be said.';
      store.markRefused(digest, { name: 'BlockExpired', code: 'BLOCK_EXPIRED', message: text });
      store.close(digest);
      log.warn({ digest }, 'block expired');
      settle(digest);
    },
    wait(digest, signal) {
      const entry = store.get(digest);
      if (entry === undefined)
        return Promise.reject(new InputError('OUTBOX_UNKNOWN', `No block ${digest} was put into this outbox.`));
      if (entry.state === 'recorded') return Promise.resolve('recorded');
      if (entry.state === 'refused') return Promise.reject(refusalOf(entry));
      return new Promise<'recorded'>((resolve, reject) => {
        const stop = (): void =>
          reject(
            new TransientError('WAIT_STOPPED', `Stopped waiting for block ${digest}; it is still being delivered.`),
          );
        if (signal?.aborted === true) return stop();
        signal?.addEventListener('abort', stop, { once: true });
        const done = (): void => signal?.removeEventListener('abort', stop);
        const waiter: Waiter = {
          resolve: (state) => (done(), resolve(state)),
          reject: (error) => (done(), reject(error)),
        };
        waiters.set(digest, [...(waiters.get(digest) ?? []), waiter]);
      });
    },
  };
}

/** The contract's name of an error; the queue's code where no contract spoke. */
export function refusalName(error: InputError): string {
  const cause = error.cause;
  return typeof cause === 'object' &&
    cause !== null &&
    'name' in cause &&
    typeof cause.name === 'string' &&
    !(cause instanceof Error)
    ? cause.name
    : error.code;
}

function refusalOf(entry: OutboxEntry): InputError {
  return new InputError(entry.errorCode ?? 'REFUSED', entry.errorMessage ?? 'The block was refused.', {
    cause: { name: entry.errorName },
  });
}
