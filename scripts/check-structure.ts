import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * The shape of the tree: no circle of imports, type imports included (lint sees only the others); no folder with more files than a newcomer
 * can see at once; no file too long to read. Prints what breaks it, and last the sizes as they are.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = '{app,biller,core,oracle,sandbox,scripts,sealer}/**/*.{ts,tsx}';
const TESTS = 'test/**/*.{ts,tsx}';
const MOST_FILES = 16;
const MOST_LINES = 300;
/** Nobody reads them from top to bottom: what a tool wrote, and texts in two languages. */
const NOT_READ = /\/(generated|locales)\//;
/** A protocol's decoders follow its standard, part by part. */
const BY_STANDARD = /^oracle\/gateway\/decoders\//;

const sources = globSync(SOURCES, { cwd: root }).sort();
const files = [...sources, ...globSync(TESTS, { cwd: root }).sort()];
const known = new Set(files);
const imports = new Map(files.map((file) => [file, importsOf(file)]));
const lengths = sources.filter((file) => !NOT_READ.test(file)).map((file) => ({ file, lines: linesOf(file) }));

const faults = [...circles(), ...fullFolders(), ...longFiles()];
for (const fault of faults) console.error(fault);
const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
console.log(
  `${sources.length} files, median ${sorted[sorted.length >> 1] ?? 0} lines, longest ${sorted.at(-1) ?? 0}; fullest folder ${largest()} files`,
);
if (faults.length > 0) process.exitCode = 1;

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(read(file), true, true);
  return importedFiles.map(({ fileName }) => join(dirname(file), fileName)).filter((path) => known.has(path));
}

/** Every set of files that reach each other (Tarjan's strongly connected components). */
function circles(): string[] {
  const found: string[] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string): number => {
    let lowest = order.size;
    order.set(file, lowest);
    stack.push(file);
    for (const next of imports.get(file) ?? []) {
      if (!order.has(next)) lowest = Math.min(lowest, visit(next));
      else if (stack.includes(next)) lowest = Math.min(lowest, order.get(next) ?? lowest);
    }
    low.set(file, lowest);
    if (lowest === order.get(file)) {
      const members = stack.splice(stack.indexOf(file));
      if (members.length > 1 || imports.get(file)?.includes(file) === true)
        found.push(`These files import each other in a circle: ${members.join(', ')}`);
    }
    return lowest;
  };
  for (const file of files) if (!order.has(file)) visit(file);
  return found;
}

function folderSizes(): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const file of files) if (!BY_STANDARD.test(file)) sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1);
  return sizes;
}

function fullFolders(): string[] {
  return [...folderSizes()]
    .filter(([, size]) => size > MOST_FILES)
    .map(([folder, size]) => `${folder} has ${size} files; at most ${MOST_FILES} are seen at once. Give it rooms.`);
}

function largest(): number {
  return Math.max(...folderSizes().values());
}

function longFiles(): string[] {
  return lengths
    .filter(({ lines }) => lines > MOST_LINES)
    .map(({ file, lines }) => `${file} has ${lines} lines; at most ${MOST_LINES} are read. Split it.`);
}

function linesOf(file: string): number {
  return read(file).split('\n').length - 1;
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
