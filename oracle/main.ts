import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { followOwnKey, type FollowedKey } from '../core/chain/keys/follow-own-key.ts';
import { connectChain } from '../core/chain/chain-client.ts';
import { followLedgers } from '../core/chain/follow.ts';
import { openOutbox } from '../core/chain/outbox.ts';
import { frameDomain } from '../core/domain/reading/frame.ts';
import { domainOf, parseNetwork } from '../core/domain/ledger/network.ts';
import { startHttp } from '../core/runtime/http-service.ts';
import { openProgramAccount, type ProgramAccount } from '../core/runtime/program-account.ts';
import { createLog } from '../core/runtime/log.ts';
import { announceReady } from '../core/runtime/program.ts';
import { migrationsIn, openDatabase } from '../core/runtime/sqlite.ts';
import { collectorWork } from './collector/collector-work.ts';
import { loadOrCreateToken } from './access-token.ts';
import { openInbox } from './collector/inbox/inbox.ts';
import { becomeActive } from './collector/become-active.ts';
import { INBOX_MIGRATIONS } from './collector/inbox/inbox-sql.ts';
import { connectBroker } from './collector/broker/connect-broker.ts';
import { messageHandler } from './collector/receive/message-handler.ts';
import { keepGoing } from './collector/keep-going.ts';
import { mirrorBlock } from './collector/relay/mirror-register.ts';
import { createBackPressure } from './collector/receive/back-pressure.ts';
import { pruning } from './collector/inbox/pruning.ts';
import { statusApp } from './collector/status-app.ts';
import { startRelay } from './collector/relay/relay.ts';
import { startBroker } from './collector/broker/start-broker.ts';
import { watchStorage } from './collector/inbox/storage.ts';
import { createCounterBuffer } from './collector/receive/counter-buffer.ts';
import { createTeller } from './collector/relay/tell-gateways.ts';
import { createSignatureVerifier } from './collector/receive/verify-signature.ts';
import type { ChainClient } from '../core/chain/chain-client.ts';
import type { Outbox } from '../core/chain/outbox.ts';
import type { Hex } from '../core/domain/bytes/hex.ts';
import type { Log } from '../core/runtime/log.ts';
import type { RunningProgram } from '../core/runtime/program.ts';
import type { Broker, OnMessage } from './collector/broker/broker.ts';
import type { ChannelHead, Inbox } from './collector/inbox/inbox-rows.ts';
import type { Storage } from './collector/inbox/storage.ts';
import type { CounterBuffer } from './collector/receive/counter-buffer.ts';
import type { Relay } from './collector/relay/relay.ts';
import type { Teller } from './collector/relay/tell-gateways.ts';
import type { OracleSettings } from './collector/settings.ts';
import { unixSeconds } from '../core/domain/unix-seconds.ts';

export type Oracle = RunningProgram & { readonly url: string; readonly mqttPort: number; readonly address: Hex };

/**
 * Runs the collector: the broker for gateways, the durable inbox, the relay to the ReadingLedger, the register messages back. It holds
 * no key that opens a payload.
 */
