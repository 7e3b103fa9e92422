import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { oidcIdentity } from '../../app/server/identity/oidc-identity.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { readSettings } from '../../core/runtime/settings.ts';
import { startSandboxIdentity } from '../../sandbox/identity/main.ts';
import { sandboxPersons } from '../../sandbox/identity/persons.ts';
import { sandboxIdentitySettings } from '../../sandbox/identity/settings.ts';
import { openHttpSession } from '../../sandbox/residents/http-session.ts';
import { freePorts } from '../../scripts/world/free-ports.ts';
import type { IdentityProvider, PendingSignIn } from '../../app/server/identity/identity-provider.ts';
import type { RunningSandboxIdentity } from '../../sandbox/identity/main.ts';
import type { SandboxIdentitySettings } from '../../sandbox/identity/settings.ts';

/** Nobody listens here: the address bar alone is wanted. */
const BACK = 'http://127.0.0.1:9/auth/callback';

describe('the sandbox identity portal', () => {
  let folder: string;
  let settings: SandboxIdentitySettings;
  let sandbox: RunningSandboxIdentity;
  let identity: IdentityProvider;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-identity-'));
    const [port = 0] = await freePorts(1);
    settings = {
      dataDir: folder,
      port,
      clientId: 'portal',
      redirectUri: BACK,
      persons: sandboxPersons(),
      logLevel: 'silent',
    };
    sandbox = await startSandboxIdentity(settings, new AbortController().signal);
    identity = oidcIdentity({ issuer: sandbox.url, clientId: 'portal', clientSecret: undefined });
  });
  after(async () => {
    await sandbox[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Chooses a person on the page and gives the URL that the browser is sent back to. */
  async function choose(login: string): Promise<{ callback: URL; pending: PendingSignIn; page: string }> {
    const { url, pending } = await identity.begin(BACK);
    const session = openHttpSession();
    const page = await session.get(url);
    const action = /action="([^"]*)"/.exec(page.body)?.[1] ?? '';
    const follow = session.fetchFrom(page.url);
    let response = await follow(action, { method: 'POST', body: new URLSearchParams({ login }) });
    for (let n = 0; n < 5; n++) {
      const next = response.headers.get('location') ?? '';
      if (next.startsWith(BACK)) return { callback: new URL(next), pending, page: page.body };
      if (next === '') throw new Error(`${response.status} ${await response.text()}`);
      response = await follow(next, {});
    }
    throw new Error('not sent back');
  }

  it('refuses people who do not exist', async () => {
    const fault = await choose('nobody').catch((error: unknown) => String(error));
    expect(fault).to.match(/404.*PERSON_UNKNOWN/);
  });

  it('refuses another return address and clients without PKCE', async () => {
    const { url } = await identity.begin(BACK);
    const elsewhere = new URL(url);
    elsewhere.searchParams.set('redirect_uri', 'http://127.0.0.1:9/other');
    expect((await fetch(elsewhere, { redirect: 'manual' })).status).to.equal(400);
    const plain = new URL(url);
    plain.searchParams.delete('code_challenge');
    plain.searchParams.delete('code_challenge_method');
    expect((await fetch(plain, { redirect: 'manual' })).headers.get('location')).to.match(/error=invalid_request/);
  });

  it('gives no code twice, and none to another verifier, state or nonce', async () => {
    const { callback, pending } = await choose('flat-2');
    const other = (await identity.begin(BACK)).pending;
    for (const wrong of [
      { ...pending, state: other.state },
      { ...pending, verifier: other.verifier },
    ]) {
      const fault = await identity.finish(callback, wrong).catch((error: unknown) => error);
      expect(fault).to.be.instanceOf(InputError).with.property('code', 'SIGN_IN_REFUSED');
    }
    const fresh = await choose('flat-2');
    const nonce = await identity
      .finish(fresh.callback, { ...fresh.pending, nonce: other.nonce })
      .catch((error: unknown) => error);
    expect(nonce).to.be.instanceOf(InputError).with.property('code', 'SIGN_IN_REFUSED');
    const again = await identity.finish(fresh.callback, fresh.pending).catch((error: unknown) => error);
    expect(again).to.be.instanceOf(InputError).with.property('code', 'SIGN_IN_REFUSED');
  });

  it('names the person and their flat, on pages that say SANDBOX', async () => {
    const { callback, pending, page } = await choose('flat-7');
    expect(page)
      .to.include('SANDBOX')
      .and.not.match(/(src|href)="https?:/);
    const person = await identity.finish(callback, pending);
    expect(person).to.deep.include({ subject: 'flat-7', premises: sandboxPersons()[6]?.premises });
  });

  it('keeps a sign-in that is under way over a restart', async () => {
    const { callback, pending } = await choose('flat-1');
    await sandbox[Symbol.asyncDispose]();
    const away = await identity.finish(callback, pending).catch((error: unknown) => error);
    expect(away).to.be.instanceOf(TransientError).with.property('code', 'IDENTITY_UNREACHABLE');
    sandbox = await startSandboxIdentity(settings, new AbortController().signal);
    expect((await identity.finish(callback, pending)).subject).to.equal('flat-1');
  });

  it('has a settings table with twelve flats, and refuses malformed persons', () => {
    const read = (overrides: Record<string, unknown>): SandboxIdentitySettings =>
      readSettings(sandboxIdentitySettings, { prefix: 'X_', overrides: { dataDir: folder, ...overrides } });
    expect(read({}).persons).to.have.length(12);
    expect(() => read({ persons: [{ login: 'A B' }] })).to.throw(InputError, /persons|login/);
  });
});
