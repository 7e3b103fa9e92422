import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The parts in Python, by the folder in .parts that each is installed in: what it is called, and its packages by their hashes. */
export const PYTHON_PARTS = {
  'second-verifier': { what: 'The second verifier', requirements: 'test/second-verifier/requirements.txt' },
  en16931: { what: 'The validation of EN 16931', requirements: 'test/documents/requirements.txt' },
} as const;
export type PythonPart = keyof typeof PYTHON_PARTS;

/** Where the part's packages are installed. */
export function placeOf(part: PythonPart): string {
  return fileURLToPath(new URL(`../../.parts/${part}`, import.meta.url));
}

/** The Python of that place, or undefined where it is not installed. */
export function findPython(part: PythonPart = 'second-verifier'): string | undefined {
  const python = `${placeOf(part)}/bin/python`;
  return existsSync(python) ? python : undefined;
}
