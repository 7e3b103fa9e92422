import { join } from 'node:path';
import { expect } from 'chai';
import express from 'express';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { rolldown } from 'rolldown';
import { startHttp, type HttpService } from '../../core/runtime/http-service.ts';
import { launchBrowser, visitorOf } from './support/visitor.ts';

const PATIENCE_MS = 60_000;
const KEYS = join(import.meta.dirname, '../../app/web/src/keys');

/** What the page does with a passkey, by itself: pages of a house stand at an address, where no browser makes any. */
const PROBE = `
  import { hasPasskeys, passkeyKey, passkeyLock } from '${KEYS}/passkey.ts';
  const data = new TextEncoder().encode('twelve words');
  const iv = new Uint8Array(12);
  let kept;
  globalThis.probe = {
    hasPasskeys,
    lock: async () => {
      const { by, key } = await passkeyLock('Recovery sheet');
      kept = { by, closed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, data) };
    },
    open: async () =>
      new TextDecoder().decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, await passkeyKey(kept.by), kept.closed)),
    otherSalt: () => (kept = { ...kept, by: { ...kept.by, salt: new Uint8Array(32) } }),
  };`;

describe('a passkey before the words of a sheet', function () {
  this.timeout(2 * PATIENCE_MS);
  let http: HttpService;
  let browser: Browser | undefined;
  let page: Page;
  let authenticator: CDPSession;

  before(async function () {
    browser = await launchBrowser('a passkey before the words of a sheet');
    if (browser === undefined) return this.skip();
    const bundle = await rolldown({
      input: 'probe',
      plugins: [
        {
          name: 'probe',
          resolveId: (id) => (id === 'probe' ? id : undefined),
          load: (id) => (id === 'probe' ? PROBE : undefined),
        },
      ],
    });
    const { output } = await bundle.generate({ format: 'esm' });
    const app = express();
    app.get('/probe.js', (_request, response) => void response.type('js').send(output[0].code));
    app.get('/', (_request, response) => void response.send('<script type="module" src="/probe.js"></script>'));
    http = await startHttp({ app, host: '127.0.0.1', port: 0 });
    const context = await visitorOf(browser, PATIENCE_MS);
    page = await context.newPage();
    authenticator = await context.newCDPSession(page);
    await authenticator.send('WebAuthn.enable');
  });
  after(async () => {
    await browser?.close();
    await http?.[Symbol.asyncDispose]();
  });

  async function plug(hasPrf: boolean): Promise<string> {
    const { authenticatorId } = await authenticator.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
        hasPrf,
      },
    });
    return authenticatorId;
  }
  const asks = (what: 'hasPasskeys' | 'lock' | 'open'): Promise<unknown> =>
    page.evaluate(async (name) => {
      const { probe } = globalThis as unknown as { probe: Record<string, () => Promise<unknown>> };
      return probe[name]?.().then(
        (value) => value,
        (error: Error & { code?: string }) => (typeof error.code === 'string' ? error.code : error.name),
      );
    }, what);

  it('is offered where the portal has a name, and nowhere else', async () => {
    for (const [host, has] of [
      ['127.0.0.1', false],
      ['localhost', true],
    ] as const) {
      await page.goto(`http://${host}:${http.port}/`);
      await page.waitForFunction(() => 'probe' in globalThis);
      expect(await asks('hasPasskeys'), host).to.equal(has);
    }
  });

  it('makes the same key for whoever shows who they are, and none for anybody else', async () => {
    const id = await plug(true);
    await asks('lock');
    expect(await asks('open')).to.equal('twelve words');
    await page.evaluate(() => void (globalThis as unknown as { probe: { otherSalt(): void } }).probe.otherSalt());
    expect(await asks('open')).to.equal('OperationError');
    await authenticator.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false });
    expect(await asks('open')).to.equal('PASSKEY_NONE');
    await authenticator.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: id });
  });

  it('is refused where the authenticator gives no secret', async () => {
    const id = await plug(false);
    expect(await asks('lock')).to.equal('PASSKEY_NONE');
    await authenticator.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: id });
  });
});
