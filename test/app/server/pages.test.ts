import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import express from 'express';
import { buildPages } from '../../../app/server/build-pages.ts';
import { pages } from '../../../app/server/http/pages.ts';
import { openPublicNames } from '../../../app/server/public-names.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { problemDetails, startHttp, unknownPath } from '../../../core/runtime/http-service.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { expectProblem } from './support/problem.ts';
import type { HttpService } from '../../../core/runtime/http-service.ts';

describe('the residents’ pages', () => {
  let folder: string;
  let http: HttpService;
  let built: number;
  let broken: boolean;

  let served: ReturnType<typeof pages>;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-pages-'));
    mkdirSync(join(folder, 'dist', 'assets'), { recursive: true });
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    writeFileSync(join(folder, 'dist', 'index.html'), '<!doctype html>start');
    writeFileSync(join(folder, 'dist', 'assets', 'a-1234.js'), '1');
    writeFileSync(join(folder, 'dist', 'service-worker.js'), '2');
    for (const [name, text] of [
      ['index.html', '<!doctype html>start'],
      ['assets/a-1234.js', '1'],
    ] as const) {
      writeFileSync(join(folder, 'dist', `${name}.br`), brotliCompressSync(text));
      writeFileSync(join(folder, 'dist', `${name}.gz`), gzipSync(text));
    }
    const log = createLog('test', 'silent');
    served = pages({
      log,
      async build() {
        built++;
        if (broken) throw new Error('no bundler');
        return join(folder, 'dist');
      },
    });
    const app = express();
    app.use(served.handler);
    app.use(unknownPath());
    app.use(problemDetails({ log }));
    http = await startHttp({ app, host: '127.0.0.1', port: 0 });
    built = 0;
    broken = true;
  });
  after(async () => {
    await http[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  it('say that they cannot be built, and are tried again', async () => {
    expect(served.fault()).to.equal(undefined);
    await expectProblem(await fetch(`${http.url}/`), 503, 'PAGES_NOT_BUILT');
    expect(served.fault()).to.include('The pages cannot be built');
    broken = false;
    expect((await fetch(`${http.url}/`)).status).to.equal(200);
    expect(served.fault()).to.equal(undefined);
    await fetch(`${http.url}/`);
    expect(built).to.equal(2);
  });

  it('are no answer to API paths, missing files, other methods and paths outside', async () => {
    for (const path of [
      '/api/nothing',
      '/auth/nothing',
      '/operator/x',
      '/assets/b-1.js',
      '/favicon.ico',
      '/..%2fsecret.txt',
    ]) {
      await expectProblem(await fetch(`${http.url}${path}`), 404, 'NOT_FOUND');
    }
    await expectProblem(await fetch(`${http.url}/bills`, { method: 'POST' }), 404, 'NOT_FOUND');
  });

  it('answer every page’s path with the start page, which is asked for each time; hashed files are kept', async () => {
    const page = await fetch(`${http.url}/payments/17`);
    expect(await page.text()).to.equal('<!doctype html>start');
    expect([page.status, page.headers.get('cache-control')]).to.deep.equal([200, 'no-cache']);
    for (const path of ['/', '/bills', '/bills/2026-10-1', '/letters?about=x', '/recovery-sheet', '/flat/'])
      expect((await fetch(`${http.url}${path}`)).status, path).to.equal(200);
    for (const path of ['/bill', '/payments', '/bills/a/b', '/letters/new', '/wp-login']) {
      const unknown = await fetch(`${http.url}${path}`);
      expect([unknown.status, await unknown.text()], path).to.deep.equal([404, '<!doctype html>start']);
    }
    const asset = await fetch(`${http.url}/assets/a-1234.js`);
    expect(asset.headers.get('cache-control')).to.match(/immutable/);
    // It has no hash in its name, and a browser that kept it would keep an old build.
    const worker = await fetch(`${http.url}/service-worker.js`);
    expect([await worker.text(), worker.headers.get('cache-control')]).to.deep.equal(['2', 'no-cache']);
  });

  it('go compressed to whoever can read that, are told apart by it, and are asked for again by their tags', async () => {
    const answers: unknown[] = [];
    for (const path of ['/', '/assets/a-1234.js'])
      for (const accepted of ['gzip, br', 'gzip', 'identity', 'br;q=0, gzip;q=0']) {
        const { headers, text } = await plainGet(`${http.url}${path}`, accepted);
        const { 'content-encoding': encoding = 'none', vary, 'content-type': type = '' } = headers;
        expect(vary).to.equal('Accept-Encoding');
        expect(type).to.match(path === '/' ? /^text\/html/ : /^text\/javascript/);
        answers.push(encoding);
        expect(text).to.equal(path === '/' ? '<!doctype html>start' : '1');
      }
    expect(answers).to.deep.equal(['br', 'gzip', 'none', 'none', 'br', 'gzip', 'none', 'none']);
    for (const accepted of ['br', 'identity']) {
      const { headers } = await plainGet(`${http.url}/`, accepted);
      const again = await plainGet(`${http.url}/`, accepted, headers.etag);
      expect(again.status).to.equal(304);
    }
    await expectProblem(await fetch(`${http.url}/assets/b-1.js.br`), 404, 'NOT_FOUND');
  });
});

describe('a build of the pages', () => {
  /** The native parts of this process: the bundler is one. */
  const parts = (): string[] => (process.report.getReport() as unknown as { sharedObjects: string[] }).sharedObjects;

  it('is made by a process of its own: none of the bundler comes into the portal', async () => {
    const before = parts();
    const folder = await buildPages();
    expect(existsSync(join(folder, 'index.html'))).to.equal(true);
    expect(parts().filter((part) => !before.includes(part))).to.deep.equal([]);
  });

  it('is nothing that a file of the portal imports', () => {
    const root = join(import.meta.dirname, '../../../app/server');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    expect(files.length).to.be.greaterThan(50);
    for (const name of files)
      expect(readFileSync(join(root, name), 'utf8'), name).to.not.match(
        /(from|import\() ?'(vite|[^']*web\/build\.ts)'/,
      );
  });

  it('says why there is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'domledger-build-'));
    const program = join(folder, 'build.mjs');
    try {
      for (const [text, why] of [
        ['console.error("no room for it"); process.exit(1)', /\(1\): no room for it/],
        ['process.kill(process.pid, "SIGKILL")', /\(killed\)/],
        ['console.log("{}")', /not built/],
      ] as const) {
        writeFileSync(program, text);
        const error: unknown = await buildPages(program).catch((cause: unknown) => cause);
        expect(error instanceof Error && error.message).to.match(why);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
/** What goes over the line, and what it says. */
async function plainGet(
  url: string,
  accepted: string,
  tag?: string,
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; text: string }> {
  const asked = get(url, { headers: { 'accept-encoding': accepted, ...(tag && { 'if-none-match': tag }) } });
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const body = await buffer(response);
  const { statusCode: status, headers } = response;
  const encoding = headers['content-encoding'];
  const bytes = status === 304 ? body : encoding === 'br' ? brotliDecompressSync(body) : body;
  return { status, headers, text: String(status !== 304 && encoding === 'gzip' ? gunzipSync(body) : bytes) };
}

describe('public names', () => {
  const address = `0x${'Ab'.repeat(20)}`;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-names-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('refuse a file that is missing or malformed', () => {
    for (const content of ['', '[]', '{"me": "x"}', `{"${address}": ""}`]) {
      writeFileSync(join(folder, 'names.json'), content);
      expect(() => openPublicNames(join(folder, 'names.json')))
        .to.throw(InputError)
        .with.property('code', 'NAMES_INVALID');
    }
    expect(() => openPublicNames(join(folder, 'none.json')))
      .to.throw(InputError)
      .with.property('code', 'NAMES_INVALID');
  });

  it('are those of the file, whatever the case of the address', () => {
    writeFileSync(join(folder, 'names.json'), JSON.stringify({ [address]: 'Энергосбыт' }));
    expect([...openPublicNames(join(folder, 'names.json'))()]).to.deep.equal([[`0x${'ab'.repeat(20)}`, 'Энергосбыт']]);
    expect([...openPublicNames(undefined)()]).to.deep.equal([]);
  });
});
