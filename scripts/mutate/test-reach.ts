import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const SOURCES = '{app,biller,core,oracle,sandbox,scripts,sealer,test}/**/*.{ts,tsx}';
/** Minutes each, or a command of their own; the contracts' tests have mutations of their own. */
const APART = /^test\/((flow|web|faults|network|contracts)\/|app\/web\/(lost-key|left-out-deemed))/;

/** How many imports lie between each test and a source file; a test that cannot reach it is missing. */
export type Reach = (file: string) => ReadonlyMap<string, number>;

/** Follows imports backwards, and names of files in texts: programs that a test starts in processes of their own. */
export function findReach(root: string): Reach {
  const files = globSync(SOURCES, { cwd: root }).sort();
  const known = new Set(files);
  const importers = new Map<string, string[]>();
  for (const file of files)
    for (const target of namedIn(file, readFileSync(join(root, file), 'utf8'), known))
      importers.set(target, [...(importers.get(target) ?? []), file]);
  return (file) => {
    const distances = new Map([[file, 0]]);
    for (const [at, distance] of distances)
      for (const next of importers.get(at) ?? []) if (!distances.has(next)) distances.set(next, distance + 1);
    return new Map([...distances].filter(([at]) => at.endsWith('.test.ts') && !APART.test(at)));
  };
}

function namedIn(file: string, text: string, known: ReadonlySet<string>): Set<string> {
  const imported = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const named = [...text.matchAll(/['"`]([\w./-]+\.tsx?)['"`]/g)].map(([, name = '']) => name);
  const found = [...imported, ...named].flatMap((name) => [join(dirname(file), name), name]);
  return new Set(found.filter((path) => known.has(path) && path !== file));
}
