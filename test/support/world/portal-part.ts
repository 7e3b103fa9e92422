import { join } from 'node:path';
import { appFiles } from '../../../app/server/app-files.ts';
import { startApp } from '../../../app/server/main.ts';
import type { OperatorPort } from '../../../app/server/operator/ask-operator.ts';
import { readToken } from '../../../core/runtime/access/bearer-token.ts';
import { makeEnrol } from '../../../core/domain/resident/make-enrol.ts';
import { signedBlockToJson } from '../../../core/domain/ledger/internal-block.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { startSandboxBank } from '../../../sandbox/bank/main.ts';
import { startSandboxIdentity } from '../../../sandbox/identity/main.ts';
import { sandboxPersons } from '../../../sandbox/identity/persons.ts';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import { waitFor } from '../wait-for.ts';
import { freshPglite } from '../../app/server/support/pglite-template.ts';
import { newAccount, nowSeconds } from './actors.ts';
import { signIn } from './sign-in.ts';
import type { RunningApp } from '../../../app/server/main.ts';
import type { AppSettings } from '../../../app/server/settings.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { RunningSandboxBank } from '../../../sandbox/bank/main.ts';
import type { SandboxBankSettings } from '../../../sandbox/bank/settings.ts';
import type { Ledger } from './ledger-part.ts';
import type { SignedIn } from './sign-in.ts';

/** The portal's program with the sandbox identity and the sandbox bank, all in this process. */
export type Portal = AsyncDisposable & {
  app: RunningApp;
  bank: RunningSandboxBank;
  readonly appSettings: AppSettings;
  readonly bankSettings: SandboxBankSettings;
  restartApp(change?: Partial<AppSettings>): Promise<void>;
  /** The portal's own port for whoever runs it, as it listens now. */
  operator(): OperatorPort;
  stopApp(): Promise<void>;
  stopBank(): Promise<void>;
  startBank(change?: Partial<SandboxBankSettings>): Promise<void>;
  signIn(login: string): Promise<SignedIn>;
  /** A resident who is enrolled, registered and attested through the portal. */
  resident(login: string): Promise<SignedIn & { account: Account }>;
};

/**
 * Beside a ledger whose portal account is the one that the portal's folder holds; the company registers it.
 * @param change settings of the portal that are not the usual ones
 */
export async function startPortal(ledger: Ledger, change: Partial<AppSettings> = {}): Promise<Portal> {
  await using opened = new AsyncDisposableStack();
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
    replicaUrl: [ledger.url],
    queueUrl: [ledger.url],
    networkFile: undefined,
    witnessUrls: undefined,
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
    proxies: 0,
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

  const portal: Portal = {
    app,
    bank,
    appSettings,
    bankSettings,
    operator() {
      const { operatorUrl = '' } = portal.app;
      return { url: operatorUrl, token: readToken(appFiles(appSettings.dataDir).operatorToken) };
    },
    async stopApp() {
      await portal.app[Symbol.asyncDispose]();
    },
    async restartApp(other = {}) {
      await portal.app[Symbol.asyncDispose]();
      portal.app = await startApp({ ...appSettings, ...other }, stop.signal);
    },
    async stopBank() {
      await portal.bank[Symbol.asyncDispose]();
    },
    async startBank(other = {}) {
      await portal.bank[Symbol.asyncDispose]();
      portal.bank = await startSandboxBank({ ...bankSettings, ...other }, stop.signal);
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
        timestamp: nowSeconds(),
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
      await portal.app[Symbol.asyncDispose]();
      await portal.bank[Symbol.asyncDispose]();
      await rest.disposeAsync();
    },
  };
  const rest = opened.move();
  return portal;
}

async function readBlocks(url: string): Promise<{ blocks: { block: { from: string } }[] }> {
  return (await (await fetch(`${url}/api/blocks?limit=200`)).json()) as { blocks: { block: { from: string } }[] };
}

export async function enrolmentOf(signedIn: SignedIn): Promise<string | undefined> {
  const me = await signedIn.get<{ premises: { enrolment: string }[] }>('/api/me');
  return me.premises[0]?.enrolment;
}
