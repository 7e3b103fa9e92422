import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWithGo, goAtHand } from './build-with-go.ts';

/** A program in one release, which the Go at hand builds into .parts; `file` is what it is called there. */
type GoPart = { readonly name: string; readonly module: string; readonly version: string; readonly file: string };

/** The Versity S3 Gateway (Apache 2.0), an S3-compatible storage that runs on one machine: old parts of logs were moved to it in tests. */
export const STORAGE: GoPart = {
  name: 'versitygw',
  module: 'github.com/versity/versitygw/cmd/versitygw',
  version: 'v1.8.0',
  file: 'versitygw',
};

/** The reference reader of Compose files (Apache 2.0): says whether one is as the Compose Specification asks. */
export const COMPOSE: GoPart = {
  name: 'compose-go',
  module: 'github.com/compose-spec/compose-go/v2/cmd',
  version: 'v2.16.2',
  file: 'cmd',
};

const parts = fileURLToPath(new URL('../../.parts', import.meta.url));

/** Where it is; `undefined` where it is not installed. */
export function findPart(part: GoPart): string | undefined {
  const file = join(folderOf(part), part.file);
  return existsSync(file) ? file : undefined;
}

/** Builds it where it is not here. Nothing needs it to run: where Go or the module is not to be had, it says so in a line and ends well. */
export function installPart(part: GoPart): void {
  const { name, module, version } = part;
  let why: string | undefined;
  if (findPart(part) === undefined)
    why =
      goAtHand() === undefined
        ? 'there is no Go (https://go.dev) to build it with'
        : buildWithGo(module, version, folderOf(part));
  if (why === undefined) console.log(`${name} is here: ${findPart(part)}`);
  else console.log(`skipped: ${name} is not installed: ${why}`);
}

function folderOf({ name, version }: GoPart): string {
  return join(parts, name, version);
}
