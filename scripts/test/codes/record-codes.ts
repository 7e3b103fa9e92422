import { existsSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CODE_MAKERS, changedSource } from './code-makers.ts';

/**
 * Loaded before every process and thread of a test run (`--require` in NODE_OPTIONS, see start-recording.ts): each code that the tree's own code makes an error or
 * a refusal of leaves an empty file of its name in the folder DOMLEDGER_TEST_CODES, at once, so that a process that is killed has told it, too. The programs have
 * no hook for tests: instead of the files of `CODE_MAKERS`, their changed copies are loaded.
 *
 * By name, not by a hook that loads: with such a one, this Node fails when a CommonJS package requires an ES module.
 */
const root = new URL('../../../', import.meta.url).href;
const folder = process.env.DOMLEDGER_TEST_CODES;

if (folder !== undefined && existsSync(folder)) {
  const copies = new Map(CODE_MAKERS.map(({ file }) => [root + file, pathToFileURL(changedSource(folder, file)).href]));
  const seen = new Set<string>();
  Reflect.set(globalThis, 'recordCode', (code: string): string => {
    if (seen.has(code) || !/^[A-Z][A-Z0-9_]*$/.test(code) || isTestsOwn()) return code;
    seen.add(code);
    writeFileSync(join(folder, code), '');
    return code;
  });
  registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      const url = copies.get(resolved.url);
      return url === undefined ? resolved : { ...resolved, url, format: 'module-typescript' };
    },
  });
}

/** A code that a test itself makes an error of shows nothing. The stack: this, the recorder, the maker, and who called that. */
function isTestsOwn(): boolean {
  const caller = new Error().stack?.split('\n')[4];
  return caller?.includes(`${root}test/`) === true;
}
