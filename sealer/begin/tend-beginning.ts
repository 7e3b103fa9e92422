import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { TransientError } from '../../core/domain/bytes/errors.ts';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';
import { parseEvidence } from '../../core/domain/evidence/evidence-json.ts';
import { networkToJson, type Network } from '../../core/domain/ledger/network.ts';
import { sealDigest } from '../../core/domain/seal/seal.ts';
import type { Log } from '../../core/runtime/log.ts';
import { pause } from '../../core/runtime/pause.ts';
import { backoffMs } from '../../core/runtime/retry.ts';
import { openBlockLog } from '../chain/block-log.ts';
import type { Chain } from '../chain/chain.ts';
import type { Fault } from '../replica/follow-chain.ts';
import { pastFolder } from './finish-join.ts';
import type { PartialLog } from './partial-log.ts';

/** The execution of what lies before the state that a replica began with. */
export type Beginning = {
  /** How many blocks are executed, of how many; `undefined` once that is done, or was from the start. */
  readonly now: { done: number; of: number; trouble?: string } | undefined;
  /** @throws TransientError PAST_REFUSED while what the sources give as the past cannot be taken */
  check(): void;
  /** Has it done, by a process of its own, and joins what came out to the log. Until it is, or there is a proof against the company, or the signal. */
  run(signal: AbortSignal): Promise<void>;
};

const PROGRAM = fileURLToPath(new URL('past-process.ts', import.meta.url));
const BACKOFF = { baseMs: 1_000, maxMs: 60_000 };

/** @param partial `undefined` where the replica executed everything itself */
export function tendBeginning(args: {
  chain: Chain;
  partial: PartialLog | undefined;
  network: Network;
  settings: { data: string; from: readonly string[] };
  accuse: (found: Fault) => void;
  log: Log;
}): Beginning {
  const { chain, partial, log } = args;
  const until = chain.executedFrom;
  const folder = pastFolder(args.settings.data);
  let now: Beginning['now'] = until === undefined ? undefined : { done: 0, of: Number(until) + 1 };

  let refused: string | undefined;

  /** What the process came to, or nothing where it fell. */
  const execute = async (signal: AbortSignal): Promise<Readonly<Record<string, unknown>>> => {
    const given = {
      folder,
      network: networkToJson(args.network),
      from: args.settings.from,
      until: String(until),
    };
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, JSON.stringify(given)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      signal,
      killSignal: 'SIGKILL',
    });
    const ended = new Promise<void>((resolve) => child.once('error', () => resolve()).once('close', () => resolve()));
    let answer: Readonly<Record<string, unknown>> = {};
    for await (const line of createInterface({ input: child.stdout })) {
      answer = looseFields(JSON.parse(line));
      const { done, trouble } = answer;
      if (now !== undefined && typeof done === 'number') now = { done, of: now.of };
      else if (now !== undefined && typeof trouble === 'string') now = { ...now, trouble };
      refused = answer['isRefused'] === true ? String(trouble) : undefined;
    }
    await ended;
    return answer;
  };

  return {
    get now() {
      return now;
    },
    check() {
      if (refused === undefined) return;
      throw new TransientError(
        'PAST_REFUSED',
        `What the sources give as the past of block ${until} cannot be taken: ${refused}`,
      );
    },
    async run(signal) {
      if (until === undefined || partial === undefined) return;
      for (let failures = 0; !signal.aborted;) {
        const { sealHash, evidence, trouble } = await execute(signal);
        if (signal.aborted) return;
        if (evidence !== undefined) return args.accuse({ evidence: parseEvidence(evidence) });
        const ours = chain.record(Number(until)).seal;
        if (sealHash === sealDigest(chain.rules.domain, ours)) {
          await partial.join(signal);
          now = undefined;
          return log.info({ until: String(until) }, 'the past is executed and joined; from here on it is as any other');
        }
        if (sealHash !== undefined) {
          // Both are the company's own: one chain was shown to the witnesses, another one to us.
          const theirs = openBlockLog(join(folder, 'blocks.log'), 'refuse');
          try {
            const { seal } = theirs.read(Number(until));
            return args.accuse({ evidence: { kind: 'double-seal', seals: [ours, seal] } });
          } finally {
            theirs.close();
          }
        }
        failures++;
        log.warn({ trouble }, 'the past is not executed; it is tried again');
        await pause(backoffMs(failures, BACKOFF), signal);
      }
    },
  };
}
