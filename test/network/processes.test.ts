import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { parseBlockRecord } from '../../core/domain/seal/block-record.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { internalBlockDigest } from '../../core/domain/ledger/internal-block.ts';
import { domainOf, parseNetwork, type Network } from '../../core/domain/ledger/network.ts';
import { readSettings } from '../../core/runtime/settings.ts';
import { replicaSettings } from '../../sealer/replica/settings.ts';
import { ask, companySettings, outcome, rate, submit } from '../sealer/support/company.ts';
import { waitFor } from '../support/wait-for.ts';
import { spawnProgram, type Spawned } from '../sealer/support/spawn-program.ts';
import { tempFolder } from '../sealer/support/temp-folder.ts';
import { randomFrom } from '../support/random-from.ts';
import { runCli } from '../support/run-cli.ts';
import { gethOrSkip } from './support/geth.ts';

const ROUNDS = 12;

type Over = Record<string, unknown>;

function spawnSealer(data: string, over: Over = {}): Promise<Spawned> {
  return spawnProgram('./company-process.ts', companySettings(data, { blockInterval: '5ms', ...over }));
}

function spawnReplica(data: string, from: string, over: Over = {}): Promise<Spawned> {
  const overrides = { data, from, port: 0, logLevel: 'silent', poll: '10ms', ...over };
  return spawnProgram('./replica-process.ts', readSettings(replicaSettings, { prefix: 'TEST_REPLICA_', overrides }));
}

async function headOf(url: string): Promise<{ number: number; sealHash: unknown }> {
  const { body } = await ask(`${url}/v1/head`);
  return { number: Number(body['number']), sealHash: body['sealHash'] };
}

/** Waits until all show one head, and compares what they serve of it. */
async function agree(urls: readonly string[], network: Network): Promise<void> {
  const first = urls[0] ?? '';
  await waitFor('that all have one head', async () => {
    const heads = await Promise.all(urls.map(headOf));
    return heads.every(({ number }) => number === heads[0]?.number) ? true : undefined;
  });
  const { number } = await headOf(first);
  const views = await Promise.all(
    urls.map(async (url) => ({
      head: await headOf(url),
      records: (await ask(`${url}/v1/blocks?from=${Math.max(0, number - 20)}&limit=100`)).body,
      rpc: await Promise.all([
        rpc(url, 'eth_getProof', [
          network.contracts.tariffs,
          [0, 1].map((slot) => `0x${String(slot).padStart(64, '0')}`),
          `0x${number.toString(16)}`,
        ]),
        rpc(url, 'eth_getLogs', [{ address: network.contracts.tariffs, fromBlock: '0x1', toBlock: 'latest' }]),
        rpc(url, 'eth_getBlockByNumber', ['finalized', false]).then(hashOf),
      ]),
    })),
  );
  for (const view of views.slice(1)) expect(view).to.deep.equal(views[0]);
}

async function rpc(url: string, method: string, params: unknown[]): Promise<unknown> {
  const { body } = await ask(`${url}/rpc`, { jsonrpc: '2.0', id: 1, method, params });
  expect(body, method).to.have.property('result').that.is.ok;
  return body['result'];
}

function hashOf(block: unknown): unknown {
  return typeof block === 'object' && block !== null && 'hash' in block ? block.hash : undefined;
}

/** Sends `count` rates and waits until the last one is on its ledger. */
async function load(url: string, network: Network, from: number, count: number): Promise<void> {
  let last: unknown;
  for (let n = from; n < from + count; n++) last = (await submit(url, rate(network, n))).body['digest'];
  expect((await outcome(url, last))['state']).to.equal('sealed');
}

describe('three programs of a network', function () {
  it('agree on blocks and state, a replica of a replica too, and after each was killed', async () => {
    using folder = tempFolder();
    const data = (name: string): string => join(folder.path, name);
    let sealer = await spawnSealer(data('sealer'));
    const { port } = new URL(sealer.url);
    const network = parseNetwork((await ask(`${sealer.url}/v1/network`)).body);
    const near = await spawnReplica(data('near'), sealer.url);
    let far = await spawnReplica(data('far'), near.url);
    await load(sealer.url, network, 0, 30);
    await agree([sealer.url, near.url, far.url], network);
    await far.kill();
    await sealer.kill();
    sealer = await spawnSealer(data('sealer'), { port: Number(port) });
    await load(sealer.url, network, 30, 30);
    far = await spawnReplica(data('far'), near.url);
    await agree([sealer.url, near.url, far.url], network);
    for (const program of [far, near, sealer]) await program.kill();
  });
});