export async function startOracle(settings: OracleSettings, signal: AbortSignal): Promise<Oracle> {
  const log = createLog('oracle', settings.logLevel);
  await using resources = new AsyncDisposableStack();
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);

  const state = resources.use(await openState(settings, log));
  const { account, client, inbox, storage } = state;
  const { network } = client;
  const ownKey = followOwnKey({ client, account, log, signal: ended });
  const refusals = resources.use(createCounterBuffer(inbox, log));
  const teller = resources.use(
    createTeller({ inbox, network, nowSeconds, publish: (...message) => broker.publish(...message) }),
  );
  let relay: Relay | undefined;
  const onMessage = messageHandler({
    context: {
      inbox,
      domain: frameDomain(domainOf(network), network.contracts.readingLedger),
      verify: createSignatureVerifier(),
      log,
      ledgerHead: (channel) => ledgerHead(client, channel),
    },
    storage,
    pace: createBackPressure({
      perSecond: settings.framesPerSecond,
      burst: settings.framesAtOnce,
      nowMs: Date.now,
    }),
    teller,
    onStored: () => relay?.wake(),
    signal: ended,
  });
  const lastHeard = new Map<string, number>();
  const hearing: OnMessage = (gatewayId, payload) => {
    lastHeard.set(gatewayId, performance.now());
    return onMessage(gatewayId, payload);
  };
  const broker = resources.use(await openBroker(settings, { onMessage: hearing, onRefused: refusals.add, log }));
  const loops = startLoops({
    ...{ settings, state, ownKey, teller, log, signal: ended },
    onRelay: (started) => (relay = started),
  });
  resources.defer(async () => {
    stop.abort();
    await Promise.allSettled(loops);
  });
  const late = collectorWork({
    settings,
    broker,
    lastHeard,
    gateways: () => inbox.gateways(),
    now: () => performance.now(),
  });
  const app = statusApp({ settings, state, ownKey, broker, refusals, relaying: () => relay !== undefined, late, log });
  const http = resources.use(await startHttp({ app, host: settings.host, port: settings.httpPort }));
  announceReady({ program: 'oracle', url: http.url, mqtt: broker.url, address: account.address });
  const running = resources.move();
  return {
    url: http.url,
    mqttPort: Number(new URL(broker.url).port),
    address: account.address,
    done: Promise.all(loops),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** What the collector keeps on its disk, and the ledgers it writes to. */
type State = Disposable & {
  readonly account: ProgramAccount;
  readonly client: ChainClient;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly storage: Storage;
};

async function openState(settings: OracleSettings, log: Log): Promise<State> {
  const network = parseNetwork(JSON.parse(readFileSync(settings.networkFile, 'utf8')));
  const account = await openProgramAccount({
    file: join(settings.dataDir, 'keystore.json'),
    passwordFile: join(settings.dataDir, 'keystore.password'),
  });
  const client = await connectChain({ url: settings.replicaUrl, queueUrl: settings.queueUrl, network });
  const file = join(settings.dataDir, 'inbox.sqlite');
  using opened = new DisposableStack();
  const database = opened.adopt(openDatabase(file, migrationsIn(INBOX_MIGRATIONS)), (each) => each.close());
  const storage = watchStorage({
    database,
    file,
    floorBytes: settings.diskFree,
    limitBytes: settings.inboxBytes,
    log,
  });
  const state = {
    account,
    client,
    inbox: openInbox(database),
    outbox: openOutbox({ database, client, log, signsFor: account.signsFor }),
    storage,
  };
  const all = opened.move();
  return { ...state, [Symbol.dispose]: () => all.dispose() };
}

/** The embedded broker, or somebody else's. */
async function openBroker(
  settings: OracleSettings,
  args: { onMessage: OnMessage; onRefused: CounterBuffer['add']; log: Log },
): Promise<Broker> {
  const { onMessage, onRefused, log } = args;
  const { mqttUrl, gateways } = settings;
  if (mqttUrl !== undefined) return connectBroker({ url: mqttUrl, access: settings, gateways, onMessage, log });
  const tokens = new Map(gateways.map((id) => [id, loadOrCreateToken(join(settings.tokensDir, `${id}.token`))]));
  const { mqttHost: host, mqttPort: port, connectionsPerAddress: perAddress } = settings;
  return startBroker({ host, port, tokens, perAddress, onRefused, onMessage, log });
}

/** What works until the signal. */
function startLoops(args: {
  settings: OracleSettings;
  state: State;
  ownKey: FollowedKey;
  teller: Teller;
  onRelay: (relay: Relay) => void;
  log: Log;
  signal: AbortSignal;
}): Promise<void>[] {
  const { settings, state, ownKey, teller, log, signal } = args;
  const { account, client, inbox, outbox, storage } = state;
  const following = async (): Promise<void> => {
    const from = inbox.nextBlock();
    for await (const page of followLedgers({ client, from, signal, pollMs: settings.followInterval })) {
      await ownKey.follow(page);
      const effects = inbox.transaction(() => {
        inbox.setNextBlock(page.toBlock + 1n);
        return new Set(page.blocks.map((block) => mirrorBlock(inbox, block, client.network)));
      });
      if (effects.has('register')) teller.registersChanged();
      if (effects.has('request')) teller.requestsChanged();
    }
  };
  const relaying = async (): Promise<void> => {
    await ownKey.look();
    if (!(await becomeActive({ client, account, network: client.network, outbox, log, signal }))) return;
    const relay = startRelay({
      inbox,
      outbox,
      client,
      signer: account,
      canSign: () => account.canSign,
      blocksUnderWay: settings.blocksUnderWay,
      onWithdrawn: teller.withdrawn,
      log,
      signal,
    });
    args.onRelay(relay);
    await relay.done;
  };
  return [
    keepGoing('follow', following, log, signal),
    keepGoing('own key', () => ownKey.run(), log, signal),
    keepGoing('outbox', () => outbox.run(signal), log, signal),
    keepGoing('relay', relaying, log, signal),
    keepGoing('prune', () => pruning({ inbox, storage, keepMs: settings.keepRecorded, signal }), log, signal),
  ];
}

async function ledgerHead(client: ChainClient, channel: Hex): Promise<ChannelHead | undefined> {
  const state = await client.read.channelState(channel);
  if (state === undefined || BigInt(state.sequence) === 0n) return undefined;
  return {
    sequence: BigInt(state.sequence),
    time: BigInt(state.time),
    head: state.head,
  };
}

function nowSeconds(): bigint {
  return unixSeconds();
}
