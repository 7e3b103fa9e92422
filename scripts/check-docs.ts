import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `node scripts/check-docs.ts [FOLDER]`: documents must not name what is gone: every path of this tree in backticks or links and every
 * source file that stands without its folder has to exist, and docs/paper.md has to have an entry for each of the paper's items S1 to S60.
 * No line is longer than a screen is wide, so that a change shows as the sentence that changed.
 */
const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
const FOLDERS = 'app|biller|contracts|core|docs|network|oracle|sandbox|scripts|sealer|test|\\.ci';
const PATH = new RegExp(`\`((?:${FOLDERS})/[A-Za-z0-9_./*{},-]*)\``, 'g');
const LINK = /\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g;
const SOURCE = /`([A-Za-z0-9_-][A-Za-z0-9_.-]*\.(?:ts|tsx|sol))`/g;
const LONGEST_LINE = 160;

const sources = new Set(
  globSync(`{${FOLDERS.replaceAll('|', ',')}}/**/*.{ts,tsx,sol}`, { cwd: root }).map((file) => basename(file)),
);
const documents = globSync('**/*.md', { cwd: root, exclude: ignored() }).sort();
const faults = documents.flatMap((file) => [...namesGone(file), ...longLines(file)]);
faults.push(...missingItems(read('docs/paper.md')));
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;

function namesGone(file: string): string[] {
  const text = read(file);
  const paths = matches(text, PATH);
  const links = matches(text, LINK).map((link) => join(dirname(file), link));
  const names = matches(text, SOURCE).filter((name) => !sources.has(name));
  return [...[...paths, ...links].filter((path) => !exists(path)), ...names].map(
    (path) => `${file} names ${path}, which is not there`,
  );
}

function longLines(file: string): string[] {
  return read(file)
    .split('\n')
    .flatMap((line, index) => {
      const length = [...line].length;
      return length > LONGEST_LINE
        ? [`${file}:${index + 1} has ${length} characters: break it, ${LONGEST_LINE} are the most`]
        : [];
    });
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** The folders that .gitignore leaves out, wherever they stand. */
function ignored(): string[] {
  const folders = read('.gitignore')
    .split('\n')
    .filter((line) => line.endsWith('/'));
  return folders.map((folder) => `**/${folder.slice(0, -1)}`);
}

function exists(path: string): boolean {
  return /[*{]/.test(path) ? globSync(path, { cwd: root }).length > 0 : existsSync(join(root, path));
}

function missingItems(text: string): string[] {
  return Array.from({ length: 60 }, (_, index) => `S${index + 1}`)
    .filter((item) => !new RegExp(`^- \\*\\*${item}\\*\\* `, 'm').test(text))
    .map((item) => `docs/paper.md has no entry for ${item}`);
}

function read(file: string): string {
  return existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '';
}