describe('a network on go-ethereum', function () {
  let geth: Over = {};
  before(function () {
    geth = { engine: 'geth', gethBinary: gethOrSkip(this) };
  });

  it('refuses settings that name no go-ethereum', async () => {
    using folder = tempFolder();
    let failed: unknown;
    await spawnSealer(folder.path, { engine: 'geth' }).catch((error: unknown) => (failed = error));
    expect(String(failed)).to.include('ENGINE_SETTINGS');
  });

  it('serves the same through either engine, is verified, and goes on under the other engine', async () => {
    using folder = tempFolder();
    const data = (name: string): string => join(folder.path, name);
    let sealer = await spawnSealer(data('sealer'), geth);
    const { port } = new URL(sealer.url);
    const network = parseNetwork((await ask(`${sealer.url}/v1/network`)).body);
    const near = await spawnReplica(data('near'), sealer.url);
    const far = await spawnReplica(data('far'), near.url, geth);
    await load(sealer.url, network, 0, 40);
    await agree([sealer.url, near.url, far.url], network);

    // What the ledger refuses, it refuses for the same reason.
    const { digest } = (await submit(sealer.url, rate(network, 0))).body;
    const refused = await outcome(sealer.url, digest);
    expect(refused)
      .to.include({ state: 'refused' })
      .and.have.nested.property('error.name')
      .that.is.not.equal('Refused');
    await agree([sealer.url, near.url, far.url], network);
    for (const { url } of [near, far])
      expect((await ask(`${url}/v1/queue/${String(digest)}`)).body).to.deep.equal(refused);

    // The embedded engine goes on from the log that go-ethereum filled, and the other way round.
    for (const [engine, from] of [[{}, 40] as const, [geth, 80] as const]) {
      await sealer.kill();
      sealer = await spawnSealer(data('sealer'), { port: Number(port), ...engine });
      await load(sealer.url, network, from, 40);
      await agree([sealer.url, near.url, far.url], network);
    }
    for (const program of [far, near, sealer]) await program.kill();
    const verified = await runCli(['verify', '--data', data('sealer')], { killAfterMs: 60_000 });
    expect(verified.code, verified.stdout + verified.stderr).to.equal(0);
  });

  it(`loses nothing and seals nothing twice through ${ROUNDS} kills of go-ethereum and the sealer`, async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    mkdirSync(data);
    const random = randomFrom(20_261_122);
    let sealer = await spawnSealer(data, geth);
    const { port } = new URL(sealer.url);
    const network = parseNetwork((await ask(`${sealer.url}/v1/network`)).body);
    const replica = await spawnReplica(join(folder.path, 'replica'), sealer.url);
    const promised = new Set<Hex>();
    let n = 0;
    const press = async (signal: AbortSignal): Promise<void> => {
      while (!signal.aborted) {
        const block = rate(network, n++);
        try {
          const { status } = await submit(sealer.url, block);
          if (status === 202) promised.add(internalBlockDigest(domainOf(network), block.ledger, block.block));
        } catch (error) {
          // The sealer ended under the request: nothing was promised by it.
          if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
          if (!signal.aborted) await delay(5);
        }
      }
    };
    for (let round = 0; round < ROUNDS; round++) {
      const stop = new AbortController();
      const pressing = [press(stop.signal), press(stop.signal)];
      await delay(100 + random() * 400);
      if (round % 2 === 0) {
        process.kill(Number(readFileSync(join(data, 'geth', 'geth.pid'), 'utf8')), 'SIGKILL');
        // A sealer without its engine ends by itself.
        await sealer.ended;
      } else {
        await sealer.kill();
      }
      stop.abort();
      await Promise.all(pressing);
      sealer = await spawnSealer(data, { port: Number(port), ...geth });
    }
    expect(promised.size).to.be.greaterThan(ROUNDS);
    for (const digest of promised) {
      expect((await outcome(sealer.url, digest))['state']).to.be.oneOf(['sealed', 'refused']);
    }
    await agree([sealer.url, replica.url], network);
    expect((await ask(`${replica.url}/v1/evidence`)).body).to.deep.equal({ evidence: [] });
    const numbers: bigint[] = [];
    const head = await headOf(sealer.url);
    while (numbers.length <= head.number) {
      const { body } = await ask(`${sealer.url}/v1/blocks?from=${numbers.length}&limit=500`);
      const blocks: unknown = body['blocks'];
      if (!Array.isArray(blocks) || blocks.length === 0) throw new Error('the sealer gave no blocks');
      numbers.push(...blocks.map((block) => parseBlockRecord(block).number));
    }
    expect(numbers).to.deep.equal(numbers.map((_, at) => BigInt(at)));
    for (const program of [replica, sealer]) await program.kill();
  });
});
