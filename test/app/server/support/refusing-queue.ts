import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A queue before an honest one: it refuses, unsigned, what it is told to, and hands on everything else as it came. */
export type RefusingQueue = AsyncDisposable & {
  readonly url: string;
  /** How many blocks of this kind are to be refused from now on. */
  refuse(kind: number, times: number): void;
  /** How many it has refused. */
  readonly refused: number;
};

const NO = JSON.stringify({
  code: 'SENDER_SUSPENDED',
  detail: 'The sender is suspended. Ask the company to restore it.',
});

export async function refusingQueue(to: string): Promise<RefusingQueue> {
  let [refused, left, refusedKind] = [0, 0, -1];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    if (request.method === 'POST' && left > 0 && kindIn(body) === refusedKind) {
      left -= 1;
      refused += 1;
      response.writeHead(403, { 'content-type': 'application/problem+json' }).end(NO);
      return;
    }
    const init = request.method === 'POST' ? { body, headers: { 'content-type': 'application/json' } } : {};
    const told = await fetch(`${to}${request.url ?? ''}`, { method: request.method ?? 'GET', ...init });
    const type = told.headers.get('content-type') ?? 'application/json';
    response.writeHead(told.status, { 'content-type': type }).end(await told.text());
  };
  const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    refuse(kind, times) {
      [refusedKind, left] = [kind, times];
    },
    get refused() {
      return refused;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function kindIn(body: string): number {
  const signed = JSON.parse(body) as { block?: { kind?: number | string } };
  return Number(signed.block?.kind ?? NaN);
}
