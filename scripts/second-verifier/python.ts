import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the second verifier's Python packages are installed. */
export const SECOND_VERIFIER_PLACE = fileURLToPath(new URL('../../.parts/second-verifier', import.meta.url));

/** The Python of that place, or undefined where it is not installed. */
export function findPython(): string | undefined {
  const python = `${SECOND_VERIFIER_PLACE}/bin/python`;
  return existsSync(python) ? python : undefined;
}
