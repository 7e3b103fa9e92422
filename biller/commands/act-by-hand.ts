import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { blockRanges } from '../../core/chain/block-ranges.ts';
import type { ChainClient } from '../../core/chain/chain-client.ts';
import { readPages } from '../../core/chain/follow.ts';
import { useLedgerKey } from '../../core/chain/keys/own-key.ts';
import { openOutbox } from '../../core/chain/outbox.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { SignsFor } from '../../core/domain/ledger/internal-block.ts';
import { openProgramAccount } from '../../core/runtime/program-account.ts';
import { createLog, type Log } from '../../core/runtime/log.ts';
import { retry } from '../../core/runtime/retry.ts';
import { openDatabase } from '../../core/runtime/sqlite.ts';
import { applyBlock } from '../apply/apply-block.ts';
import { settleKeys } from '../apply/apply-key-blocks.ts';
import { billerFiles, connectBiller } from '../connect.ts';
import type { DecisionContext } from '../decide/decision-context.ts';
import { openFactBook, openFactFile } from '../engine/fact-book.ts';
import { createHouseReader } from '../house-files.ts';
import { createDecryptor } from '../decryptor.ts';
import { signMessage, type Message } from '../sender.ts';
import { openLetterBook, type LetterBook } from '../letters/letter-book.ts';
import type { BillerSettings } from '../settings.ts';
import { emptyState, type State } from '../state.ts';
import { openStore } from '../store.ts';

export type Desk = { context: DecisionContext; client: ChainClient; log: Log; signsFor: SignsFor };

/**
 * What a person at the biller's desk knows: all that the ledgers say now, opened with the biller's keystore, while the daemon runs or not. The daemon's database
 * is only read.
 * @throws InputError for a keystore or database that cannot be used; TransientError while the replica is away
 */
export async function openDesk(settings: BillerSettings, signal: AbortSignal): Promise<Desk> {
  const log = createLog(`biller-${settings.role}`, settings.logLevel);
  const files = billerFiles(settings.dataDir);
  const account = await openProgramAccount(files.keystore);
  const client = await retry(() => connectBiller(settings), { signal, baseMs: 100, maxMs: 1_000, attempts: 5 });
  const { network } = client;
  await useLedgerKey(client, account, signal);
  const state = emptyState(account.address, network);
  const { next, letters } = loadFrom(files.database, state);
  for (const { from, to } of blockRanges(next, await client.head())) {
    for await (const page of readPages(client, from, to)) for (const block of page.blocks) applyBlock(state, block);
  }
  // A lost key's successor comes into force by the time alone: what is said here is sealed to it, though no block came since.
  const now = (): bigint => client.now();
  settleKeys(state, now());
  const decryptor = createDecryptor({ account, network, state });
  await letters.keep(state, decryptor);
  const fault: DecisionContext['fault'] = (_about, error) => {
    throw error;
  };
  const house = createHouseReader(settings);
  const facts = factsIn(files.facts);
  const context = { state, decryptor, account, network, settings, house, facts, letters, now, fault, alarm: fault };
  return { context, client, log, signsFor: account.signsFor };
}

/**
 * A person acts with the biller's keystore. What is said goes through an outbox of its own, so that it is delivered even if this process ends early and the
 * command is repeated.
 * @returns the digest of the recorded block
 * @throws InputError with the ledger's error name when the block is refused; as `openDesk`
 */
export async function actByHand(
  settings: BillerSettings,
  signal: AbortSignal,
  compose: (context: DecisionContext) => Promise<Message>,
): Promise<Hex> {
  const [digest] = await actsByHand(settings, signal, async (context) => [await compose(context)]);
  if (digest === undefined) throw new Error('one message makes one block');
  return digest;
}

/**
 * As `actByHand`, for several messages at once.
 * @returns the digests of the recorded blocks, in the order of the messages
 */
export async function actsByHand(
  settings: BillerSettings,
  signal: AbortSignal,
  compose: (context: DecisionContext) => Promise<readonly Message[]>,
): Promise<Hex[]> {
  const { context, client, log, signsFor } = await openDesk(settings, signal);
  const { account, network, now } = context;
  const messages = await compose(context);

  const database = openDatabase(billerFiles(settings.dataDir).commands, []);
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  try {
    const outbox = openOutbox({ database, client, log, signsFor, impatient: true });
    const digests = messages.map((said) =>
      outbox.put(signMessage({ account, network, message: said, timestamp: now() }), 'by-hand'),
    );
    const running = outbox.run(until);
    try {
      await Promise.race([Promise.all(digests.map((digest) => outbox.wait(digest, until))), running]);
    } finally {
      stop.abort();
      await running;
    }
    return digests;
  } finally {
    database.close();
  }
}

/** As they stand now: a look takes little time. */
function factsIn(file: string): DecisionContext['facts'] {
  if (!existsSync(file)) return { standing: () => [] };
  const database = openFactFile(file);
  try {
    const standing = openFactBook(database).standing();
    return { standing: () => standing };
  } finally {
    database.close();
  }
}

/** @returns the first block that the daemon has not looked at, and the letters that it kept */
function loadFrom(file: string, state: State): { next: bigint; letters: LetterBook } {
  const isThere = existsSync(file);
  const database = isThere ? new DatabaseSync(file, { readOnly: true }) : new DatabaseSync(':memory:');
  try {
    const letters = openLetterBook(database, { remember: false });
    if (!isThere) return { next: 0n, letters };
    const store = openStore(database);
    database.exec('begin');
    store.load(state);
    return { next: store.cursor().nextBlock, letters };
  } finally {
    database.close();
  }
}
