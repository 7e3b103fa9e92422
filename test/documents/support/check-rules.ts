import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findPython } from '../../../scripts/second-verifier/python.ts';

const SHARED = fileURLToPath(new URL('../../../../shared/fixtures/en16931', import.meta.url));
const XSLT = `${SHARED}/EN16931-UBL-validation.xslt`;
const SCRIPT = fileURLToPath(new URL('../en16931.py', import.meta.url));
export const EXAMPLES = `${SHARED}/examples`;

/** Why the official rules cannot be asked here, or undefined where they can. */
export function rulesMissing(): string | undefined {
  if (findPython('en16931') === undefined) return 'saxonche is missing (npm run en16931:install)';
  return existsSync(XSLT) ? undefined : 'the official validation is not beside the project (shared/fixtures/en16931)';
}

/** What the official validation of EN 16931 v1.3.16 says of UBL files: by file, the rules that fail. */
export function checkRules(files: readonly string[]): Record<string, string[]> {
  const { status, stdout, stderr } = spawnSync(findPython('en16931') ?? 'python3', [SCRIPT, XSLT, ...files], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`the validation did not run: ${stderr}`);
  return JSON.parse(stdout) as Record<string, string[]>;
}
