import { InputError } from '../../domain/bytes/errors.ts';
import type { Hex } from '../../domain/bytes/hex.ts';
import { accountSubject } from '../../domain/ledger/ids.ts';
import { KIND } from '../../domain/ledger/kinds.ts';
import type { Log } from '../../runtime/log.ts';
import { pause } from '../../runtime/pause.ts';
import { retry } from '../../runtime/retry.ts';
import type { ChainClient } from '../chain-client.ts';
import type { RecordedBlock, RecordedPage } from '../follow.ts';
import { useLedgerKey } from './own-key.ts';

type OwnKey = { readonly address: Hex; use(key: Hex): Promise<void> };

/** A running program's account at the key that the ledger names. */
export type FollowedKey = {
  /** Why nothing is signed, and what to do about it. */
  readonly fault: string | undefined;
  /** Takes the key that the ledger names now. Waits for a replica that is away. */
  look(): Promise<void>;
  /** Call it with each page before what it says is acted upon: the page may change the key, or have come to the time from which another one signs. */
  follow(page: RecordedPage): Promise<void>;
  /** Until the signal: looks for a keystore that is missing. */
  run(): Promise<void>;
};

const LOOK_MS = 1_000;
const OWN = new Set<number>([KIND.KEY_ROTATE, KIND.REKEY_OBJECT]);
const OF_OTHERS = new Set<number>([KIND.REKEY, KIND.FOUNDER_REKEY]);

/**
 * Goes with every change of the key that the ledger names. A keystore that is not there is no end: nothing is signed, `fault` says why, and it is looked for
 * again and again.
 */
export function followOwnKey(args: {
  client: { readonly read: Pick<ChainClient['read'], 'keyOf' | 'keyAwaited'> };
  account: OwnKey;
  log: Log;
  signal: AbortSignal;
}): FollowedKey {
  const { client, account, log, signal } = args;
  const subject = accountSubject(account.address);
  let fault: string | undefined;
  let awaited = false;

  const lookOnce = async (): Promise<void> => {
    try {
      const { address } = account;
      // Asked first: where it comes into force in between, the next page asks once more.
      awaited = await retry(() => client.read.keyAwaited(address), { signal, baseMs: 100, maxMs: 2_000 });
      await useLedgerKey(client, account, signal);
      if (fault !== undefined) log.info({ account: address }, 'the key that the ledger names is there');
      fault = undefined;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof InputError)) throw error;
      if (fault !== error.message) log.error({ code: error.code, reason: error.message }, 'nothing is signed');
      fault = error.message;
    }
  };
  // One after the other: an answer of before must not bring a dead key back.
  let looking = Promise.resolve();
  const look = (): Promise<void> => (looking = looking.then(lookOnce));
  const concerns = ({ block }: RecordedBlock): boolean =>
    OWN.has(block.kind) ? block.from === account.address : OF_OTHERS.has(block.kind) && block.subject === subject;

  return {
    look,
    get fault() {
      return fault;
    },
    async follow({ blocks }) {
      if (awaited || blocks.some(concerns)) await look();
    },
    async run() {
      while (await pause(LOOK_MS, signal)) if (fault !== undefined) await look();
    },
  };
}
