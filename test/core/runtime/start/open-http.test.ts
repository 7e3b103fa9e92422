import { expect } from 'chai';
import { createHttpApp, startHttp } from '../../../../core/runtime/http-service.ts';
import { createLog } from '../../../../core/runtime/log.ts';
import { listenFault } from '../../../../core/runtime/start/listen-fault.ts';
import { openHttp } from '../../../../core/runtime/start/open-http.ts';
import { createProgress } from '../../../../core/runtime/start/progress.ts';
import { refusal } from '../../../support/refusal.ts';

describe('a port that is open before its program serves', () => {
  const log = createLog('test', 'silent');
  const silent = (): ReturnType<typeof createProgress> => createProgress(() => undefined);

  it('says how far the start is, refuses everything else for now, and then gives way to the program', async () => {
    const progress = silent();
    await using http = await openHttp({ host: '127.0.0.1', port: 0, progress, log });
    progress.begin('replaying the log', 200);
    progress.at(50);
    const health = await fetch(`${http.url}/health`);
    const body = (await health.json()) as Record<string, unknown>;
    expect(health.status).to.equal(503);
    expect(health.headers.get('retry-after')).to.equal('1');
    expect(body).to.deep.include({ code: 'STARTING', status: 503 });
    expect(body['starting']).to.deep.include({ step: 'replaying the log', done: 50, of: 200 });
    expect(body['detail']).to.match(/^It is starting: replaying the log: 25 % \(50 of 200\)/);
    for (const path of ['/v1/head', '/metrics', '/nothing']) {
      const other = await fetch(http.url + path, { method: path === '/nothing' ? 'POST' : 'GET' });
      expect([other.status, await other.text()].join(), path).to.match(/^503.*STARTING/);
    }
    const app = createHttpApp();
    app.get('/v1/head', (_request, response) => void response.json({ number: '7' }));
    const reading = createHttpApp();
    reading.get('/v1/head', (_request, response) => void response.json({ number: '1' }));
    reading.get('/health', (_request, response) => void response.json({ ok: true }));
    http.meanwhile(reading);
    expect(await (await fetch(`${http.url}/v1/head`)).json()).to.deep.equal({ number: '1' });
    for (const path of ['/health', '/v1/queue']) expect((await fetch(http.url + path)).status, path).to.equal(503);
    const serving = http.serve(app);
    expect(await (await fetch(`${http.url}/v1/head`)).json()).to.deep.equal({ number: '7' });
    await serving[Symbol.asyncDispose]();
    expect(await fetch(`${http.url}/v1/head`).catch((error: unknown) => String(error))).to.contain('fetch failed');
  });

  it('shows before any work that the port is taken, or not for this user', async () => {
    await using other = await startHttp({ app: createHttpApp(), host: '127.0.0.1', port: 0 });
    const opened = openHttp({ host: '127.0.0.1', port: other.port, progress: silent(), log });
    expect(await refusal(() => opened)).to.equal('PORT_TAKEN');
    const denied = Object.assign(new Error('listen EACCES'), { code: 'EACCES', syscall: 'listen' });
    expect(listenFault(denied, { host: '127.0.0.1', port: 80 })).to.include({ code: 'PORT_FORBIDDEN' });
  });
});
