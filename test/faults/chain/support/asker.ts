import { Agent, request } from 'node:http';

/**
 * `asker.ts URL CONNECTIONS ADDRESS`: asks a sealer from a loopback address of its own for the dearest that there is, over so many connections, until
 * it is killed. Tells once a second what the answers were.
 */
const [, , url = '', connections = '', address = ''] = process.argv;
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections), localAddress: address });
const call = { jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{ data: '0x5b5f56' }, 'latest'] };
const logs = { ...call, method: 'eth_getLogs', params: [{ fromBlock: '0x0', toBlock: 'latest' }] };
const proof = { ...call, method: 'eth_getProof', params: [`0x${'11'.repeat(20)}`, [], 'latest'] };
const ASKED: readonly (readonly [method: string, path: string, body?: string])[] = [
  ['POST', '/rpc', JSON.stringify(call)],
  ['POST', '/rpc', JSON.stringify(Array.from({ length: 100 }, (_, n) => [call, logs, proof][n % 3]))],
  ['GET', '/v1/blocks?from=0&limit=1000'],
  ['GET', '/v1/blocks?from=99999999&wait=1000'],
  ['POST', '/v1/queue', JSON.stringify({ block: 'x'.repeat(900_000) })],
  ['GET', `/v1/queue/0x${'11'.repeat(32)}`],
];
const answers: Record<string, number> = {};

async function askOnce(n: number): Promise<void> {
  const [method, path, body] = ASKED[n % ASKED.length] ?? ['GET', '/v1/head'];
  await new Promise<void>((resolve) => {
    const count = (what: string): void => {
      answers[what] = (answers[what] ?? 0) + 1;
      resolve();
    };
    const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length };
    const asked = request(url + path, { agent, method, headers }, (response) => {
      response.resume().once('end', () => count(String(response.statusCode)));
      response.once('error', () => count('broken'));
    });
    asked.once('error', () => count('broken'));
    asked.end(body);
  });
}

async function askOn(from: number): Promise<void> {
  for (let n = from; ; n++) await askOnce(n);
}

for (let n = 0; n < Number(connections); n++) void askOn(n);
setInterval(() => process.stdout.write(`${JSON.stringify(answers)}\n`), 1_000);
