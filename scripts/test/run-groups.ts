import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { bundlePrograms } from '../bundle/bundle-programs.ts';
import { checkCodes } from './codes/check-codes.ts';
import { addCounts } from './counts.ts';
import { runAgain } from './run-again.ts';
import { runGroup } from './run-group.ts';
import { makeScratchFolder } from './scratch-folder.ts';
import { recordingSources, startRecording } from './codes/start-recording.ts';
import type { Group } from './groups.ts';
import type { GroupResult } from './run-group.ts';

/**
 * Runs groups and tells what came of them: the output of each group, what was skipped, what failed and why, and last `N passed, N failed`; DOMLEDGER_TEST_COUNTS
 * names a file for the same as JSON, and DOMLEDGER_TEST_AGAIN how many groups that failed are asked once more, alone (none unless it is set).
 * @param limitMs all groups together; what runs then is stopped and counts as failed, and so does what never began
 * @param codes whether the groups are all, so that together they have to throw every error code; if they do not, that is one failure
 * @param live whether a group's output is shown while it runs, not when it ends
 */
export async function runGroups(args: {
  root: string;
  groups: readonly Group[];
  limitMs?: number;
  codes?: boolean;
  live?: boolean;
}): Promise<void> {
  const { root, groups, limitMs = 2 ** 31 - 1, codes = false, live = false } = args;
  const folder = makeScratchFolder();
  const [thrown, written] = [join(folder, 'codes'), join(folder, 'tmp')];
  for (const each of [thrown, written]) mkdirSync(each);
  // Every group starts programs by the dozen; they need not load and translate the same sources each.
  const changed = codes ? recordingSources(root) : undefined;
  const env = {
    TMPDIR: written,
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    DOMLEDGER_CLI: await bundlePrograms({ root, folder: join(folder, 'programs'), changed }),
    DOMLEDGER_TEST_SHARED: folder,
    ...(codes ? startRecording(root, thrown) : {}),
  };
  const until = performance.now() + limitMs;
  let stopped = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (stopped = true));
  const late = setTimeout(() => (stopped = true), limitMs);

  const waiting = [...groups];
  const running = new Map<string, Promise<GroupResult>>();
  const done: GroupResult[] = [];
  // Two more than there are cores: tests of programs wait as often as they work.
  const lanes = Math.min(4, availableParallelism() + 2);
  while ((waiting.length > 0 && !stopped) || running.size > 0) {
    const next = waiting.findIndex(
      ({ after }) => after === undefined || (!running.has(after) && !waiting.some(({ name }) => name === after)),
    );
    if (!stopped && running.size < lanes && next >= 0) {
      for (const group of waiting.splice(next, 1)) {
        const countsFile = join(folder, `${done.length + running.size}.json`);
        const left = until - performance.now();
        running.set(group.name, runGroup({ root, group, countsFile, limitMs: left, live, env }));
      }
      continue;
    }
    const result = await Promise.race(running.values());
    running.delete(result.group.name);
    done.push(result);
    report(result, live);
  }
  const again = stopped ? 0 : Number(process.env.DOMLEDGER_TEST_AGAIN ?? 0);
  const { results, unsteady } = await runAgain(done, again, async (group) => {
    console.log(`once more, alone: ${group.name}`);
    const countsFile = join(folder, 'alone.json');
    rmSync(countsFile, { force: true });
    const result = await runGroup({ root, group, countsFile, limitMs: until - performance.now(), live, env });
    report(result, live);
    return result;
  });
  clearTimeout(late);

  const total = addCounts(results.map((result) => result.counts));
  if (codes && !stopped) {
    const faults = checkCodes(root, thrown);
    for (const fault of faults) console.log(fault);
    if (faults.length > 0) {
      total.failed += 1;
      total.failures.push(['error codes', ...faults].join('\n    '));
    } else total.passed += 1;
  }
  rmSync(folder, { recursive: true, force: true });
  for (const name of total.skipped) console.log(`skipped: ${name}`);
  total.failed += waiting.length;
  total.failures.push(...waiting.map(({ name }) => `${name} never began`));
  for (const failure of unsteady) console.log(`unsteady, failed beside others and passed alone: ${failure}`);
  for (const failure of total.failures) console.log(`failed: ${failure}`);
  const countsFile = process.env.DOMLEDGER_TEST_COUNTS;
  if (countsFile !== undefined) writeFileSync(countsFile, JSON.stringify({ ...total, unsteady }));
  const line = `${total.passed} passed, ${total.failed} failed`;
  console.log(stopped ? `stopped; ${line}` : line);
  if (total.failed > 0 || stopped || groups.length === 0) process.exitCode = 1;
}

function report({ group, counts, output, seconds }: GroupResult, live: boolean): void {
  const heading = `== ${group.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped.length} skipped, ${seconds.toFixed(1)} s`;
  console.log(live ? `${heading}\n` : `${output.trimEnd()}\n${heading}\n`);
}
