import type { Express } from 'express';
import type { Evidence } from '../../core/domain/evidence/evidence.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import { createHttpApp, healthRoutes, jsonBody, problemDetails, unknownPath } from '../../core/runtime/http-service.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { Metrics } from '../../core/runtime/metrics.ts';
import { createCarriedStatuses } from '../chain/block-status.ts';
import { accusedOf } from '../chain/seal-rules.ts';
import type { Beginning } from '../begin/tend-beginning.ts';
import type { Chain } from '../chain/chain.ts';
import { revertReasonDecoder } from '../chain/revert-reason.ts';
import type { LogIndex } from '../chain/index/log-index.ts';
import { snapshotWork } from '../guards/snapshot-work.ts';
import { paceRequests } from '../http/pace-requests.ts';
import { executedFromJson, headOf, headToJson, pastToJson, readRoutes } from '../http/read-routes.ts';
import { ABIS } from '../network/deployments.ts';
import { openProofs } from '../proofs/open-proofs.ts';
import { queueStatusRoutes } from '../queue/queue-routes.ts';
import { promiseRoutes } from '../promises/promise-routes.ts';
import { openRefusalDesk } from '../promises/refusal-desk.ts';
import { keepFault, readFaults } from './fault-files.ts';
import type { SeenDesk } from '../seen/seen-desk.ts';
import { seenRoutes } from '../seen/seen-routes.ts';
import type { PeerWitnesses } from './peers.ts';
import type { ReplicaState } from './replica-state.ts';
import type { ReplicaSettings } from './settings.ts';
import { snapshotRoutes } from '../snapshot/snapshot-routes.ts';
import { witnessRoutes } from './witness-routes.ts';
import type { Witness } from './witness.ts';

/** What the sealer serves, reads only, with the words of witnesses and the proofs against anybody. */
export function replicaApp(args: {
  chain: Chain;
  network: Network;
  index: Pick<LogIndex, 'places' | 'refusalAt'>;
  state: ReplicaState;
  witness: Witness | undefined;
  peers: PeerWitnesses;
  evidenceDir: string;
  settings: Pick<ReplicaSettings, 'requestsPerSecond' | 'proxies' | 'data' | 'engine' | 'snapshotEvery'>;
  seen: SeenDesk;
  beginning: Pick<Beginning, 'now' | 'check'>;
  from: () => string;
  metrics: Metrics;
  log: Log;
  signal: AbortSignal;
  opened: AsyncDisposableStack;
}): Express {
  const { chain, network, index, state, witness, signal } = args;
  const app = createHttpApp();
  app.set('trust proxy', args.settings.proxies);
  app.use(paceRequests(args.settings.requestsPerSecond, signal));
  const proofs = args.opened.use(openProofs({ chain, settings: args.settings, log: args.log, signal }));
  readRoutes(app, { chain, network, proofs, state: true, jsonBody: jsonBody(), signal });
  const statuses = createCarriedStatuses({
    index,
    record: chain.record,
    request: chain.request,
    decodeRefusal: revertReasonDecoder(ABIS),
  });
  const keep = (evidence: Evidence): void => {
    keepFault(args.evidenceDir, { evidence }, accusedOf(chain));
  };
  const desk = args.opened.use(openRefusalDesk({ network, chain, statuses, keep, log: args.log }));
  seenRoutes(app, { jsonBody: jsonBody(), desk: args.seen });
  promiseRoutes(app, { jsonBody: jsonBody(), desk });
  queueStatusRoutes(app, {
    digests: () => [],
    status: async (digest) => (await statuses.of(digest)) ?? { state: 'unknown' },
  });
  snapshotRoutes(app, { chain, data: args.settings.data, signal });
  witnessRoutes(app, { chain, witness, peers: args.peers.of, faults: () => readFaults(args.evidenceDir), signal });
  healthRoutes(app, {
    work: () => snapshotWork(chain, args.settings, () => Math.floor(Date.now() / 1000)),
    health: () => {
      state.check();
      args.beginning.check();
      const head = headToJson(headOf(chain));
      const begun = { ...executedFromJson(chain), ...(args.beginning.now && { executing: args.beginning.now }) };
      return { role: 'replica', head, from: args.from(), witness: witness?.address, ...pastToJson(chain), ...begun };
    },
    metrics: args.metrics,
  });
  app.use(unknownPath());
  app.use(problemDetails({ log: args.log }));
  return app;
}
