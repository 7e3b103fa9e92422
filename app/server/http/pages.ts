import { join } from 'node:path';
import express from 'express';
import { isPagePath } from '../../web/src/page-paths.ts';
import { TransientError } from '../../../core/domain/bytes/errors.ts';
import type { RequestHandler } from 'express';
import type { Log } from '../../../core/runtime/log.ts';

/**
 * The residents' pages: built when first wanted (or before, by `prepare`), then served as files; every other path of a browser gets the start page, which knows the
 * routes, and with 404 where there is no such page. API paths are none of these.
 */
export function pages(args: { build: () => Promise<string>; log: Log }): {
  handler: RequestHandler;
  prepare: () => Promise<void>;
} {
  let built: Promise<Served> | undefined;
  const serve = (): Promise<Served> => {
    built ??= args.build().then((folder) => ({
      assets: express.static(folder, { index: false, immutable: true, maxAge: '1y', setHeaders: keepStartPageFresh }),
      start: join(folder, 'index.html'),
    }));
    built.catch((error: unknown) => {
      args.log.error({ err: error }, 'the pages cannot be built');
      built = undefined;
    });
    return built;
  };
  return {
    handler: async (request, response, next) => {
      if (
        (request.method !== 'GET' && request.method !== 'HEAD') ||
        /^\/(api|auth|webhooks|operator)(\/|$)/.test(request.path)
      ) {
        next();
        return;
      }
      const served = await serve().catch((cause: unknown) => {
        throw new TransientError('PAGES_NOT_BUILT', 'The pages cannot be built. The portal’s log says why.', { cause });
      });
      served.assets(request, response, (error?: unknown) => {
        if (error !== undefined) next(error);
        else if (/\.[a-z0-9]+$/i.test(request.path)) next();
        else {
          const headers = { 'cache-control': 'no-cache' };
          response
            .status(isPagePath(request.path) ? 200 : 404)
            .sendFile(served.start, { cacheControl: false, headers });
        }
      });
    },
    prepare: () => serve().then(() => undefined),
  };
}

type Served = { assets: RequestHandler; start: string };

/** Only files with a hash in their name never change. */
function keepStartPageFresh(response: { setHeader(name: string, value: string): void }, path: string): void {
  if (!/[/\\]assets[/\\]/.test(path)) response.setHeader('cache-control', 'no-cache');
}
