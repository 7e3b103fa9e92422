import { isIP } from 'node:net';
import { InputError } from '../../domain/bytes/errors.ts';

/** Under which names of its host a port may be asked, beside its own; `any` where a proxy of the operator's stands before it, or others reach it. */
export type OwnNames = readonly string[] | 'any';

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * What refuses a request that came under the name of another host, as after DNS rebinding: a page of that name would read the answers. For a port on loopback;
 * others are reached by whatever name people have for them.
 * @throws InputError HOST_REFUSED
 */
export function checkHostName(listens: string, names: OwnNames = []): (host: string | undefined) => void {
  if (names === 'any' || !isLoopback(listens)) return () => undefined;
  return (host = '') => {
    const name = host.replace(/:\d+$/, '').toLowerCase();
    if (LOOPBACK.has(name) || name === listens || names.includes(name)) return;
    throw new InputError(
      'HOST_REFUSED',
      `Ask for 127.0.0.1 or localhost, not for "${name.slice(0, 100)}". A proxy on this machine passes on such a Host, or is counted in "proxies".`,
    );
  };
}

/** Behind proxies of the operator's, who keep the name that was asked for, any name is right. */
export function namesBehind(proxies: number, names: readonly string[] = []): OwnNames {
  return proxies > 0 ? 'any' : names;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
