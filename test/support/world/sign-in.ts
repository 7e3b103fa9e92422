import { openHttpSession } from '../../../sandbox/residents/http-session.ts';
import type { HttpSession } from '../../../sandbox/residents/http-session.ts';

/** A person at a browser who has signed in. */
export type SignedIn = {
  session: HttpSession;
  csrf: Record<string, string>;
  /** `fetch` with this browser's cookies and nothing else; paths are the portal's. */
  request: typeof fetch;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown, headers?: Record<string, string>): Promise<T>;
};

/** The whole way of a browser: portal, identity portal, form, back. */
export async function signIn(url: string, login: string): Promise<SignedIn> {
  const session = openHttpSession();
  const page = await session.get(`${url}/auth/sign-in?returnTo=/api/me`);
  const form = page.body.split('<form').find((part) => part.includes(`value="${login}"`));
  const action = /action="([^"]*)"/.exec(form ?? '')?.[1];
  if (action === undefined) throw new Error(`no form for ${login} at ${page.url}: ${page.body.slice(0, 300)}`);
  const back = await session.submit(new URL(action, page.url).href, { login });
  const me = JSON.parse(back.body) as { signedIn: boolean; csrfToken: string };
  if (!me.signedIn) throw new Error('not signed in');
  const csrf = { 'x-csrf-token': me.csrfToken };
  const request = session.fetchFrom(url);
  return {
    session,
    csrf,
    request,
    get: (path) => answerOf(request(path)),
    post: (path, body, headers = {}) =>
      answerOf(
        request(path, {
          method: 'POST',
          body: JSON.stringify(body),
          headers: { 'content-type': 'application/json', ...csrf, ...headers },
        }),
      ),
  };
}

/** The parsed body of a 2xx answer. @throws Error with status and code of any other */
async function answerOf<T>(pending: Promise<Response>): Promise<T> {
  const response = await pending;
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(body)}`);
  return body as T;
}
