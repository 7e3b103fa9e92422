import { readFileSync } from 'node:fs';
import { connectChain } from '../../core/chain/chain-client.ts';
import { followOwnKey, type FollowedKey } from '../../core/chain/keys/follow-own-key.ts';
import { openOutbox } from '../../core/chain/outbox.ts';
import { parseNetwork } from '../../core/domain/ledger/network.ts';
import type { Progress } from '../../core/runtime/start/progress.ts';
import { reach } from '../../core/runtime/start/reach.ts';
import { openDatabase } from '../../core/runtime/sqlite.ts';
import { createAccounts } from './accounts/accounts.ts';
import { openStore } from './database/open-store.ts';
import { createSessions } from './identity/sessions.ts';
import { createOrderNames } from './payments/order-names.ts';
import { httpBank } from './payments/http-bank.ts';
import { createDaily, type Daily } from './payments/reconcile/daily.ts';
import { openPublicNames } from './public-names.ts';
import { createPortalBlocks } from './statements/portal-blocks.ts';
import { openVault } from './vault.ts';
import type { ChainClient } from '../../core/chain/chain-client.ts';
import type { Outbox } from '../../core/chain/outbox.ts';
import type { ProgramAccount } from '../../core/runtime/program-account.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { Accounts } from './accounts/accounts.ts';
import type { Store } from './database/store.ts';
import type { Sessions } from './identity/sessions.ts';
import type { PaymentTools } from './payments/advance-payments.ts';
import { requirePortal } from './require-portal.ts';
import type { AppSettings } from './settings.ts';
import type { PortalBlocks } from './statements/portal-blocks.ts';
import { openWitnessRegister, type WitnessRegister } from './read/witness-register.ts';

/** What the portal remembers, and with whom it speaks; nothing of it works by itself yet. */
export type OpenPortal = AsyncDisposable & {
  readonly account: ProgramAccount;
  readonly ownKey: FollowedKey;
  readonly client: ChainClient;
  readonly names: () => ReadonlyMap<Hex, string>;
  readonly witnesses: WitnessRegister;
  readonly store: Store;
  readonly outbox: Outbox;
  readonly blocks: PortalBlocks;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly payments: PaymentTools;
  readonly daily: Daily;
  readonly publicUrl: string;
};

/**
 * Opens keys, databases and connections of the portal.
 * @throws InputError NOT_THE_PORTAL, and for settings or databases that cannot be used; waits for a replica that is away
 */
export async function openPortal(args: {
  settings: AppSettings;
  files: { vaultKey: string; outbox: string; database: string };
  account: ProgramAccount;
  progress: Progress;
  signal: AbortSignal;
  log: Log;
}): Promise<OpenPortal> {
  const { settings, files, account, progress, log } = args;
  await using opened = new AsyncDisposableStack();
  const vault = openVault(files.vaultKey);
  const names = openPublicNames(settings.namesFile);
  const client = await reach(
    `waiting for the replica at ${settings.replicaUrl.join(' or ')}`,
    () => connect(settings),
    args,
  );
  const { network } = client;
  requirePortal(network, account);
  const ownKey = followOwnKey({ client, account, log, signal: args.signal });
  await ownKey.look();
  const witnesses = openWitnessRegister({ client });
  progress.begin('opening the database');
  const store = opened.use(
    await openStore({ folder: files.database, url: settings.databaseUrl ?? process.env['DATABASE_URL'] }),
  );
  const database = openDatabase(files.outbox, []);
  opened.defer(() => database.close());

  const publicUrl = settings.publicUrl ?? `http://${settings.host}:${settings.port}`;
  // What residents sign is checked at the door, by the keys that the read model has.
  const outbox = openOutbox({ database, client, log, signsFor: () => true });
  const blocks = createPortalBlocks({ store, outbox, account, network, nowSeconds: () => Number(client.now()) });
  const accounts = createAccounts({ store, vault, nowSeconds });
  const sessions = createSessions({ store, vault, nowSeconds });
  const gateway = httpBank({
    url: settings.bankUrl,
    keys: settings.bankKeys ?? `${settings.bankUrl}/jwks.json`,
    audience: `${publicUrl}/webhooks/bank`,
    nowSeconds,
  });
  const orderNames = createOrderNames(vault);
  const payments = {
    ...{
      store,
      gateway,
      blocks,
      names: orderNames,
      accountOf: accounts.idOf,
      network,
      account,
      publicUrl,
      nowSeconds,
      log,
    },
  };
  const all = opened.move();
  return {
    ...{ account, ownKey, client, names, witnesses, store, outbox, blocks, accounts, sessions, payments, publicUrl },
    daily: createDaily(payments),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

async function connect(settings: AppSettings): Promise<ChainClient> {
  const network =
    settings.networkFile === undefined
      ? undefined
      : parseNetwork(JSON.parse(readFileSync(settings.networkFile, 'utf8')));
  return connectChain({
    url: settings.replicaUrl,
    queueUrl: settings.queueUrl,
    ...(network === undefined ? {} : { network }),
  });
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
