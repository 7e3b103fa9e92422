import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { fetchText } from '../../../core/runtime/fetch-text.ts';

describe('a request with bounds', () => {
  let answer: (response: ServerResponse) => void;
  let closed = 0;
  const server = createServer((_request, response) => {
    response.once('close', () => closed++);
    answer(response);
  });
  let url: string;
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  after(() => server.close());

  const drip = (response: ServerResponse): void => {
    response.writeHead(200);
    const dripping = setInterval(() => response.write(' '), 20);
    response.once('close', () => clearInterval(dripping));
  };
  async function failure(run: Promise<unknown>): Promise<Error> {
    try {
      await run;
    } catch (error) {
      if (error instanceof Error) return error;
    }
    throw new Error('it did not fail');
  }

  it('leaves a body that drips without end after its time, also when garbage was collected meanwhile, and closes it', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const collecting = setInterval(collect, 20);
    answer = drip;
    const before = closed;
    for (let n = 0; n < 3; n++)
      expect((await failure(fetchText(url, {}, { timeoutMs: 200 }))).name).to.equal('TimeoutError');
    clearInterval(collecting);
    while (closed < before + 3) await new Promise((resolve) => setImmediate(resolve));
  });

  it('leaves one who never answers, and at its signal', async () => {
    answer = () => undefined;
    expect((await failure(fetchText(url, {}, { timeoutMs: 50 }))).name).to.equal('TimeoutError');
    const stop = new AbortController();
    const asked = fetchText(url, {}, { timeoutMs: 60_000, signal: stop.signal });
    stop.abort(new Error('enough'));
    expect((await failure(asked)).message).to.equal('enough');
    expect((await failure(fetchText(url, {}, { timeoutMs: 60_000, signal: stop.signal }))).message).to.equal('enough');
  });

  it('reads no more than it was told', async () => {
    answer = (response) => response.end('x'.repeat(1_001));
    expect((await failure(fetchText(url, {}, { timeoutMs: 5_000, maxBytes: 1_000 }))).message).to.include('1000 bytes');
  });

  it('gives status, headers and text', async () => {
    answer = (response) => response.writeHead(418, { 'x-pot': 'tea' }).end('короткий и стойкий');
    const { status, headers, text } = await fetchText(url, {}, { timeoutMs: 5_000 });
    expect([status, headers.get('x-pot'), text]).to.deep.equal([418, 'tea', 'короткий и стойкий']);
  });
});
