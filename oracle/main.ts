import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import express from 'express';
import { connectChain } from '../core/chain/chain-client.ts';
import { followLedgers } from '../core/chain/follow.ts';
import { openOutbox } from '../core/chain/outbox.ts';
import { frameDomain } from '../core/domain/frame.ts';
import { signedBlockFromJson, signedBlockToJson } from '../core/domain/internal-block.ts';
import { parseNetwork } from '../core/domain/network.ts';
import { healthRoutes, problemDetails, startHttp, unknownPath } from '../core/runtime/http-service.ts';
import { loadOrCreateAccount } from '../core/runtime/keystore.ts';
import { createLog } from '../core/runtime/log.ts';
import { announceReady } from '../core/runtime/program.ts';
import { openDatabase } from '../core/runtime/sqlite.ts';
import { loadOrCreateToken } from './access-token.ts';
import { openInbox } from './collector/inbox.ts';
import { becomeActive } from './collector/become-active.ts';
import { INBOX_MIGRATIONS } from './collector/inbox-sql.ts';
import { mirrorBlock, registerDocument } from './collector/mirror-register.ts';
import { oracleMetrics } from './collector/oracle-metrics.ts';
import { receive } from './collector/receive.ts';
import { startRelay } from './collector/relay.ts';
import { startBroker } from './collector/start-broker.ts';
import { createSignatureVerifier } from './collector/verify-signature.ts';
import { encodeDownMessage } from './messages.ts';
import type { ChainClient } from '../core/chain/chain-client.ts';
import type { Hex } from '../core/domain/hex.ts';
import type { RunningProgram } from '../core/runtime/program.ts';
import type { Inbox, MessageRow } from './collector/inbox-rows.ts';
import type { DownMessage } from './messages.ts';
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
  const database = resources.adopt(openDatabase(join(settings.dataDir, 'inbox.sqlite'), INBOX_MIGRATIONS), (opened) =>
    opened.close(),
  );
  const inbox = openInbox(database);
  const outbox = openOutbox({ database, client, log });
  const verify = createSignatureVerifier();
  const domain = frameDomain(network.chainId, network.contracts.readingLedger);
  const tokens = new Map(
    settings.gateways.map((id) => [id, loadOrCreateToken(join(settings.tokensDir, `${id}.token`))]),
  );

  const send = (gatewayId: string, message: DownMessage): void => broker.publish(gatewayId, encodeDownMessage(message));
  const greeted = new Map<string, string>();
  const publishRegister = (gatewayId: string, deviceId: Hex): void => {
    const payload = encodeDownMessage({ v: 1, register: { blocks: registerDocument(inbox, deviceId, network) } });
    const text = new TextDecoder().decode(payload);
    if (greeted.get(gatewayId) === text) return;
    greeted.set(gatewayId, text);
    broker.publish(gatewayId, payload, true);
  };
  const publishOpen = (gatewayId: string, deviceId: Hex): void => {
    for (const request of inbox.openRequests(deviceId, nowSeconds())) {
      const known = signedBlockToJson(signedBlockFromJson(JSON.parse(request.signedBlock)));
      send(gatewayId, { v: 1, poll: { request: known } });
    }
  };
  const tellWithdrawn = (message: MessageRow): void =>
    send(message.gatewayId, {
      v: 1,
      withdrawn: { message: message.name, code: message.code ?? 'REFUSED', channels: message.channels },
    });

  let relay: ReturnType<typeof startRelay> | undefined;
  const broker = resources.use(
    await startBroker({
      host: settings.mqttHost,
      port: settings.mqttPort,
      tokens,
      log,
      onRefused: (code, gatewayId) => {
        inbox.increment(code);
        log.warn({ code, gatewayId }, 'refused at the broker');
      },
      onMessage: async (gatewayId, payload) => {
        const received = await receive(
          { inbox, domain, verify, log, ledgerHead: (channel) => ledgerHead(client, channel) },
          gatewayId,
          payload,
        );
        if (received.answer !== undefined) send(gatewayId, received.answer);
        if (received.stored === true) relay?.wake();
        const deviceId = inbox.deviceOf(gatewayId);
        if (received.hello !== true || deviceId === undefined) return;
        publishRegister(gatewayId, deviceId);
        publishOpen(gatewayId, deviceId);
        inbox.withdrawnOf(gatewayId).forEach(tellWithdrawn);
      },
    }),
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
      for (const { gatewayId, deviceId } of inbox.gateways()) {
        if (effects.has('register')) publishRegister(gatewayId, deviceId);
        if (effects.has('request')) publishOpen(gatewayId, deviceId);
      }
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
      onWithdrawn: tellWithdrawn,
      log,
      signal: ended,
    });
    await relay.done;
  };
  const loops = [following(), outbox.run(ended), relaying()];
  resources.defer(async () => {
    stop.abort();
    await Promise.allSettled(loops);
  });

  const app = express();
  app.disable('x-powered-by');
  healthRoutes(app, {
    health: () => ({
      address: account.address,
      relaying: relay !== undefined,
      gatewaysConnected: broker.connected,
      ...stateOf(inbox),
      outboxPending: outbox.pending(),
    }),
    metrics: oracleMetrics(inbox, () => ({ connected: broker.connected, pending: outbox.pending() })),
  });
  app.use(unknownPath());
  app.use(problemDetails({ log }));
  const http = resources.use(await startHttp({ app, host: settings.host, port: settings.httpPort }));
  announceReady({
    program: 'oracle',
    url: http.url,
    mqtt: `mqtt://${settings.mqttHost}:${broker.port}`,
    address: account.address,
  });
  const running = resources.move();
  return {
    url: http.url,
    mqttPort: broker.port,
    address: account.address,
    done: Promise.all(loops),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function ledgerHead(client: ChainClient, channel: Hex): ReturnType<Parameters<typeof receive>[0]['ledgerHead']> {
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
