import { request } from 'node:http';
import { expect } from 'chai';
import { operatorsAlone } from '../../../core/runtime/access/operators-alone.ts';
import { createHttpApp, problemDetails, startHttp, type HttpService } from '../../../core/runtime/http-service.ts';
import { createLog } from '../../../core/runtime/log.ts';

const TOKEN = '0123456789abcdef0123456789abcdef';
const STATUSES = { TOKEN_REFUSED: 401, ORIGIN_REFUSED: 403 };

describe('a route for operators', () => {
  const ports: Record<'closed' | 'tokenless', HttpService | undefined> = { closed: undefined, tokenless: undefined };
  before(async () => {
    ports.closed = await serve(TOKEN);
    ports.tokenless = await serve(undefined);
  });
  after(async () => {
    for (const port of Object.values(ports)) await port?.[Symbol.asyncDispose]();
  });

  function serve(token: string | undefined): Promise<HttpService> {
    const app = createHttpApp();
    app.use(operatorsAlone({ token, where: 'a file' }));
    app.post('/', (_request, response) => void response.json({ code: 'DONE' }));
    app.use(problemDetails({ log: createLog('test', 'silent'), statuses: STATUSES }));
    return startHttp({ app, host: '127.0.0.1', port: 0 });
  }
  /** With exactly these headers, as fetch would not send them. */
  const post = (port: keyof typeof ports, headers: Record<string, string>): Promise<string> =>
    new Promise((resolve, reject) => {
      const sent = request(ports[port]?.url ?? '', { method: 'POST', headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve((JSON.parse(text) as { code: string }).code));
      });
      sent.once('error', reject).end();
    });
  const shown = { authorization: `Bearer ${TOKEN}` };

  it('refuses who shows no token, another one, or where there is none', async () => {
    for (const headers of [{}, { authorization: 'Bearer ' }, { authorization: `Bearer ${'0'.repeat(32)}` }])
      for (const port of ['closed', 'tokenless'] as const)
        expect(await post(port, headers), port).to.equal('TOKEN_REFUSED');
    expect(await post('tokenless', shown)).to.equal('TOKEN_REFUSED');
  });

  it('refuses pages, even with the token', async () => {
    for (const header of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'same-origin' }])
      expect(await post('closed', { ...shown, ...header })).to.equal('ORIGIN_REFUSED');
    expect(await post('closed', shown)).to.equal('DONE');
  });
});
