import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../../../shared/fixtures/meters/', import.meta.url));

/** Runs the tests of a fixture folder, or prints one line that says that it is absent. */
export function withFixtures(folder: string, tests: (path: string) => void): void {
  const path = `${ROOT}${folder}/`;
  if (existsSync(path)) tests(path);
  else console.log(`    skipped: no fixtures in shared/fixtures/meters/${folder}`);
}

export function filesOf(path: string, ending: string): string[] {
  return readdirSync(path)
    .filter((name) => name.endsWith(ending))
    .sort();
}

/** JSON of a fixture; the caller names what it expects. */
export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}
