import { join } from 'node:path';
import { startApp } from '../../../../app/server/main.ts';
import { makeEnrol } from '../../../../core/domain/resident/make-enrol.ts';
import { signedBlockToJson } from '../../../../core/domain/ledger/internal-block.ts';
import { ROLE } from '../../../../core/domain/ledger/kinds.ts';
import { startSandboxBank } from '../../../../sandbox/bank/main.ts';
import { startSandboxIdentity } from '../../../../sandbox/identity/main.ts';
import { sandboxPersons } from '../../../../sandbox/identity/persons.ts';
import { openHttpSession } from '../../../../sandbox/residents/http-session.ts';
import { freePorts } from '../../../../scripts/world/free-ports.ts';
import { newAccount, startLedgerWorld } from './ledger-world.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { freshPglite } from './pglite-template.ts';
import type { RunningApp } from '../../../../app/server/main.ts';
import type { AppSettings } from '../../../../app/server/settings.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import type { RunningSandboxBank } from '../../../../sandbox/bank/main.ts';
import type { SandboxBankSettings } from '../../../../sandbox/bank/settings.ts';
import type { HttpSession } from '../../../../sandbox/residents/http-session.ts';
import type { LedgerWorld } from './ledger-world.ts';

/** A person at a browser who has signed in. */
export type SignedIn = {
  session: HttpSession;
  csrf: Record<string, string>;
  /** `fetch` with this browser's cookies and nothing else; paths are the portal's. */
  request: typeof fetch;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown, headers?: Record<string, string>): Promise<T>;
};

/** Sealer, sandbox identity, sandbox bank and the portal's program, all real and in this process. */
export type PortalWorld = AsyncDisposable & {
  readonly ledger: LedgerWorld;
  app: RunningApp;
  bank: RunningSandboxBank;
  readonly appSettings: AppSettings;
  readonly bankSettings: SandboxBankSettings;
  restartApp(change?: Partial<AppSettings>): Promise<void>;
  stopApp(): Promise<void>;
  stopBank(): Promise<void>;
  startBank(change?: Partial<SandboxBankSettings>): Promise<void>;
  signIn(login: string): Promise<SignedIn>;
  /** A resident who is enrolled, registered and attested through the portal. */
  resident(login: string): Promise<SignedIn & { account: Account }>;
};

export async function startPortalWorld(change: Partial<AppSettings> = {}): Promise<PortalWorld> {
  await using opened = new AsyncDisposableStack();
  const ledger = opened.use(await startLedgerWorld());
  const stop = new AbortController();
  const [appPort = 0, identityPort = 0, bankPort = 0] = await freePorts(3);
  const url = `http://127.0.0.1:${appPort}`;
  opened.use(
    await startSandboxIdentity(
      {
        dataDir: join(ledger.folder, 'identity'),
        port: identityPort,
        clientId: 'domledger-portal',
        redirectUri: `${url}/auth/callback`,
        persons: sandboxPersons(),
        logLevel: 'silent',
      },
      stop.signal,
    ),
  );
  const bankSettings: SandboxBankSettings = {
    dataDir: join(ledger.folder, 'bank'),
    port: bankPort,
    webhookUrl: `${url}/webhooks/bank`,
    mode: 'page',
    delivery: 'orderly',
    retryInterval: 100,
    logLevel: 'silent',
  };
  const appSettings: AppSettings = {
    dataDir: join(ledger.folder, 'app'),
    host: '127.0.0.1',
    port: appPort,
    publicUrl: undefined,
    operatorPort: 0,
    databaseUrl: undefined,
    replicaUrl: ledger.sealerUrl,
    queueUrl: ledger.sealerUrl,
    networkFile: undefined,
    witnesses: [],
    cosignaturesRequired: 0,
    namesFile: undefined,
    issuerUrl: `http://127.0.0.1:${identityPort}`,
    clientId: 'domledger-portal',
    clientSecretFile: undefined,
    bankUrl: `http://127.0.0.1:${bankPort}`,
    bankKeys: undefined,
    pollInterval: 25,
    bankInterval: 60_000,
    requestsPerMinute: 100_000,
    pages: false,
    logLevel: 'silent',
    ...change,
  };

  if (appSettings.databaseUrl === undefined) await freshPglite(join(appSettings.dataDir, 'database'));
  const bank = await startSandboxBank(bankSettings, stop.signal);
  const app = await startApp(appSettings, stop.signal);
  await waitFor('the portal enrols itself', async () => {
    const { blocks } = await readBlocks(url);
    return blocks.some((one) => one.block.from === ledger.portal.address);
  });
  await ledger.register(ledger.portal, ROLE.portal);

  const world: PortalWorld = {
    ledger,
    app,
    bank,
    appSettings,
    bankSettings,
    async stopApp() {
      await world.app[Symbol.asyncDispose]();
    },
    async restartApp(other = {}) {
      await world.app[Symbol.asyncDispose]();
      world.app = await startApp({ ...appSettings, ...other }, stop.signal);
    },
    async stopBank() {
      await world.bank[Symbol.asyncDispose]();
    },
    async startBank(other = {}) {
      await world.bank[Symbol.asyncDispose]();
      world.bank = await startSandboxBank({ ...bankSettings, ...other }, stop.signal);
    },
    signIn: (login) => signIn(url, login),
    async resident(login) {
      const signedIn = await signIn(url, login);
      const account = newAccount();
      const person = sandboxPersons().find((one) => one.login === login);
      const premise = person?.premises[0];
      if (premise === undefined) throw new Error(`there is no ${login}`);
      const enrol = await makeEnrol({
        network: ledger.client.network,
        account,
        timestamp: BigInt(Math.floor(Date.now() / 1000)),
        premise: premise.premise,
        personalAccount: premise.personalAccount,
        company: ledger.company,
        portal: ledger.portal,
      });
      await signedIn.post('/api/enrolment', signedBlockToJson(enrol));
      await waitFor('the portal attests', async () => (await enrolmentOf(signedIn)) === 'attested');
      await ledger.register(account, ROLE.subscriber);
      await waitFor('the resident is active', async () => (await enrolmentOf(signedIn)) === 'active');
      return { ...signedIn, account };
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await world.app[Symbol.asyncDispose]();
      await world.bank[Symbol.asyncDispose]();
      await rest.disposeAsync();
    },
  };
  const rest = opened.move();
  return world;
}

async function readBlocks(url: string): Promise<{ blocks: { block: { from: string } }[] }> {
  return (await (await fetch(`${url}/api/blocks?limit=200`)).json()) as { blocks: { block: { from: string } }[] };
}

export async function enrolmentOf(signedIn: SignedIn): Promise<string | undefined> {
  const me = await signedIn.get<{ premises: { enrolment: string }[] }>('/api/me');
  return me.premises[0]?.enrolment;
}

/** The whole way of a browser: portal, identity portal, form, back. */
async function signIn(url: string, login: string): Promise<SignedIn> {
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
