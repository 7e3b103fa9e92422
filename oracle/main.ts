import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express from 'express';
import { connectChain } from '../core/chain/chain-client.ts';
import { followLedgers } from '../core/chain/follow.ts';
import { openOutbox } from '../core/chain/outbox.ts';
import { frameDomain } from '../core/domain/reading/frame.ts';
import { parseNetwork } from '../core/domain/ledger/network.ts';
import { healthRoutes, problemDetails, startHttp, unknownPath } from '../core/runtime/http-service.ts';
import { loadOrCreateAccount } from '../core/runtime/keystore.ts';
import { createLog } from '../core/runtime/log.ts';
import { announceReady } from '../core/runtime/program.ts';
import { migrationsIn, openDatabase } from '../core/runtime/sqlite.ts';
import { loadOrCreateToken } from './access-token.ts';
import { openInbox } from './collector/inbox/inbox.ts';
import { becomeActive } from './collector/become-active.ts';
import { INBOX_MIGRATIONS } from './collector/inbox/inbox-sql.ts';
import { connectBroker } from './collector/broker/connect-broker.ts';
import { messageHandler } from './collector/receive/message-handler.ts';
import { keepGoing } from './collector/keep-going.ts';
import { mirrorBlock } from './collector/relay/mirror-register.ts';
import { oracleMetrics } from './collector/oracle-metrics.ts';
import { createBackPressure } from './collector/receive/back-pressure.ts';
import { pruning } from './collector/inbox/pruning.ts';
import { startRelay } from './collector/relay/relay.ts';
import { startBroker } from './collector/broker/start-broker.ts';
import { watchStorage } from './collector/inbox/storage.ts';
import { createCounterBuffer } from './collector/receive/counter-buffer.ts';
import { createTeller } from './collector/relay/tell-gateways.ts';
import { createSignatureVerifier } from './collector/receive/verify-signature.ts';
import type { ChainClient } from '../core/chain/chain-client.ts';
import type { Hex } from '../core/domain/bytes/hex.ts';
import type { RunningProgram } from '../core/runtime/program.ts';
import type { ChannelHead, Inbox } from './collector/inbox/inbox-rows.ts';
import type { OracleSettings } from './collector/settings.ts';

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

  const network = parseNetwork(JSON.parse(readFileSync(settings.networkFile, 'utf8')));
  const account = await loadOrCreateAccount({
    file: join(settings.dataDir, 'keystore.json'),
    passwordFile: join(settings.dataDir, 'keystore.password'),
  });
  const client = await connectChain({ url: settings.replicaUrl, queueUrl: settings.queueUrl, network });
  const inboxFile = join(settings.dataDir, 'inbox.sqlite');
  const database = resources.adopt(openDatabase(inboxFile, migrationsIn(INBOX_MIGRATIONS)), (opened) => opened.close());
  const inbox = openInbox(database);
  const outbox = openOutbox({ database, client, log });
  const verify = createSignatureVerifier();
  const domain = frameDomain(network.chainId, network.contracts.readingLedger);
  const storage = watchStorage({
    database,
    file: inboxFile,
    floorBytes: settings.diskFree,
    limitBytes: settings.inboxBytes,
    log,
  });
  const refusals = resources.use(createCounterBuffer(inbox, log));
  const teller = resources.use(
    createTeller({ inbox, network, nowSeconds, publish: (...message) => broker.publish(...message) }),
  );
  const pace = createBackPressure({
    perSecond: settings.framesPerSecond,
    burst: settings.framesAtOnce,
    nowMs: Date.now,
  });

  let relay: ReturnType<typeof startRelay> | undefined;
  const onMessage = messageHandler({
    context: { inbox, domain, verify, log, ledgerHead: (channel) => ledgerHead(client, channel) },
    storage,
    pace,
    teller,
    onStored: () => relay?.wake(),
    signal: ended,
  });
  const broker = resources.use(
    settings.mqttUrl === undefined
      ? await startBroker({
          host: settings.mqttHost,
          port: settings.mqttPort,
          tokens: new Map(
            settings.gateways.map((id) => [id, loadOrCreateToken(join(settings.tokensDir, `${id}.token`))]),
          ),
          perAddress: settings.connectionsPerAddress,
          onRefused: refusals.add,
          onMessage,
          log,
        })
      : connectBroker({ url: settings.mqttUrl, access: settings, gateways: settings.gateways, onMessage, log }),
  );

  const following = async (): Promise<void> => {
    for await (const page of followLedgers({
      client,
      from: inbox.nextBlock(),
      signal: ended,
      pollMs: settings.followInterval,
    })) {
      const effects = inbox.transaction(() => {
        inbox.setNextBlock(page.toBlock + 1n);
        return new Set(page.blocks.map((block) => mirrorBlock(inbox, block)));
      });
      if (effects.has('register')) teller.registersChanged();
      if (effects.has('request')) teller.requestsChanged();
    }
  };
  const relaying = async (): Promise<void> => {
    if (!(await becomeActive({ client, account, network, outbox, log, signal: ended }))) return;
    relay = startRelay({
      inbox,
      outbox,
      client,
      signer: account,
      blocksUnderWay: settings.blocksUnderWay,
      onWithdrawn: teller.withdrawn,
      log,
      signal: ended,
    });
    await relay.done;
  };
  const loops = [
    keepGoing('follow', following, log, ended),
    keepGoing('outbox', () => outbox.run(ended), log, ended),
    keepGoing('relay', relaying, log, ended),
    keepGoing('prune', () => pruning({ inbox, storage, keepMs: settings.keepRecorded, signal: ended }), log, ended),
  ];
  resources.defer(async () => {
    stop.abort();
    await Promise.allSettled(loops);
  });

  const app = express();
  app.disable('x-powered-by');
  healthRoutes(app, {
    health: () => {
      const fault = storage.fault ?? broker.fault;
      if (fault !== undefined) throw new Error(fault);
      return {
        address: account.address,
        relaying: relay !== undefined,
        gatewaysConnected: broker.connected,
        ...stateOf(inbox),
        outboxPending: outbox.pending(),
      };
    },
    metrics: oracleMetrics(settings.dataDir, inbox, () => {
      refusals.flush();
      return { connected: broker.connected, pending: outbox.pending(), full: storage.fault !== undefined };
    }),
  });
  app.use(unknownPath());
  app.use(problemDetails({ log }));
  const http = resources.use(await startHttp({ app, host: settings.host, port: settings.httpPort }));
  announceReady({
    program: 'oracle',
    url: http.url,
    mqtt: broker.url,
    address: account.address,
  });
  const running = resources.move();
  return {
    url: http.url,
    mqttPort: Number(new URL(broker.url).port),
    address: account.address,
    done: Promise.all(loops),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function ledgerHead(client: ChainClient, channel: Hex): Promise<ChannelHead | undefined> {
  const state = await client.read.channelState(channel);
  if (state === undefined || BigInt(state.sequence) === 0n) return undefined;
  return {
    sequence: BigInt(state.sequence),
    time: BigInt(state.time),
    head: `0x${state.head.slice(2).padEnd(64, '0')}`,
    short: true,
  };
}

function stateOf(inbox: Inbox): object {
  return {
    messages: inbox.messageCounts(),
    quarantined: inbox.quarantined(),
    events: inbox.counters(),
    nextBlock: inbox.nextBlock().toString(),
  };
}

function nowSeconds(): bigint {
  return BigInt(Math.floor(Date.now() / 1000));
}
