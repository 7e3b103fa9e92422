import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';

export type PostgresTool = {
  readonly stdout: Readable;
  readonly stdin: Writable;
  /** @throws TransientError POSTGRES_TOOL with what it said */
  ended(): Promise<void>;
};

/** Runs pg_dump or pg_restore; the password of the address goes where no list of processes shows it. @throws InputError POSTGRES_TOOL_MISSING */
export async function startPostgresTool(
  name: 'pg_dump' | 'pg_restore',
  url: string,
  options: readonly string[],
  folders = '/usr/lib/postgresql',
): Promise<PostgresTool> {
  const address = new URL(url);
  const password = decodeURIComponent(address.password);
  address.password = '';
  const env = password === '' ? process.env : { ...process.env, PGPASSWORD: password };
  const child = spawn(programOf(name, folders), ['--dbname', address.href, ...options], { env, stdio: 'pipe' });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-2000)));
  // It may end before all was given; its words say why.
  child.stdin.on('error', () => undefined);
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve).once('error', (cause) =>
      reject(
        new InputError('POSTGRES_TOOL_MISSING', `There is no ${name} here. Install PostgreSQL's client programs.`, {
          cause,
        }),
      ),
    );
  });
  return {
    stdout: child.stdout,
    stdin: child.stdin,
    async ended() {
      const code = await closed;
      if (code !== 0)
        throw new TransientError(
          'POSTGRES_TOOL',
          `${name} of ${address.host} failed: ${said.trim() || `code ${code}`}`,
        );
    },
  };
}

/** Debian keeps them in folders of their versions; its own wrappers ask for a cluster of this machine. */
function programOf(name: string, folders: string): string {
  const found = globSync(`${folders}/*/bin/${name}`);
  return found.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1) ?? name;
}
