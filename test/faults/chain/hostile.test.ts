import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { blockRecordToJson, headerHash } from '../../../core/domain/seal/block-record.ts';
import { TransientError } from '../../../core/domain/bytes/errors.ts';
import { signedBlockToJson } from '../../../core/domain/ledger/internal-block.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { followChain } from '../../../sealer/replica/follow-chain.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { replicaSettings } from '../../../sealer/replica/settings.ts';
import { connectUpstream } from '../../../sealer/replica/upstream.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { grow, openTestChain, SEALER } from '../../sealer/support/chains.ts';
import { ask, outcome, rate, startCompany, submit } from '../../sealer/support/company.ts';
import { holds } from '../../sealer/support/holds.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { rollDice } from './support/seed.ts';
import { spoil, spoiltText } from './support/spoil.ts';

const PAGES = 1_200;
const BODIES = 900;
const SOCKETS = 60;
const SIGNAL = new AbortController().signal;

type Answer = (response: ServerResponse, path: string) => void;

/** A server that answers as the test says. */
async function hostile(answer: { now: Answer }): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    answer.now(response, request.url ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const json = (text: string | Buffer, more: Record<string, string> = {}): Answer => {
  return (response) => response.writeHead(200, { 'content-type': 'application/json', ...more }).end(text);
};
const HUGE = Buffer.alloc(65 * 1024 * 1024, ' ');
/** Answers that are wrong before anybody reads a record in them. */
const TRANSPORTS: readonly Answer[] = [
  json(HUGE),
  (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(HUGE)),
  (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
  (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  (response) => response.writeHead(200, { 'content-length': '1000' }).write('{"blocks":[', () => response.destroy()),
  (response) => response.writeHead(204).end(),
  (response) => response.writeHead(500).end('{}'),
  (response) => response.destroy(),
  (response) => response.socket?.end('HTTP/1.1 999 \u0001\r\nx\r\n\r\n'),
];

describe('hostile peers', () => {
  it(`a follower refuses ${PAGES} spoilt answers, changes nothing by them, and follows an honest peer afterwards`, async () => {
    const dice = rollDice('upstream');
    using folder = tempFolder();
    await using company = await openTestChain(join(folder.path, 'company'), { signer: SEALER });
    await grow(company, 6);
    await using ours = await openTestChain(join(folder.path, 'ours'));
    for (let n = 0; n < 3; n++) await ours.follow(company.record(n));
    const before = ours.head;
    const answer = { now: json('{}') };
    await using server = await hostile(answer);
    const page = (blocks: unknown[]): unknown => {
      const head = { number: '6', sealHash: company.head?.sealHash, timestamp: '1767225606' };
      return { blocks, head };
    };
    const next = [3, 4, 5, 6].map((n) => JSON.parse(company.recordText(n)) as unknown);
    // Anybody can hash a header: what is behind that check is reached without the company's key.
    const rehashed = (): unknown => {
      const record = blockRecordToJson(company.record(3));
      const whole = spoil([record.header, record.transactions], dice);
      const spoilt: unknown[] = Array.isArray(whole) ? whole : [];
      const header = typeof spoilt[0] === 'string' && /^0x([0-9a-f]{2})*$/.test(spoilt[0]) ? spoilt[0] : '0xc0';
      const blockHash = headerHash(header as `0x${string}`);
      return { ...record, header, transactions: spoilt[1], seal: { ...record.seal, blockHash } };
    };
    const counts = { refused: 0, unreachable: 0 };
    const meet = async (): Promise<void> => {
      const stop = new AbortController();
      const fault = await followChain({
        chain: ours,
        upstream: connectUpstream(server.url),
        pollMs: 1,
        signal: stop.signal,
        events: {
          onRefused: () => {
            counts.refused++;
            stop.abort();
          },
          onUnreachable: () => {
            counts.unreachable++;
            stop.abort();
          },
          // What was spoilt may be a part that nobody reads: then the page is honest, or gives nothing.
          onProgress: () => stop.abort(),
        },
      });
      expect(fault).to.equal(undefined);
      expect(ours.broken).to.equal(undefined);
    };
    for (const transport of TRANSPORTS) {
      answer.now = transport;
      await meet();
    }
    expect(counts).to.deep.equal({ refused: 0, unreachable: TRANSPORTS.length });
    for (let n = 0; n < PAGES; n++) {
      const first = dice.pick([() => spoil(next[0], dice), rehashed, () => dice.pick(next.slice(1))]);
      const spoilt = first();
      // The same in capital letters is the same.
      const isHonest = JSON.stringify(spoilt).toLowerCase() === company.recordText(3).toLowerCase();
      const text = n % 3 === 0 || isHonest ? spoiltText(page([]), dice) : JSON.stringify(page([spoilt]));
      answer.now = json(text);
      await meet();
      if (ours.head?.number !== before?.number) throw new Error(`it took ${text}\nfor ${company.recordText(3)}`);
    }
    expect(ours.head).to.deep.equal(before);
    console.log(`      ${JSON.stringify(counts)} of ${PAGES + TRANSPORTS.length}; the others gave nothing to take`);
    answer.now = json(JSON.stringify(page(next)));
    await meet();
    expect(ours.head).to.deep.equal(company.head);
  });

  it('a replica counts what it refuses, stays alive, and follows again when its peer is honest', async () => {
    const dice = rollDice('replica');
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    const honest: Answer = (response, path) => {
      fetch(sealer.url + path).then(
        async (told) => response.writeHead(told.status).end(await told.text()),
        () => response.destroy(),
      );
    };
    const answer = { now: honest };
    await using peer = await hostile(answer);
    const overrides = { data: join(folder.path, 'replica'), from: peer.url, port: 0, logLevel: 'silent', poll: '5ms' };
    const settings = readSettings(replicaSettings, { prefix: 'TEST_REPLICA_', overrides });
    await using replica = await startReplica(settings, SIGNAL);
    answer.now = (response) =>
      json(spoiltText({ blocks: [{ number: '2' }], head: { number: '9' } }, dice))(response, '');
    const refusals = async (): Promise<number> => {
      const text = await (await fetch(`${replica.url}/metrics`)).text();
      return [...text.matchAll(/_(?:refused|unreachable)_total(?:\{[^}]*\})? (\d+)/g)].reduce(
        (sum, match) => sum + Number(match[1]),
        0,
      );
    };
    await submit(sealer.url, rate(sealer.network, 0));
    while ((await refusals()) < 3) await replica.chain.waitFor(99n, 50, SIGNAL);
    expect((await ask(`${replica.url}/v1/head`)).status).to.equal(200);
    answer.now = honest;
    await holds(replica.chain, sealer.chain.head?.number ?? 0n);
    expect(replica.chain.head).to.deep.equal(sealer.chain.head);
    expect(replica.fault()).to.equal(undefined);
  });

  it('a peer that drips an answer without end is left after half a minute', async () => {
    const answer = {
      now: (response: ServerResponse) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const drip = setInterval(() => response.write(' '), 200);
        response.once('close', () => clearInterval(drip));
      },
    };
    await using server = await hostile(answer);
    let fault: unknown;
    try {
      await connectUpstream(server.url).page({ from: 0n, limit: 1, waitMs: 0, signal: SIGNAL });
    } catch (error) {
      fault = error;
    }
    expect(fault).to.be.instanceOf(TransientError);
  });
});

describe('hostile senders', () => {
  const folder = tempFolder();
  let sealer: RunningSealer;
  before(async () => {
    sealer = await startCompany(join(folder.path, 'sealer'));
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it(`the sealer refuses ${BODIES} spoilt bodies and ${SOCKETS} broken connections, and seals on`, async () => {
    const dice = rollDice('sender');
    const signed = signedBlockToJson(rate(sealer.network, 0));
    const call = { jsonrpc: '2.0', id: 1, method: 'eth_getLogs', params: [{ fromBlock: '0x0', toBlock: 'latest' }] };
    const calls = [
      call,
      { ...call, method: 'eth_call', params: [{ to: sealer.network.contracts.tariffs, data: '0x' }, 'latest'] },
      { ...call, method: 'eth_getBlockByNumber', params: ['0x1', true] },
      { ...call, method: 'eth_getProof', params: [sealer.network.contracts.tariffs, ['0x0'], 'latest'] },
      [call, call],
      Array.from({ length: 101 }, () => call),
      { ...call, method: 'evm_mine' },
      { ...call, method: 'hardhat_setBalance', params: [sealer.network.company, '0x1'] },
    ];
    const statuses: Record<string, number> = {};
    const post = async (path: string, body: string, type = 'application/json'): Promise<void> => {
      const response = await fetch(sealer.url + path, { method: 'POST', headers: { 'content-type': type }, body });
      await response.text();
      const key = `${path} ${response.status}`;
      statuses[key] = (statuses[key] ?? 0) + 1;
      expect(response.status, `${path} ${body.slice(0, 2_000)}`).to.be.lessThan(500);
    };
    for (let n = 0; n < BODIES; n++) {
      if (n % 3 === 0) await post('/rpc', spoiltText(dice.pick(calls), dice));
      else await post('/v1/queue', spoiltText(n % 6 === 1 ? [signed, signed] : signed, dice));
    }
    await post('/v1/queue', JSON.stringify(signed), 'text/plain');
    await post('/v1/queue', `{"block":"${'x'.repeat(2 * 1024 * 1024)}"}`);
    for (const query of ['from=-1', 'from=1e9', 'limit=x', 'from=99999999999999999999', 'wait=9e9']) {
      const { status } = await fetch(`${sealer.url}/v1/blocks?${query}`);
      expect(status, query).to.equal(400);
    }
    const { port } = new URL(sealer.url);
    for (let n = 0; n < SOCKETS; n++) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.end(
            n % 2 === 0 ? dice.bytes(dice.int(1, 400)) : 'POST /v1/queue HTTP/1.1\r\ncontent-length: 9\r\n\r\n{',
          );
        });
        socket.on('error', () => undefined);
        socket.resume().once('close', () => resolve());
      });
    }
    console.log(`      ${JSON.stringify(statuses)}`);
    const metrics = await (await fetch(`${sealer.url}/metrics`)).text();
    expect(metrics).to.match(/domledger_sealer_refused_total\{code="[A-Z_]+"\} \d+/);
    const { body } = await submit(sealer.url, rate(sealer.network, 1));
    expect((await outcome(sealer.url, body['digest']))['state']).to.equal('sealed');
  });
});
