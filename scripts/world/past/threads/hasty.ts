import type { PlannedProgram, WorldPlan } from '../../planned-program.ts';

const QUEUE = {
  queueMax: 50_000,
  subscriberPerMinute: 100_000,
  subscriberBytesPerMinute: 100_000_000,
  programPerSecond: 100_000,
  programBytesPerSecond: 1_000_000_000,
  enrolPerMinute: 10_000,
};
/** What a program is told while its past is written: it looks more often, and nobody waits for a pace that is for real people. Nothing that a founding fixes. */
const HASTY: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  sealer: {
    ...QUEUE,
    blockInterval: '150ms',
    heartbeat: '1s',
    maxAhead: '1h',
    answersState: true,
    requestsPerSecond: 100_000,
    snapshotEvery: 0,
  },
  replica: { poll: '80ms', peers: [], snapshotEvery: 0 },
  // Months pass in seconds here, in which a reading that is on its way is not missing.
  biller: { pollInterval: '80ms', actInterval: '250ms', billAfter: '1s', estimateAfter: '0s' },
  oracle: { followInterval: '80ms' },
  gateway: { spoolInterval: '80ms', batchAge: '100ms', retryAfter: '200ms', pollInterval: '30d' },
  app: { pollInterval: '200ms', pages: false, requestsPerMinute: 1_000_000, cosignaturesRequired: 1 },
  'sandbox-bank': { mode: 'instant', retryInterval: '100ms' },
};
/** Which thread a program is in: what makes and serves blocks, and what writes them. */
const THREADS: Readonly<Record<string, number>> = {
  sealer: 0,
  'sandbox-identity': 0,
  'sandbox-bank': 0,
  app: 0,
  replica: 0,
  biller: 1,
  oracle: 1,
  gateway: 1,
};

/** The one register that follows and cosigns meanwhile: pages ask for the word of a witness. */
export const WITNESS = 'replica-electricity';

/** The programs that write a past, all of them reading the sealer itself; each with its thread. */
export function hastyPrograms({ programs, ports }: Pick<WorldPlan, 'programs' | 'ports'>): HastyProgram[] {
  const witness = `http://127.0.0.1:${ports.replicaElectricity}`;
  const sealer = `http://127.0.0.1:${ports.sealer}`;
  return programs
    .filter(({ program, name }) => program !== 'replica' || name === WITNESS)
    .flatMap((program) => {
      const thread = THREADS[program.program];
      if (thread === undefined) return [];
      const { settings } = program;
      const reads = 'replicaUrl' in settings ? { replicaUrl: [sealer] } : {};
      const asks = 'witnessUrls' in settings ? { witnessUrls: [witness] } : {};
      const hasty = {
        ...settings,
        ...HASTY[program.program],
        ...reads,
        ...asks,
        logLevel: 'silent',
      };
      return [{ ...program, settings: hasty, thread }];
    })
    .toSorted((a, b) => a.stage - b.stage);
}

export type HastyProgram = PlannedProgram & { thread: number };
