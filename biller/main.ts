import { followLedgers } from '../core/chain/follow.ts';
import { followOwnKey } from '../core/chain/keys/follow-own-key.ts';
import { openOutbox } from '../core/chain/outbox.ts';
import { TransientError } from '../core/domain/bytes/errors.ts';
import type { Hex } from '../core/domain/bytes/hex.ts';
import { createHttpApp, healthRoutes, problemDetails, unknownPath } from '../core/runtime/http-service.ts';
import { createLog } from '../core/runtime/log.ts';
import { openProgramAccount } from '../core/runtime/program-account.ts';
import { pause } from '../core/runtime/pause.ts';
import { announceReady } from '../core/runtime/program.ts';
import { openHttp } from '../core/runtime/start/open-http.ts';
import { createProgress } from '../core/runtime/start/progress.ts';
import { reach } from '../core/runtime/start/reach.ts';
import { migrationsIn, openDatabase } from '../core/runtime/sqlite.ts';
import { createArrears } from './accounts/arrears.ts';
import { createActor } from './act.ts';
import { billableUntil } from './billable-until.ts';

import { billerFiles, connectBiller, requireCompany } from './connect.ts';
import { openFactBook, openFactFile } from './engine/fact-book.ts';
import { createHealth } from './health.ts';
import { createHouseReader } from './house-files.ts';
import { createDecryptor } from './decryptor.ts';
import { openLetterBook } from './letters/letter-book.ts';
import { createSender } from './sender.ts';
import type { BillerSettings } from './settings.ts';
import { emptyState } from './state.ts';
import { BILLER_MIGRATIONS, openStore } from './store.ts';

export type RunningBiller = AsyncDisposable & {
  readonly url: string;
  readonly address: Hex;
  /** Rejects when the biller can run no longer. */
  readonly done: Promise<void>;
};

/**
 * A provider's or the company's biller: follows the ledgers through its own replica, keeps what concerns it, and says what it should. Safe to kill at any
 * instant: cursor and facts move in one transaction, and every block it sends has a name that is sent once.
 * @throws InputError for settings, keystore or port that cannot be used; waits for a replica that is away
 */
export async function startBiller(settings: BillerSettings, signal: AbortSignal): Promise<RunningBiller> {
  const log = createLog(`biller-${settings.role}`, settings.logLevel);
  const files = billerFiles(settings.dataDir);
  const account = await openProgramAccount(files.keystore);
  await using opened = new AsyncDisposableStack();
  const progress = createProgress();
  const http = opened.use(await openHttp({ host: settings.host, port: settings.httpPort, progress, log }));
  const reached = <T>(ask: () => Promise<T>): Promise<T> =>
    reach(`waiting for the replica at ${settings.replicaUrl.join(' or ')}`, ask, { progress, signal });
  const client = await reached(() => connectBiller(settings));
  const { network } = client;
  if (settings.role === 'company') requireCompany(network, account);
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const ownKey = followOwnKey({ client, account, log, signal: until });
  await ownKey.look();
  const database = openDatabase(files.database, migrationsIn(BILLER_MIGRATIONS));
  opened.defer(() => database.close());
  const factFile = openFactFile(files.facts);
  opened.defer(() => factFile.close());
  const store = openStore(database);
  const state = emptyState(account.address, network);
  store.load(state);
  const outbox = openOutbox({ database, client, log, signsFor: account.signsFor });
  const now = (): bigint => client.now();
  const decryptor = createDecryptor({ account, network, state });
  const letters = openLetterBook(database);
  const sender = createSender({ account, network, outbox, now });
  const context = {
    ...{ state, decryptor, account, network, settings, letters, now },
    ...{ house: createHouseReader(settings), facts: openFactBook(factFile) },
  };
  const arrears = createArrears({ context, log });
  const actor = createActor({
    context,
    sender,
    canSay: () => account.canSign,
    log,
  });

  const target = await reached(() => client.head());
  let cursor = store.cursor();
  let wake = new AbortController();
  /** Decides only with all facts at hand: after a lost data folder nothing is said twice. */
  const caughtUp = (): boolean => cursor.nextBlock > target;

  async function follow(): Promise<void> {
    for await (const page of followLedgers({
      client,
      from: cursor.nextBlock,
      signal: until,
      pollMs: settings.pollInterval,
    })) {
      const latest = page.blocks.at(-1)?.blockTimestamp ?? cursor.latestTimestamp;
      await ownKey.follow(page);
      cursor = { nextBlock: page.toBlock + 1n, latestTimestamp: latest };
      store.append(state, page.blocks, cursor);
      wake.abort();
    }
  }
  async function act(): Promise<void> {
    while (!until.aborted) {
      wake = new AbortController();
      if (caughtUp() && account.canSign) {
        // A letter is kept before its sender is told that it was received.
        await letters.keep(state, decryptor);
        await actor.actOnce(await over());
      }
      await pause(settings.actInterval, AbortSignal.any([until, wake.signal]));
    }
  }
  async function watchArrears(): Promise<void> {
    while (!until.aborted) {
      if (caughtUp()) await arrears.look(until);
      await pause(settings.actInterval, until);
    }
  }
  /** Until when periods are over, by the clock and by the ledgers as far as they were read. */
  async function over(): Promise<bigint> {
    const head = await client.headInfo().catch((error: unknown) => {
      if (!(error instanceof TransientError)) throw error;
      return undefined;
    });
    const chainNow = head?.timestamp ?? cursor.latestTimestamp;
    const delay = BigInt(Math.floor(settings.billAfter / 1000));
    return billableUntil({ now: settings.clock === 'wall' ? now() : chainNow, head, cursor, delay });
  }

  const health = createHealth({
    settings,
    network,
    state,
    letters,
    outbox,
    actor,
    arrears,
    ownKey,
    now,
    nextBlock: () => cursor.nextBlock,
    caughtUp,
    reading: client.reading,
  });
  const app = createHttpApp();
  healthRoutes(app, health);
  app.use(unknownPath());
  app.use(problemDetails({ log }));
  opened.use(http.serve(app));

  const loops = [outbox.run(until), follow(), act(), watchArrears(), ownKey.run()];
  const done = Promise.all(loops).then(() => undefined);
  done.catch((error: unknown) => log.error({ err: error }, 'the biller cannot go on'));
  opened.defer(async () => {
    stop.abort();
    await Promise.allSettled(loops);
  });
  log.info({ url: http.url, address: account.address, block: cursor.nextBlock.toString() }, 'billing');
  announceReady({ program: `biller-${settings.role}`, url: http.url, address: account.address });
  const running = opened.move();
  return { url: http.url, address: account.address, done, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
