import { join } from 'node:path';
import express from 'express';
import { Provider } from 'oidc-provider';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { healthRoutes, problemDetails, startHttp } from '../../core/runtime/http-service.ts';
import { createLog } from '../../core/runtime/log.ts';
import { createMetrics } from '../../core/runtime/metrics.ts';
import { announceReady } from '../../core/runtime/program.ts';
import { migrationsIn, openDatabase } from '../../core/runtime/sqlite.ts';
import { escapeHtml, sandboxPage } from '../page.ts';
import { loadIdentityKeys } from './keys.ts';
import { IDENTITY_MIGRATIONS, openSignInStore } from './sign-in-store.ts';
import type { Request, Response } from 'express';
import type { Configuration } from 'oidc-provider';
import type { SandboxIdentitySettings } from './settings.ts';

export type RunningSandboxIdentity = AsyncDisposable & { readonly url: string };

/**
 * A stand-in for the state's identity portal: an OpenID provider whose people are invented and sign in by choosing themselves. Loopback only; a sign-in
 * under way survives a restart. @throws InputError PORT_TAKEN
 */
export async function startSandboxIdentity(
  settings: SandboxIdentitySettings,
  signal: AbortSignal,
): Promise<RunningSandboxIdentity> {
  signal.throwIfAborted();
  const log = createLog('sandbox-identity', settings.logLevel);
  const url = `http://127.0.0.1:${settings.port}`;
  await using opened = new AsyncDisposableStack();
  const database = openDatabase(join(settings.dataDir, 'identity.sqlite'), migrationsIn(IDENTITY_MIGRATIONS));
  opened.defer(() => database.close());
  const provider = new Provider(url, { ...configuration(settings), adapter: openSignInStore(database, Date.now) });
  provider.on('server_error', (_context, error) => log.error({ err: error }, 'sign-in failed'));

  const app = express();
  app.disable('x-powered-by');
  healthRoutes(app, { health: () => ({ sandbox: true }), metrics: createMetrics('domledger_sandbox_identity_') });
  app.get('/', (_request, response) => {
    response
      .type('html')
      .send(
        sandboxPage(
          'Портал личности / Identity portal',
          '<p>Войти можно со страниц портала. / Sign in from the portal’s pages.</p>',
        ),
      );
  });
  app.get('/interaction/:uid', async (request, response) => {
    await provider.interactionDetails(request, response);
    response.type('html').set('cache-control', 'no-store').send(choicePage(settings, request));
  });
  app.post('/interaction/:uid', express.urlencoded({ extended: false, limit: '4kb' }), async (request, response) => {
    const login: unknown = (request.body as unknown as { login?: unknown } | undefined)?.login;
    const person = settings.persons.find((one) => one.login === login);
    if (person === undefined)
      throw new InputError('PERSON_UNKNOWN', 'There is no such person in this sandbox. Choose one of the list.');
    await provider.interactionFinished(
      request,
      response,
      { login: { accountId: person.login } },
      { mergeWithLastSubmission: false },
    );
  });
  const handle = provider.callback();
  app.use((request: Request, response: Response) => void handle(request, response));
  app.use(problemDetails({ log, statuses: {} }));

  opened.use(await startHttp({ app, host: '127.0.0.1', port: settings.port }));
  const running = opened.move();
  announceReady({ program: 'sandbox-identity', url });
  return { url, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

function configuration(settings: SandboxIdentitySettings): Configuration {
  const keys = loadIdentityKeys(settings.dataDir);
  return {
    clients: [
      {
        client_id: settings.clientId,
        redirect_uris: [settings.redirectUri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      },
    ],
    claims: { openid: ['sub'], profile: ['name'], premises: ['premises'] },
    scopes: ['openid', 'profile', 'premises'],
    jwks: { keys: [keys.jwk] },
    cookies: {
      keys: [keys.cookieKey],
      names: { session: 'sandbox_identity', interaction: 'sandbox_interaction', resume: 'sandbox_resume' },
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
    renderError(context, out) {
      context.type = 'html';
      context.body = sandboxPage(
        'Не вышло / It did not work',
        `<p>${escapeHtml(out.error_description ?? out.error)}</p>`,
      );
    },
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
    findAccount(_context, subject) {
      const person = settings.persons.find((one) => one.login === subject);
      if (person === undefined) return undefined;
      return {
        accountId: subject,
        claims: async () => ({ sub: subject, name: person.name, premises: person.premises }),
      };
    },
    // The portal is the state's own: nobody is asked whether it may know the name and the flats.
    async loadExistingGrant(context) {
      const { client, session, provider } = context.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile premises');
      await grant.save();
      return grant;
    },
  };
}

function choicePage(settings: SandboxIdentitySettings, request: Request): string {
  const action = escapeHtml(request.path);
  const forms = settings.persons.map((person) => {
    const place = person.premises.map((premise) => escapeHtml(premise.address)).join('; ');
    return `<form method="post" action="${action}"><input type="hidden" name="login" value="${escapeHtml(person.login)}"><button type="submit">${escapeHtml(person.name)}<br><small>${place}</small></button></form>`;
  });
  return sandboxPage('Кто вы? / Who are you?', forms.join('\n'));
}
