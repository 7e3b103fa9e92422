import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addCounts } from './counts.ts';
import { findGroups } from './groups.ts';
import { runGroup } from './run-group.ts';
import type { Group } from './groups.ts';
import type { GroupResult } from './run-group.ts';

/**
 * `npm test [PART ...]`: every test of the project, or the groups whose names contain a PART. Prints the output of each group as it
 * ends, what was skipped, and last `N passed, N failed`; DOMLEDGER_TEST_COUNTS names a file for the same as JSON.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));
const parts = process.argv.slice(2);
const groups = findGroups(root).filter(
  (group) => parts.length === 0 || parts.some((part) => group.name.includes(part)),
);
const folder = mkdtempSync(join(tmpdir(), 'domledger-test-'));
let stopped = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (stopped = true));

const results = await runAll(groups);
rmSync(folder, { recursive: true, force: true });
const total = addCounts(results.map((result) => result.counts));
const line = `${total.passed} passed, ${total.failed} failed`;
for (const name of total.skipped) console.log(`skipped: ${name}`);
const countsFile = process.env.DOMLEDGER_TEST_COUNTS;
if (countsFile !== undefined) writeFileSync(countsFile, JSON.stringify(total));
if (groups.length === 0) console.log(`No group of tests has a name with ${parts.join(' or ')}.`);
console.log(stopped ? `stopped; ${line}` : line);
if (total.failed > 0 || stopped || groups.length === 0) process.exitCode = 1;

/** As many groups at once as there are cores, up to four; a group waits for the one that it names. */
async function runAll(all: readonly Group[]): Promise<GroupResult[]> {
  const waiting = [...all];
  const running = new Map<string, Promise<GroupResult>>();
  const done: GroupResult[] = [];
  const lanes = Math.min(4, availableParallelism());
  while ((waiting.length > 0 && !stopped) || running.size > 0) {
    const next = waiting.findIndex(
      ({ after }) => after === undefined || (!running.has(after) && !waiting.some(({ name }) => name === after)),
    );
    if (!stopped && running.size < lanes && next >= 0) {
      for (const group of waiting.splice(next, 1)) {
        running.set(
          group.name,
          runGroup({ root, group, countsFile: join(folder, `${done.length + running.size}.json`) }),
        );
      }
      continue;
    }
    const result = await Promise.race(running.values());
    running.delete(result.group.name);
    done.push(result);
    report(result);
  }
  return done;
}

function report({ group, counts, output, seconds }: GroupResult): void {
  const heading = `== ${group.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped.length} skipped, ${seconds.toFixed(1)} s`;
  console.log(`${output.trimEnd()}\n${heading}\n`);
}
