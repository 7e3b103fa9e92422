import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The release of the reference reader of Compose files (compose-go, Apache 2.0) that network/compose.*.yaml were read by. */
export const COMPOSE_VERSION = 'v2.16.2';

const parts = fileURLToPath(new URL('../../.parts/compose-go', import.meta.url));

/** Where `npm run network:install` puts it. */
export function composeFolder(): string {
  return join(parts, COMPOSE_VERSION);
}

/** The program that says whether a file is as the Compose Specification asks; `undefined` where it is not installed. */
export function findCompose(): string | undefined {
  const file = join(composeFolder(), 'cmd');
  return existsSync(file) ? file : undefined;
}
