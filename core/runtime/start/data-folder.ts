import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../domain/bytes/errors.ts';
import { VERSION } from './version.ts';
import { writeDurably } from '../write-durably.ts';
import { onOwnDisk } from './own-fault.ts';

/** How this version lays out what its programs keep. It rises with each change that an older program would misread. */
export const DATA_LAYOUT = 1;
const FILE = 'layout.json';

/**
 * Makes a program's data folder, or sees that it may be written and is of this version, before anything in it is touched.
 * A folder without a number is of the first layout. What version used it last stands beside the number.
 * @throws InputError DATA_OTHER_VERSION, FOLDER_READ_ONLY, FOLDER_INVALID, DISK_FULL, DISK_FAILED
 */
export function openDataFolder(folder: string): void {
  onOwnDisk(folder, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    const { layout, version } = requireLayout(folder);
    if (version !== VERSION)
      writeDurably(join(folder, FILE), `${JSON.stringify({ layout, version: VERSION })}\n`, 0o644);
  });
}

/** The same of a folder that is there, for whoever only looks: nothing is made or written. @throws as `openDataFolder` */
export function checkDataFolder(folder: string): void {
  onOwnDisk(folder, () => {
    readdirSync(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    requireLayout(folder);
  });
}

/** @throws InputError DATA_OTHER_VERSION */
function requireLayout(folder: string): ReturnType<typeof layoutIn> {
  const file = join(folder, FILE);
  const found = existsSync(file) ? layoutIn(file) : { layout: DATA_LAYOUT, version: undefined };
  const { layout, version } = found;
  if (layout !== DATA_LAYOUT)
    throw new InputError(
      'DATA_OTHER_VERSION',
      `${folder} was written by ${version === undefined ? 'another version' : `version ${version}`} of Domledger (layout ${layout}; this one, ${VERSION}, knows ${DATA_LAYOUT}). Run that version, or set another data folder.`,
    );
  return found;
}

function layoutIn(file: string): { layout: number | string; version: string | undefined } {
  try {
    const { layout, version } = JSON.parse(readFileSync(file, 'utf8')) as { layout?: unknown; version?: unknown };
    return {
      layout: typeof layout === 'number' ? layout : 'unknown',
      version: typeof version === 'string' && /^[\w.-]{1,40}$/.test(version) ? version : undefined,
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return { layout: 'unknown', version: undefined };
    throw error;
  }
}
