import { createMetrics, type Metrics } from '../../core/runtime/metrics.ts';

export type ReplicaCounts = ReturnType<typeof createCounts>;

/** What a replica tells Prometheus, and the counts that it keeps for that. */
export function createReplicaMetrics(folder: string): { metrics: Metrics; counts: ReplicaCounts } {
  const metrics = createMetrics('domledger_replica_', { processMetrics: true, folder });
  return { metrics, counts: createCounts(metrics) };
}

function createCounts(metrics: Metrics) {
  return {
    head: metrics.gauge('head_number', 'Number of the newest verified block.'),
    behind: metrics.gauge('behind_blocks', 'How many blocks the other side is ahead.'),
    refused: metrics.counter('refused_total', 'Records and pages of the other side that were refused.', ['code']),
    unreachable: metrics.counter('unreachable_total', 'Questions that the other side did not answer.'),
    faults: metrics.gauge('company_faults', '1 when there is proof against the company.'),
    witnessFaults: metrics.counter('witness_faults_total', 'Proofs against witnesses that were kept.'),
    peerRefused: metrics.counter('peer_refused_total', 'Questions that a peer did not answer rightly.', ['code']),
  };
}
