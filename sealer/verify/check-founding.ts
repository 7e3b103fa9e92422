import { InputError } from '../../core/domain/bytes/errors.ts';
import { carrierOf, createdAddress, decodeTransaction } from '../../core/domain/ledger/evm-transaction.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import { foundingCalls } from '../network/deployments.ts';

/** Compares the first transactions of a history with those that found this network. */
export type FoundingChecker = {
  /** Takes the next transaction of the history. @throws InputError FOUNDING_OTHER, TRANSACTION_FOREIGN */
  take(raw: Hex): void;
  /** Whether all of the founding was there. */
  readonly isFounded: boolean;
  /** @throws InputError FOUNDING_OTHER when the history ends before the network is founded */
  finish(): void;
};

/** So neither the contracts' code nor anything that `network.json` says can be another than at the founding. */
export function createFoundingChecker(network: Network): FoundingChecker {
  const waited = foundingCalls(network);
  let done = 0;
  return {
    get isFounded() {
      return done === waited.length;
    },
    take(raw) {
      const expected = waited[done];
      if (expected === undefined) return;
      const { to, data, nonce } = decodeTransaction(raw);
      if (to !== expected.to || data !== expected.data) {
        const what = to === undefined ? 'deploys another contract than this version has' : 'states another network';
        throw other(`founding transaction ${done} ${what}`);
      }
      // The right code, deployed by another carrier, would stand elsewhere, and leave the ledgers' addresses to any code.
      if (expected.creates !== undefined && createdAddress(carrierOf(raw), nonce) !== expected.creates)
        throw other(`founding transaction ${done} does not put its contract at ${expected.creates}`);
      done++;
    },
    finish() {
      if (done < waited.length) throw other(`it ends before its founding transaction ${done}`);
    },
  };
}

function other(what: string): InputError {
  return new InputError(
    'FOUNDING_OTHER',
    `The history does not found the network that you trust: ${what}. Compare network.json, and the version of this program.`,
  );
}
