import type { Database } from '../../app/web/src/keys/database.ts';
import { openSealedTexts } from '../../app/web/src/keys/sealed-texts.ts';
import { ownLocks } from '../../app/web/src/outbox/locks.ts';
import { openOutbox, type Outbox } from '../../app/web/src/outbox/outbox.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Network } from '../../core/domain/ledger/network.ts';

/** The pages' outbox of an account, for one program that has a memory only. */
export function memoryOutbox(database: Database, network: Network, account: Hex): Outbox {
  const listeners = new Set<() => void>();
  const calls = {
    call: () => {
      for (const listener of listeners) listener();
    },
    listen: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return openOutbox({ texts: openSealedTexts(database), network, account, locks: ownLocks(), calls });
}
