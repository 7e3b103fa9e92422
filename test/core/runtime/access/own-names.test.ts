import { globSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { namesBehind, type OwnNames } from '../../../../core/runtime/access/own-names.ts';
import { createHttpApp, startHttp } from '../../../../core/runtime/http-service.ts';
import { createLog } from '../../../../core/runtime/log.ts';
import { listensAt, openHttp } from '../../../../core/runtime/start/open-http.ts';
import { createProgress } from '../../../../core/runtime/start/progress.ts';
import { statusUnder } from '../../../support/world/status-under.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));
const OTHERS = [
  'evil.example',
  'evil.example:4731',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '127.0.0.1@evil.example',
];
const OWN = ['127.0.0.1', '127.0.0.1:80', 'localhost:4700', 'LOCALHOST', '[::1]:5'];

describe('the names under which a port is asked', () => {
  const app = createHttpApp().get('/', (_request, response) => void response.json({}));
  const answers = async (host: string, names: OwnNames | undefined, asked: readonly string[]): Promise<number[]> => {
    await using http = await startHttp({ app, host, port: 0, ...(names === undefined ? {} : { names }) });
    const url = `http://127.0.0.1:${http.port}/`;
    return await Promise.all(asked.map((name) => statusUnder(url, name)));
  };

  it('are those of loopback alone on loopback, as after DNS rebinding', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await answers(host, undefined, OTHERS)).to.deep.equal(OTHERS.map(() => 403));
      expect(await answers(host, undefined, OWN)).to.deep.equal(OWN.map(() => 200));
    }
    const { names } = listensAt({ host: '127.0.0.1', port: 0, proxies: 0 }, ['portal.example']);
    expect(await answers('127.0.0.1', names, ['portal.example', 'other.example'])).to.deep.equal([200, 403]);
  });

  it('are any where others reach it, or a proxy stands before it', async () => {
    expect(await answers('0.0.0.0', undefined, OTHERS)).to.deep.equal(OTHERS.map(() => 200));
    expect(await answers('127.0.0.1', namesBehind(1), OTHERS)).to.deep.equal(OTHERS.map(() => 200));
  });

  it('count while a program starts as well, and say why', async () => {
    const [log, progress] = [createLog('test', 'silent'), createProgress()];
    await using http = await openHttp({ host: '127.0.0.1', port: 0, progress, log });
    expect(await statusUnder(`${http.url}/health`, 'evil.example')).to.equal(403);
    expect(await statusUnder(`${http.url}/health`, '127.0.0.1')).to.equal(503);
    const said = await new Promise<string>((resolve, reject) => {
      request(`${http.url}/`, { headers: { host: 'evil.example' } }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve(text));
      })
        .once('error', reject)
        .end();
    });
    expect(JSON.parse(said)).to.deep.include({ status: 403, code: 'HOST_REFUSED' });
  });

  it('are seen to in the one place of the tree that listens for HTTP', () => {
    const listening = globSync('{app,biller,core,oracle,sandbox,scripts,sealer}/**/*.{ts,tsx}', { cwd: root }).filter(
      (file) =>
        /from 'node:(http|https|http2)'/.test(readFileSync(`${root}/${file}`, 'utf8')) ||
        /\bapp\.listen\(/.test(readFileSync(`${root}/${file}`, 'utf8')),
    );
    expect(listening).to.deep.equal(['core/runtime/http-service.ts']);
  });
});
