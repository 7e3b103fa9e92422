import type { Outbox } from '../core/chain/outbox.ts';
import type { Account } from '../core/domain/ledger/account.ts';
import { encodeData, type BlockData } from '../core/domain/ledger/block-data.ts';
import { ZERO_32, type Hex } from '../core/domain/bytes/hex.ts';
import { signBlock, type SignedBlock } from '../core/domain/ledger/internal-block.ts';
import { KIND } from '../core/domain/ledger/kinds.ts';
import { domainOf, type LedgerName, type Network } from '../core/domain/ledger/network.ts';
import { backoffMs } from '../core/runtime/retry.ts';
import type { DataKind } from '../core/domain/ledger/fact-table.ts';

/** What is to be said on a ledger: everything but sender, time and signature. */
export type Message = { kind: number; ledger: LedgerName; to: Hex; subject: Hex; data: Hex };

/**
 * Something that the ledgers do not hold yet and should. `key` names it for ever, so that it is sent once however often it is decided;
 * `make` answers undefined when it cannot be said now.
 */
export type Intent = { key: string; make: () => Promise<Message | undefined> };

/** Encodes what a block of this kind says. `subject` is left out where the block creates what it is about. */
export function message<K extends DataKind>(
  { ledger, kind, subject = ZERO_32 }: { ledger: LedgerName; kind: K; subject?: Hex },
  to: Hex,
  data: BlockData[K],
): Message {
  return { ledger, kind: KIND[kind], to, subject, data: encodeData(kind, data) };
}

/**
 * @param timestamp unix seconds by the sender's clock
 * @param replaces the first block that was signed for the same purpose
 */
export function signMessage(args: {
  account: Account;
  network: Network;
  message: Message;
  timestamp: bigint;
  replaces?: Hex | undefined;
}): SignedBlock {
  const { account, network, timestamp, replaces } = args;
  const { ledger, ...rest } = args.message;
  return signBlock({
    domain: domainOf(network),
    ledger: network.contracts[ledger],
    signer: account,
    timestamp,
    replaces,
    ...rest,
  });
}

export type Sender = {
  /** Whether the intent is neither under way nor done, nor refused a moment ago. */
  isOpen(key: string): boolean;
  send(key: string, said: Message): Hex;
};

const BACKOFF = { baseMs: 4_000, maxMs: 600_000 };

/**
 * Sends through the durable outbox, whose tags are the intents' keys. A refused intent is decided again, later and later, in the place of its first block:
 * no refusal is final, so that the ledger could still take that one as well.
 */
export function createSender(args: { account: Account; network: Network; outbox: Outbox; now: () => bigint }): Sender {
  const waits = new Map<string, { refusals: number; untilMs: number }>();
  return {
    isOpen(key) {
      const rows = args.outbox.find(key);
      if (rows.some((row) => row.state !== 'refused')) return false;
      if (rows.length === 0) return true;
      const wait = waits.get(key);
      if (wait?.refusals === rows.length) return Date.now() >= wait.untilMs;
      waits.set(key, { refusals: rows.length, untilMs: Date.now() + backoffMs(rows.length, BACKOFF) });
      return false;
    },
    send(key, said) {
      const replaces = args.outbox.find(key)[0]?.digest;
      return args.outbox.put(signMessage({ ...args, message: said, timestamp: args.now(), replaces }), key);
    },
  };
}
