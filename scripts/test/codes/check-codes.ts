import { existsSync, readdirSync } from 'node:fs';
import { CARRIED, EXCUSED } from './excused-codes.ts';
import { findCodes } from './find-codes.ts';

/** What is wrong after all tests have run: error codes that none of them threw. `folder` holds a file for each code that was thrown. */
export function checkCodes(root: string, folder: string): string[] {
  const { codes, unclear } = findCodes(root);
  const thrown = new Set(readdirSync(folder));
  const excused = new Set(
    EXCUSED.flatMap(({ without, unset, codes }) => {
      const isHere = (without !== undefined && existsSync(without)) || (unset !== undefined && process.env[unset]);
      return isHere ? [] : codes;
    }),
  );
  const never = [...codes].filter((code) => !thrown.has(code) && !excused.has(code)).sort();
  const gone = EXCUSED.flatMap((row) => row.codes).filter((code) => !codes.has(code));
  const unknown = [...unclear].filter((place) => !CARRIED.includes(place)).sort();
  const unused = CARRIED.filter((place) => !unclear.has(place));
  return [
    ...told('error codes never thrown by a test', never),
    ...told('codes in scripts/test/codes/excused-codes.ts that the tree does not know', gone),
    ...told('places whose code cannot be read from the source; make it a literal there or list it as CARRIED', unknown),
    ...told('places listed as CARRIED that are not in the tree', unused),
  ];
}

function told(what: string, which: readonly string[]): string[] {
  return which.length === 0 ? [] : [`${what}: ${which.join(', ')}`];
}
