import type { Express } from 'express';
import type { ChainClient } from '../../core/chain/chain-client.ts';
import type { FollowedKey } from '../../core/chain/keys/follow-own-key.ts';
import type { Outbox } from '../../core/chain/outbox.ts';
import { createHttpApp, healthRoutes, problemDetails, unknownPath } from '../../core/runtime/http-service.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { ProgramAccount } from '../../core/runtime/program-account.ts';
import type { Work } from '../../core/runtime/start/illnesses.ts';
import { leastDaysLeft } from '../../core/runtime/tls/certificate-work.ts';
import type { Broker } from './broker/broker.ts';
import type { Inbox } from './inbox/inbox-rows.ts';
import type { Storage } from './inbox/storage.ts';
import { oracleMetrics } from './oracle-metrics.ts';
import type { CounterBuffer } from './receive/counter-buffer.ts';
import type { OracleSettings } from './settings.ts';

/** Health, with counts alone, and Prometheus metrics. */
export function statusApp(args: {
  settings: OracleSettings;
  state: {
    readonly account: Pick<ProgramAccount, 'address'>;
    readonly client: Pick<ChainClient, 'reading'>;
    readonly inbox: Inbox;
    readonly outbox: Outbox;
    readonly storage: Storage;
  };
  ownKey: Pick<FollowedKey, 'fault'>;
  broker: Broker;
  refusals: CounterBuffer;
  relaying: () => boolean;
  late: () => Work[];
  log: Log;
}): Express {
  const { broker, refusals, log } = args;
  const { account, client, inbox, outbox, storage } = args.state;
  const app = createHttpApp();
  healthRoutes(app, {
    work: () => [...outbox.work(), ...args.late()],
    health: () => {
      const fault = storage.fault ?? args.ownKey.fault;
      if (fault !== undefined) throw new Error(fault);
      return {
        address: account.address,
        relaying: args.relaying(),
        gatewaysConnected: broker.connected,
        ...stateOf(inbox),
        outboxPending: outbox.pending(),
        reading: client.reading(),
      };
    },
    metrics: oracleMetrics(args.settings.dataDir, inbox, () => {
      refusals.flush();
      const { mqttCert, mqttCa } = args.settings;
      const certificateDays = leastDaysLeft([mqttCert, mqttCa], Date.now());
      return {
        connected: broker.connected,
        pending: outbox.pending(),
        full: storage.fault !== undefined,
        certificateDays,
      };
    }),
  });
  app.use(unknownPath());
  app.use(problemDetails({ log }));
  return app;
}

function stateOf(inbox: Inbox): object {
  return {
    messages: inbox.messageCounts(),
    quarantined: inbox.quarantined(),
    events: inbox.counters(),
    nextBlock: inbox.nextBlock().toString(),
  };
}
