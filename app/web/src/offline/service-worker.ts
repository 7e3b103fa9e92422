import { isPagePath } from '../page-paths.ts';

/**
 * Keeps the files of one build of the pages on the device, so that they open without a connection. Of what the portal answers about anybody it keeps
 * nothing and sees nothing: those paths are left alone (docs/threat-model.md).
 */
declare const PAGE_VERSION: string;
declare const PAGE_FILES: readonly string[];

/** What of a service worker's world is used here: its types and those of pages exclude each other. */
type Lasting = Event & { waitUntil(work: Promise<unknown>): void };
type Fetching = Lasting & { request: Request; respondWith(answer: Promise<Response>): void };
type Here = { clients: { claim(): Promise<void> } };

const PREFIX = 'domledger-pages-';
const OWN = PREFIX + PAGE_VERSION;
const START = '/';
/** A portal that is silent for so long is answered for by what is kept. */
const PATIENCE_MS = 3_000;

addEventListener('install', (event) => (event as Lasting).waitUntil(keepBuild()));
addEventListener('activate', (event) => (event as Lasting).waitUntil(dropOthers()));
addEventListener('fetch', (event) => {
  const { request, respondWith } = bound(event as Fetching);
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && isPagePath(pathname)) respondWith(startPage(request));
  else if (PAGE_FILES.includes(pathname)) respondWith(kept(pathname, request));
});

function bound(event: Fetching): Pick<Fetching, 'request' | 'respondWith'> {
  return { request: event.request, respondWith: (answer) => event.respondWith(answer) };
}

/** All files of this build or none: a start page of another build, which came in between, is for that build's worker. */
async function keepBuild(): Promise<void> {
  const start = await fetch(START, { cache: 'no-store', credentials: 'omit' });
  if (!start.ok || !(await start.clone().text()).includes(PAGE_VERSION))
    throw new Error('the portal serves another build');
  const cache = await caches.open(OWN);
  await cache.addAll(PAGE_FILES);
  await cache.put(START, start);
}

/** Only once no page of an earlier build is open, which may still want parts of it: nothing hurries a new worker here. */
async function dropOthers(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== OWN) await caches.delete(name);
  await (globalThis as unknown as Here).clients.claim();
}

/** The portal's own start page, so that a newer build is seen at once; the kept one where the portal is silent. Each names the files of its own build. */
async function startPage(request: Request): Promise<Response> {
  const silence = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MS));
  const asked = fetch(request).catch(() => undefined);
  const answer = await Promise.race([asked, silence]);
  if (answer !== undefined && answer.status < 500) return answer;
  const found = await (await caches.open(OWN)).match(START);
  return found ?? (await asked) ?? Response.error();
}

async function kept(pathname: string, request: Request): Promise<Response> {
  return (await (await caches.open(OWN)).match(pathname)) ?? fetch(request);
}
