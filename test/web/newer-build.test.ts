import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import express from 'express';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { buildPages } from '../../app/server/build-pages.ts';
import { pages } from '../../app/server/http/pages.ts';
import { problemDetails, startHttp, unknownPath, type HttpService } from '../../core/runtime/http-service.ts';
import { createLog } from '../../core/runtime/log.ts';
import { waitFor } from '../support/wait-for.ts';
import { launchBrowser, visitorOf } from './support/visitor.ts';

const PATIENCE_MS = 60_000;
const VERSION = /<meta name="version" content="([0-9a-f]{64})"/;
const NEWER = 'e'.repeat(64);

/** What the service worker does while a page of an earlier build is open and the portal serves a later one. */
describe('a newer build of the pages', function () {
  this.timeout(3 * PATIENCE_MS);
  const { promise: folder, resolve: served } = Promise.withResolvers<string>();
  let parent: string;
  let http: HttpService;
  let browser: Browser | undefined;
  let context: BrowserContext;
  let page: Page;
  let version: string;
  /** The portal's restart with other pages: the port stays. */
  let serve: (name: 'old' | 'new') => void;

  before(async function () {
    this.timeout(4 * PATIENCE_MS);
    browser = await launchBrowser('a newer build of the pages');
    if (browser === undefined) return this.skip();
    parent = mkdtempSync(join(tmpdir(), 'domledger-builds-'));
    served(parent);
    const dist = await buildPages();
    version = VERSION.exec(readFileSync(join(dist, 'index.html'), 'utf8'))?.[1] ?? '';
    for (const name of ['old', 'new']) cpSync(dist, join(parent, name), { recursive: true });
    makeNewer(join(parent, 'new'), version);
    const log = createLog('test', 'silent');
    const handlers = Object.fromEntries(
      ['old', 'new'].map((name) => [name, pages({ log, build: async () => join(await folder, name) }).handler]),
    );
    let current = 'old';
    serve = (name) => void (current = name);
    const app = express();
    app.use((request, response, next) => handlers[current]?.(request, response, next));
    app.use(unknownPath());
    app.use(problemDetails({ log }));
    http = await startHttp({ app, host: '127.0.0.1', port: 0 });
    context = await visitorOf(browser, PATIENCE_MS, { serviceWorkers: 'allow' });
    page = await open();
  });
  after(async () => {
    await browser?.close();
    await http?.[Symbol.asyncDispose]();
    if (parent !== undefined) rmSync(parent, { recursive: true, force: true });
  });

  /** The same pages, but every file has another name, and all say of which build they are. */
  function makeNewer(dist: string, old: string): void {
    for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' }))
      if (/\.(br|gz)$/.test(name)) rmSync(join(dist, name));
    const assets = readdirSync(join(dist, 'assets')).toSorted((one, other) => other.length - one.length);
    const newer = (name: string): string => name.replace(/(?=\.\w+$)/, '-newer');
    const renamed = (text: string): string =>
      assets.reduce((said, name) => said.replaceAll(name, newer(name)), text).replaceAll(old, NEWER);
    for (const name of [...assets.map((each) => `assets/${each}`), 'index.html', 'service-worker.js']) {
      const bytes = readFileSync(join(dist, name));
      rmSync(join(dist, name));
      const isText = /\.(js|css|html)$/.test(name);
      const path = name.startsWith('assets/') ? newer(name) : name;
      writeFileSync(join(dist, path), isText ? renamed(bytes.toString()) : bytes);
    }
  }
  async function open(): Promise<Page> {
    const fresh = await context.newPage();
    await fresh.goto(`http://127.0.0.1:${http.port}/`);
    await fresh.evaluate(() => navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' }));
    return fresh;
  }
  const isNow = (on: Page, state: 'waiting' | 'installing', wanted: boolean): Promise<boolean> =>
    on.evaluate(
      async (asked) => ((await navigator.serviceWorker.getRegistration())?.[asked.state] != null) === asked.wanted,
      { state, wanted },
    );
  const caches = (on: Page): Promise<string[]> => on.evaluate(() => globalThis.caches.keys());
  const shown = (on: Page): Promise<string | null> => on.locator('meta[name="version"]').getAttribute('content');
  const cached = (wanted: string): string => `domledger-pages-${wanted}`;

  it('is installed beside an open page of the old one, which goes on with its own files', async () => {
    await page.evaluate(() => navigator.serviceWorker.ready);
    expect(await caches(page)).to.deep.equal([cached(version)]);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const asset = readdirSync(join(await folder, 'old', 'assets')).find((name) => /^en-.*\.js$/.test(name)) ?? '';
    serve('new');
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    await waitFor('the newer build waits', () => isNow(page, 'waiting', true));
    expect((await caches(page)).toSorted()).to.deep.equal([cached(version), cached(NEWER)].toSorted());
    // The portal has that file no more.
    expect((await fetch(`http://127.0.0.1:${http.port}/assets/${asset}`)).status).to.equal(404);
    expect(await page.evaluate(async (name) => (await fetch(`/assets/${name}`)).status, asset)).to.equal(200);
    expect(await shown(page)).to.equal(version);
  });

  it('is shown by whoever loads the page anew, at once', async () => {
    const other = await open();
    expect(await shown(other)).to.equal(NEWER);
    await other.close();
    expect(await caches(page)).to.include(cached(version));
  });

  it('leaves nothing of the old one once no page of it is open', async () => {
    await page.goto('about:blank');
    const next = await open();
    await waitFor('one build is kept', async () => (await caches(next)).length === 1);
    expect(await caches(next)).to.deep.equal([cached(NEWER)]);
    expect(await shown(next)).to.equal(NEWER);
    await context.setOffline(true);
    await next.reload();
    expect(await shown(next)).to.equal(NEWER);
    await context.setOffline(false);
    await next.close();
  });

  it('is not kept where the portal serves another one by the time that its worker comes', async () => {
    const mixed = await context.newPage();
    // The worker of the old build, with the start page of the new one.
    await mixed.goto(`http://127.0.0.1:${http.port}/`);
    expect(
      await mixed.evaluate(async (old) => (await globalThis.caches.keys()).some((name) => name.includes(old)), version),
    ).to.equal(false);
    // Every file of the old build is still to be had: the start page alone is another's.
    const [old, newer] = [join(await folder, 'old'), join(await folder, 'new')];
    for (const name of readdirSync(join(old, 'assets')))
      cpSync(join(old, 'assets', name), join(newer, 'assets', name), { force: false });
    cpSync(join(old, 'service-worker.js'), join(newer, 'service-worker.js'));
    await mixed.evaluate(async () =>
      (await navigator.serviceWorker.getRegistration())?.update().catch(() => undefined),
    );
    await waitFor('nothing is being installed', () => isNow(mixed, 'installing', false));
    // Nothing of it may ever be shown: it is not installed, and the newer one goes on.
    expect(
      await mixed.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting ?? null),
    ).to.equal(null);
    expect(await caches(mixed)).to.deep.equal([cached(NEWER)]);
    for (const isOffline of [false, true]) {
      await context.setOffline(isOffline);
      await mixed.reload();
      expect(await shown(mixed)).to.equal(NEWER);
      const used = await mixed.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
      expect(used.some((name) => /\/en-[^/]*-newer\.js$/.test(name))).to.equal(true);
    }
    await context.setOffline(false);
  });
});
