import type { Counts } from './counts.ts';
import type { Group } from './groups.ts';
import type { GroupResult } from './run-group.ts';

/**
 * What failed beside others is asked once more, alone: a group with the files of its failed tests only, or whole where no file is known. What passes
 * then is unsteady: it is told by name, is to be mended, and does not count as failed. More unsteady groups than `most` are a fault of the tree, and
 * nothing is asked again.
 */
export async function runAgain(
  results: readonly GroupResult[],
  most: number,
  runAlone: (group: Group) => Promise<GroupResult>,
): Promise<{ results: GroupResult[]; unsteady: string[] }> {
  const failed = results.filter(({ counts }) => counts.failed > 0);
  if (failed.length > most) return { results: [...results], unsteady: [] };
  const unsteady: string[] = [];
  const settled = new Map<GroupResult, GroupResult>();
  for (const result of failed) {
    const alone = await runAlone(onlyFailed(result));
    if (alone.counts.failed > 0 || alone.counts.passed === 0) continue;
    unsteady.push(...result.counts.failures);
    settled.set(result, { ...result, counts: forgiven(result.counts) });
  }
  return { results: results.map((result) => settled.get(result) ?? result), unsteady };
}

function onlyFailed({ group, counts }: GroupResult): Group {
  const files = group.files.filter((file) => counts.failures.some((failure) => failure.startsWith(`${file}: `)));
  const known = counts.failures.every((failure) => files.some((file) => failure.startsWith(`${file}: `)));
  return { name: group.name, files: known ? files : group.files };
}

function forgiven(counts: Counts): Counts {
  return { ...counts, passed: counts.passed + counts.failed, failed: 0, failures: [] };
}
