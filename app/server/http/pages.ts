import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import express from 'express';
import { isPagePath } from '../../web/src/page-paths.ts';
import { TransientError } from '../../../core/domain/bytes/errors.ts';
import type { Request, RequestHandler, Response } from 'express';
import type { Log } from '../../../core/runtime/log.ts';

/**
 * The residents' pages: built when first wanted (or before, by `prepare`), then served as files, compressed where the build did it; every other path of a browser
 * gets the start page, which knows the routes, and with 404 where there is no such page. API paths are none of these.
 */
export function pages(args: { build: () => Promise<string>; log: Log }): {
  handler: RequestHandler;
  prepare: () => Promise<void>;
  /** Why none is served, where the last build failed. */
  fault: () => string | undefined;
} {
  let built: Promise<Served> | undefined;
  let failed = false;
  const serve = (): Promise<Served> => {
    built ??= args.build().then(async (folder) => ({
      assets: express.static(folder, { index: false, immutable: true, maxAge: '1y', setHeaders: keepStartPageFresh }),
      folder,
      files: await filesOf(folder),
    }));
    built.then(
      () => (failed = false),
      (error: unknown) => {
        args.log.error({ err: error }, 'the pages cannot be built');
        failed = true;
        built = undefined;
      },
    );
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
      const asset = request.path.slice(1);
      if (served.files.has(asset) && asset !== START) {
        request.url = `/${encoded(served, asset, request, response)}`;
        served.assets(request, response, next);
      } else if (/\.[a-z0-9]+$/i.test(request.path)) next();
      else {
        const path = join(served.folder, encoded(served, START, request, response));
        const headers = { 'cache-control': 'no-cache' };
        response.status(isPagePath(request.path) ? 200 : 404).sendFile(path, { cacheControl: false, headers });
      }
    },
    prepare: () => serve().then(() => undefined),
    fault: () => (failed ? 'The pages cannot be built, and none is served. The log says why.' : undefined),
  };
}

/** `files`: all that a build consists of, by their paths in its folder. */
type Served = { assets: RequestHandler; folder: string; files: ReadonlySet<string> };

const START = 'index.html';
/** How a build compresses, best first, and how such a file is called. */
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

async function filesOf(folder: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
  return new Set(files.map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/')));
}

/** The file that answers for this one: compressed, if there is one and whoever asks can read it. Sets what is said of that. */
function encoded({ files }: Served, file: string, request: Request, response: Response): string {
  const offered = ENCODINGS.filter(([, ending]) => files.has(file + ending));
  if (offered.length === 0) return file;
  response.vary('Accept-Encoding');
  const found = offered.find(([name]) => request.acceptsEncodings(name) === name);
  if (found === undefined) return file;
  response.setHeader('Content-Encoding', found[0]);
  response.type(file.slice(file.lastIndexOf('.')));
  return file + found[1];
}

/** Only files with a hash in their name never change. */
function keepStartPageFresh(response: { setHeader(name: string, value: string): void }, path: string): void {
  if (!/[/\\]assets[/\\]/.test(path)) response.setHeader('cache-control', 'no-cache');
}
