import { setTimeout as wait } from 'node:timers/promises';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';

/** A browser's part of a conversation over HTTP: cookies by host, and redirects followed one by one. */
export type HttpSession = {
  get(url: string): Promise<Page>;
  /** Sends a form as a browser would (application/x-www-form-urlencoded). */
  submit(url: string, fields: Readonly<Record<string, string>>): Promise<Page>;
  /** `fetch` with this session's cookies; paths are relative to `base`. */
  fetchFrom(base: string): typeof fetch;
};

/** The last page of a chain of redirects. */
export type Page = { url: string; status: number; body: string };

const REDIRECTS = 12;
const TRIES = 5;

/** Tries again where the connection broke, as a browser does; everything that is sent here may be sent twice. */
async function persistently(url: string, init: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries++) {
    try {
      return await fetch(url, init);
    } catch (cause) {
      if (tries === TRIES) throw new TransientError('UNREACHABLE', `${url} cannot be reached.`, { cause });
      await wait(200 * tries);
    }
  }
}

export function openHttpSession(): HttpSession {
  const jar = new Map<string, Map<string, string>>();

  async function once(url: string, init: RequestInit): Promise<Response> {
    const host = new URL(url).host;
    const cookies = [...(jar.get(host) ?? new Map<string, string>())]
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    const headers = new Headers(init.headers);
    if (cookies !== '') headers.set('cookie', cookies);
    const response = await persistently(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) keep(host, line);
    return response;
  }

  function keep(host: string, line: string): void {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    const cookies = jar.get(host) ?? new Map<string, string>();
    if (/;\s*max-age=0\b|;\s*expires=thu, 01 jan 1970/i.test(line)) cookies.delete(pair.slice(0, at));
    else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    jar.set(host, cookies);
  }

  async function follow(first: string, init: RequestInit): Promise<Page> {
    let url = first;
    let request = init;
    for (let i = 0; i < REDIRECTS; i++) {
      const response = await once(url, request);
      const location = response.headers.get('location');
      if (location === null || response.status < 300 || response.status >= 400) {
        return { url, status: response.status, body: await response.text() };
      }
      await response.arrayBuffer();
      url = new URL(location, url).href;
      request = { method: 'GET' };
    }
    throw new InputError('TOO_MANY_REDIRECTS', `${first} redirects more than ${REDIRECTS} times.`);
  }

  return {
    get: (url) => follow(url, { method: 'GET' }),
    submit: (url, fields) => follow(url, { method: 'POST', body: new URLSearchParams(fields) }),
    fetchFrom: (base) => (input, init) =>
      once(new URL(input instanceof Request ? input.url : input, base).href, init ?? {}),
  };
}
