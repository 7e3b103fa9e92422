import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { internalBlockDigest } from '../../core/domain/ledger/internal-block.ts';
import { domainOf, parseNetwork, type Network } from '../../core/domain/ledger/network.ts';
import { readSettings } from '../../core/runtime/settings.ts';
import { startReplica } from '../../sealer/replica/main.ts';
import { replicaSettings } from '../../sealer/replica/settings.ts';
import { ask, companySettings, outcome, rate, submit } from './support/company.ts';
import { spawnProgram, type Spawned } from './support/spawn-program.ts';
import { holds } from './support/holds.ts';
import { waitFor } from '../support/wait-for.ts';
import { tempFolder } from './support/temp-folder.ts';

// A few of each; test/faults/chain does it in numbers.
const KILLS = 4;
const REPLICA_KILLS = 2;

/** A repeatable stream of numbers from 0 to 1, so that a failure comes again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

function portOf(program: Spawned): number {
  return Number(new URL(program.url).port);
}

describe('kill -9', () => {
  const spawned: Spawned[] = [];
  const spawn = async (script: string, settings: unknown): Promise<Spawned> => {
    const program = await spawnProgram(script, settings);
    spawned.push(program);
    return program;
  };
  // Whatever a test that failed left running would keep this process from ending.
  afterEach(() => Promise.all(spawned.splice(0).map((program) => program.kill())));

  it('of the sealer at any instant loses nothing that was promised, and never shows two blocks of one number', async () => {
    using folder = tempFolder();
    const random = randomFrom(20_261_122);
    const data = join(folder.path, 'sealer');
    let port = 0;
    const start = (): Promise<Spawned> => spawn('./company-process.ts', companySettings(data, { port }));
    let sealer = await start();
    port = portOf(sealer);
    const network: Network = parseNetwork((await ask(`${sealer.url}/v1/network`)).body);
    const settings = readSettings(replicaSettings, {
      prefix: 'TEST_REPLICA_',
      overrides: { data: join(folder.path, 'replica'), from: sealer.url, port: 0, logLevel: 'silent', poll: '10ms' },
    });
    await using replica = await startReplica(settings, new AbortController().signal);

    const promised = new Set<Hex>();
    const seen = new Map<string, unknown>();
    let n = 0;
    const load = async (signal: AbortSignal): Promise<void> => {
      while (!signal.aborted) {
        const block = rate(network, n++);
        try {
          const { status } = await submit(sealer.url, block);
          if (status === 202) promised.add(internalBlockDigest(domainOf(network), block.ledger, block.block));
          const { body: head } = await ask(`${sealer.url}/v1/head`);
          const number = String(head['number']);
          const before = seen.get(number);
          if (before !== undefined) expect(head['sealHash']).to.equal(before);
          seen.set(number, head['sealHash']);
        } catch (error) {
          // The sealer was killed under the request: nothing was promised by it.
          if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
          if (!signal.aborted) await delay(5);
        }
      }
    };

    for (let kill = 0; kill < KILLS; kill++) {
      const stop = new AbortController();
      const loads = [load(stop.signal), load(stop.signal), load(stop.signal)];
      // On a busy machine a sealer may be killed before it has promised anything: that shows nothing.
      const before = promised.size;
      await waitFor('a promise of this sealer', () => promised.size > before);
      await delay(20 + random() * 180);
      await sealer.kill();
      stop.abort();
      await Promise.all(loads);
      sealer = await start();
    }

    expect(promised.size).to.be.at.least(KILLS);
    for (const digest of promised) {
      // A rate that is dated before one on the ledger is refused there; but it was carried, as promised.
      expect((await outcome(sealer.url, digest))['state']).to.be.oneOf(['sealed', 'refused']);
    }
    const { body: head } = await ask(`${sealer.url}/v1/head`);
    await holds(replica.chain, BigInt(String(head['number'])));
    expect(replica.fault()).to.equal(undefined);
    expect(replica.chain.head?.sealHash).to.equal(head['sealHash']);
    for (const [number, sealHash] of seen) {
      const next = Number(number) + 1;
      const held =
        BigInt(number) === replica.chain.head?.number
          ? replica.chain.head.sealHash
          : replica.chain.record(next).seal.parentSeal;
      expect(held, `block ${number}`).to.equal(sealHash);
    }
    await sealer.kill();
  });

  it('of a replica at any instant: it goes on and comes to the same head', async () => {
    using folder = tempFolder();
    const random = randomFrom(7);
    const sealer = await spawn('./company-process.ts', companySettings(join(folder.path, 'sealer')));
    const network = parseNetwork((await ask(`${sealer.url}/v1/network`)).body);
    const overrides = {
      data: join(folder.path, 'replica'),
      from: sealer.url,
      port: 0,
      logLevel: 'silent',
      poll: '10ms',
    };
    const settings = readSettings(replicaSettings, { prefix: 'TEST_REPLICA_', overrides });
    let n = 0;
    for (let kill = 0; kill < REPLICA_KILLS; kill++) {
      const replica = await spawn('./replica-process.ts', settings);
      const until = Date.now() + 10 + random() * 100;
      while (Date.now() < until) await submit(sealer.url, rate(network, n++));
      await replica.kill();
    }
    const last = await submit(sealer.url, rate(network, n));
    await outcome(sealer.url, last.body['digest']);
    await using replica = await startReplica(settings, new AbortController().signal);
    const { body: head } = await ask(`${sealer.url}/v1/head`);
    await holds(replica.chain, BigInt(String(head['number'])));
    expect(replica.chain.head?.sealHash).to.equal(head['sealHash']);
    await sealer.kill();
  });
});
