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

  /** The same files, but one has another content and name, and all say of which build they are. */
  function makeNewer(dist: string, old: string): void {
    const text = (name: string): string => readFileSync(join(dist, name), 'utf8');
    const asset = readdirSync(join(dist, 'assets')).find((name) => /^en-.*\.js$/.test(name)) ?? '';
    const newer = asset.replace(/^en-.*(?=\.js)/, 'en-newer');
    for (const name of readdirSync(dist)) if (/\.(br|gz)$/.test(name)) rmSync(join(dist, name));
    writeFileSync(join(dist, 'assets', newer), text(`assets/${asset}`));
    for (const name of readdirSync(join(dist, 'assets')))
      if (name.startsWith(asset)) rmSync(join(dist, 'assets', name));
    for (const name of ['index.html', 'service-worker.js'])
      writeFileSync(join(dist, name), text(name).replaceAll(old, NEWER).replaceAll(asset, newer));
  }
  async function open(): Promise<Page> {
    const fresh = await context.newPage();
    await fresh.goto(`http://127.0.0.1:${http.port}/`);
    await fresh.evaluate(() => navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' }));
    return fresh;
  }
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
    await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.waiting != null);
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
    await next.waitForFunction(async () => (await globalThis.caches.keys()).length === 1);
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
    writeFileSync(
      join(await folder, 'new', 'service-worker.js'),
      readFileSync(join(await folder, 'old', 'service-worker.js')),
    );
    await mixed.evaluate(async () =>
      (await navigator.serviceWorker.getRegistration())?.update().catch(() => undefined),
    );
    await mixed.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())?.installing == null);
    // Nothing of it may ever be shown: it is not installed, and the newer one goes on.
    expect(
      await mixed.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting ?? null),
    ).to.equal(null);
    expect(await shown(mixed)).to.equal(NEWER);
  });
});
