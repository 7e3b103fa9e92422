import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { judgeWithTest, type Judging } from './judge-with-test.ts';
import { schemata, type Numbered, type Switch } from './find/schemata.ts';
import type { SourceFile } from './find/scope.ts';
import type { Reach } from './test-reach.ts';

const LANGUAGE: Switch = {
  expression: (number, mutated, original) => `(isMutated(${number})?(${mutated}):(${original}))`,
  statement: (number, original) => `{if(!isMutated(${number})){${original}}}`,
};

/** Judges the mutations that are alive with every test that may reach their files, the nearest first, in some lanes beside each other. */
export async function judgeTypescript(args: {
  root: string;
  sources: readonly SourceFile[];
  /** All mutations of the sources, wanted or not: one set of schemata serves every run. */
  mutations: readonly Numbered[];
  reach: Reach;
  lanes: number;
  judging: Judging;
}): Promise<void> {
  const { root, mutations, judging } = args;
  const folder = `${mkdtempSync(join(tmpdir(), 'domledger-schemata-'))}/`;
  try {
    for (const { file, text } of args.sources) {
      const own = mutations.filter((each) => each.file === file);
      mkdirSync(dirname(folder + file), { recursive: true });
      writeFileSync(folder + file, schemata(text, own, LANGUAGE));
    }
    const settings = { root, folder, count: mutations.length };
    const next = planTests(mutations, args.reach, judging.alive);
    const anew = new Map<number, number>();
    const lane = async (): Promise<void> => {
      for (let test = next(); test !== undefined && judging.hasTime(); test = next())
        await judgeWithTest(judging, settings, test, anew);
    };
    await Promise.all(Array.from({ length: args.lanes }, lane));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Gives one test after the other, each time the nearest to what is still alive; undefined when none is left. */
function planTests(mutations: readonly Numbered[], reach: Reach, alive: ReadonlySet<number>): () => string | undefined {
  const distances = new Map([...new Set(mutations.map(({ file }) => file))].map((file) => [file, reach(file)]));
  const done = new Set<string>();
  return () => {
    const weights = new Map<string, number>();
    for (const { number, file } of mutations) {
      if (!alive.has(number)) continue;
      for (const [test, distance] of distances.get(file) ?? [])
        if (!done.has(test)) weights.set(test, (weights.get(test) ?? 0) + nearness(test, file, distance));
    }
    const [nearest] = [...weights].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
    if (nearest !== undefined) done.add(nearest[0]);
    return nearest?.[0];
  };
}

/** Tests mirror the tree: those of a file are named after it, or stand in the folder of its folder's name. */
function nearness(test: string, file: string, distance: number): number {
  if (test.startsWith(`test/${file.replace(/\.ts$/, '')}`)) return 3;
  return dirname(test) === `test/${dirname(file)}` ? 1 : 0.01 ** distance;
}
