import { InputError, TransientError } from '../../core/domain/errors.ts';

/** A browser's part of a conversation over HTTP: cookies per host and redirects followed one by one. Loopback only, as everything in the sandbox. */
export type HttpSession = {
  get(url: string): Promise<Page>;
  /** Sends a form as a browser would (application/x-www-form-urlencoded). */
  submit(url: string, fields: Readonly<Record<string, string>>): Promise<Page>;
  /** A JSON call; answers the parsed body. @throws InputError with the problem's own code on 4xx, TransientError on 5xx */
  json(method: 'GET' | 'POST', url: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<unknown>;
};

/** The last page of a chain of redirects. */
export type Page = { url: string; status: number; body: string };

const REDIRECTS = 12;

export function openHttpSession(): HttpSession {
  const jar = new Map<string, Map<string, string>>();

  async function once(url: string, init: RequestInit): Promise<Response> {
    const host = new URL(url).host;
    const cookies = [...(jar.get(host) ?? new Map<string, string>())].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers(init.headers);
    if (cookies !== '') headers.set('cookie', cookies);
    const response = await fetch(url, { ...init, headers, redirect: 'manual' }).catch((cause: unknown) => {
      throw new TransientError('UNREACHABLE', `${url} cannot be reached.`, { cause });
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const kept = jar.get(host) ?? new Map<string, string>();
      if (/;\s*max-age=0\b|;\s*expires=thu, 01 jan 1970/i.test(line)) kept.delete(pair.slice(0, at));
      else kept.set(pair.slice(0, at), pair.slice(at + 1));
      jar.set(host, kept);
    }
    return response;
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
    async json(method, url, body, headers = {}) {
      const init: RequestInit = { method, headers: { accept: 'application/json', ...headers } };
      if (body !== undefined) {
        init.body = JSON.stringify(body);
        init.headers = { ...init.headers, 'content-type': 'application/json' };
      }
      const response = await once(url, init);
      const text = await response.text();
      if (response.ok) return text === '' ? undefined : JSON.parse(text);
      const { code, detail } = problemOf(text);
      if (response.status >= 500 || response.status === 429) {
        throw new TransientError(code ?? 'SERVER_FAULT', `${method} ${url}: ${response.status} ${detail}`);
      }
      throw new InputError(code ?? 'REFUSED', `${method} ${url}: ${response.status} ${detail}`);
    },
  };
}

function problemOf(text: string): { code: string | undefined; detail: string } {
  try {
    const problem: unknown = JSON.parse(text);
    if (typeof problem === 'object' && problem !== null && 'code' in problem && typeof problem.code === 'string') {
      return { code: problem.code, detail: 'detail' in problem && typeof problem.detail === 'string' ? problem.detail : problem.code };
    }
  } catch {
    return { code: undefined, detail: text.slice(0, 200) };
  }
  return { code: undefined, detail: text.slice(0, 200) };
}
