import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Documents must not name what is gone: every path of this tree in backticks or links has to exist, and docs/paper.md has to have an entry
 * for each of the paper's items S1 to S60.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = 'app|biller|contracts|core|docs|network|oracle|sandbox|scripts|sealer|test|\\.ci';
const PATH = new RegExp(`\`((?:${FOLDERS})/[A-Za-z0-9_./*{},-]*)\``, 'g');
const LINK = /\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g;

const faults = globSync(['*.md', 'docs/*.md', 'network/*.md'], { cwd: root }).flatMap((file) =>
  faultsOf(file, read(file)),
);
faults.push(...missingItems(read('docs/paper.md')));
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;

function faultsOf(file: string, text: string): string[] {
  const folder = file.includes('/') ? `${file.slice(0, file.lastIndexOf('/'))}/` : '';
  const paths = [...text.matchAll(PATH)].map((match) => match[1] ?? '');
  const links = [...text.matchAll(LINK)].map((match) => folder + (match[1] ?? ''));
  return [...paths, ...links]
    .filter((path) => !exists(path))
    .map((path) => `${file} names ${path}, which is not there`);
}

function exists(path: string): boolean {
  return /[*{]/.test(path) ? globSync(path, { cwd: root }).length > 0 : existsSync(root + path);
}

function missingItems(text: string): string[] {
  return Array.from({ length: 60 }, (_, index) => `S${index + 1}`)
    .filter((item) => !new RegExp(`^- \\*\\*${item}\\*\\* `, 'm').test(text))
    .map((item) => `docs/paper.md has no entry for ${item}`);
}

function read(file: string): string {
  return existsSync(root + file) ? readFileSync(root + file, 'utf8') : '';
}
