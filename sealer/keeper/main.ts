import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import {
  createHttpApp,
  healthRoutes,
  problemDetails,
  startHttp,
  unknownPath,
} from '../../core/runtime/http-service.ts';
import { createLog } from '../../core/runtime/log.ts';
import { createMetrics } from '../../core/runtime/metrics.ts';
import { announceReady } from '../../core/runtime/program.ts';
import { lockData } from '../chain/data-lock.ts';
import { openSealKeyring } from '../keys/seal-keyring.ts';
import type { NextFunction, Request, Response } from 'express';
import { createKeeper } from './create-keeper.ts';
import { openKeeperLog } from './keeper-log.ts';
import { keeperRoutes, STATUSES } from './routes.ts';
import type { KeeperSettings } from './settings.ts';
import { readOrMakeToken } from '../../core/runtime/access/bearer-token.ts';
import { operatorsAlone } from '../../core/runtime/access/operators-alone.ts';

export type RunningKeeper = AsyncDisposable & { readonly url: string; readonly tokenFile: string };

/**
 * Keeps the company's seal keys for a sealer and its standby, and signs for one of them at a time, never two blocks of one number.
 * @throws InputError DATA_IN_USE, LOG_DAMAGED, TOKEN_SHORT, KEYSTORE_BROKEN, PORT_TAKEN
 */
export async function startKeeper(settings: KeeperSettings, _signal: AbortSignal): Promise<RunningKeeper> {
  const log = createLog('keeper', settings.logLevel);
  await using opened = new AsyncDisposableStack();
  mkdirSync(settings.data, { recursive: true, mode: 0o700 });
  opened.use(lockData(settings.data));
  const tokenFile = settings.token ?? join(settings.data, 'token');
  const token = readOrMakeToken(tokenFile);
  const keys = openSealKeyring(settings.data);
  if ((await keys.all()).length === 0) await keys.create();
  const kept = openKeeperLog(join(settings.data, 'keeper.log'));
  opened.defer(() => kept.close());

  const metrics = createMetrics('domledger_keeper_', { processMetrics: true, folder: settings.data });
  const counts = {
    signed: metrics.gauge('signed_number', 'Number of the newest signed block.'),
    term: metrics.gauge('term', 'The present term.'),
    refused: metrics.counter('refused_total', 'Requests that were refused.', ['code']),
  };
  const app = createHttpApp();
  healthRoutes(app, {
    health: () => {
      counts.signed.set(Number(kept.last?.record.number ?? -1n));
      counts.term.set(Number(kept.term?.number ?? 0n));
      return { role: 'keeper', term: (kept.term?.number ?? 0n).toString() };
    },
    metrics,
  });
  app.use(operatorsAlone({ token, where: "the keeper's token file" }));
  keeperRoutes(app, {
    keeper: createKeeper({ log: kept, keys, firstBlock: BigInt(settings.firstBlock) }),
    log: kept,
    keys,
    onTerm: (term) => log.warn({ term: term.number.toString(), holder: term.holder }, 'a sealer took the term'),
  });
  app.use(unknownPath());
  app.use((error: unknown, _request: Request, _response: Response, next: NextFunction) => {
    if (error instanceof InputError) {
      counts.refused.inc({ code: error.code });
      log.warn({ code: error.code }, error.message);
    }
    next(error);
  });
  app.use(problemDetails({ log, statuses: STATUSES }));
  const http = await startHttp({ app, host: settings.host, port: settings.port });
  opened.use(http);
  log.info({ url: http.url, term: (kept.term?.number ?? 0n).toString() }, 'keeping');
  announceReady({ program: 'keeper', url: http.url, token: tokenFile });

  const running = opened.move();
  return { url: http.url, tokenFile, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
