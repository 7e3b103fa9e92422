import { join } from 'node:path';
import { expect } from 'chai';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import type { Chain } from '../../../sealer/chain/chain.ts';
import { watchSources } from '../../../sealer/replica/better-source.ts';
import { followChain } from '../../../sealer/replica/follow-chain.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { connectUpstream } from '../../../sealer/replica/upstream.ts';
import { waitFor } from '../../support/wait-for.ts';
import { grow, openTestChain, SEALER } from '../support/chains.ts';
import { ask, startCompany } from '../support/company.ts';
import { fakePeer, sendJson } from '../support/fake-peer.ts';
import { holds } from '../support/holds.ts';
import { replicaSettingsOf } from './support/replica-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

const LOOK_MS = 20;

type Served = AsyncDisposable & { url: string; asked: () => number };

/** Serves the blocks of a chain up to `most`, which may rise. */
async function serve(chain: Chain, most: () => number, told: () => number = most): Promise<Served> {
  let asked = 0;
  const peer = await fakePeer((path, response) => {
    asked++;
    const from = Number(new URL(path, 'http://peer').searchParams.get('from'));
    const blocks: unknown[] = [];
    for (let number = from; number <= most(); number++) blocks.push(JSON.parse(chain.recordText(number)));
    const { sealHash, timestamp } = headAt(chain, Math.min(told(), Number(chain.head?.number)));
    sendJson(response, { blocks, head: { number: told().toString(), sealHash, timestamp } });
  });
  return { url: peer.url, asked: () => asked, [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose]() };
}

function headAt(chain: Chain, number: number): { sealHash: string; timestamp: string } {
  const { head } = chain;
  if (head === undefined) throw new Error('a chain without block 0');
  const sealHash = BigInt(number) === head.number ? head.sealHash : chain.record(number + 1).seal.parentSeal;
  return { sealHash, timestamp: chain.record(number).timestamp.toString() };
}

/** A sealer's chain of five blocks, and a follower's of the first three. */
async function chains(folder: string): Promise<AsyncDisposable & { sealed: Chain; own: Chain }> {
  await using opened = new AsyncDisposableStack();
  const sealed = opened.use(await openTestChain(join(folder, 'sealed'), { signer: SEALER }));
  await grow(sealed, 5);
  const own = opened.use(await openTestChain(join(folder, 'own')));
  for (let number = 0; number <= 3; number++) await own.follow(sealed.record(number));
  const all = opened.move();
  return { sealed, own, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

describe('a replica with several sources', () => {
  it('leaves the one that stands still for the one that shows the next block', async () => {
    using folder = tempFolder();
    await using both = await chains(folder.path);
    const { sealed, own } = both;
    await using old = await serve(sealed, () => 3);
    await using risen = await serve(sealed, () => 5);
    const upstream = connectUpstream(old.url, risen.url);
    const stop = new AbortController();
    const following = followChain({ chain: own, upstream, pollMs: 10, signal: stop.signal });
    await holds(own, 5n);
    expect(upstream.url).to.equal(risen.url);
    stop.abort();
    expect(await following).to.equal(undefined);
  });

  it('gives the one that it asks as long as a look before it leaves it', async () => {
    using folder = tempFolder();
    await using both = await chains(folder.path);
    await using risen = await serve(both.sealed, () => 5);
    const stop = new AbortController();
    const upstream = connectUpstream('http://127.0.0.1:9', risen.url);
    const watch = watchSources({ chain: both.own, upstream, signal: stop.signal, lookMs: LOOK_MS });
    const called = new Promise<void>((resolve) => (watch.onBetter = resolve));
    await waitFor('the first look', () => watch.highest !== undefined);
    expect(watch.take()).to.equal(undefined);
    await called;
    expect([watch.take(), watch.take()]).to.deep.equal([risen.url, undefined]);
    expect(watch.highest).to.deep.equal({ number: 4n, url: risen.url });
    stop.abort();
  });

  it('turns to nobody for a number without its block, nor for a block that the company did not seal', async () => {
    using folder = tempFolder();
    await using both = await chains(folder.path);
    const { sealed, own } = both;
    await using boaster = await serve(
      sealed,
      () => 3,
      () => 1_000,
    );
    await using forger = await fakePeer((_path, response) => {
      const record = JSON.parse(sealed.recordText(4)) as { seal: { signature: string } };
      record.seal.signature = sealed.record(3).seal.signature;
      sendJson(response, { blocks: [record], head: { number: '4', ...headAt(sealed, 4) } });
    });
    const stop = new AbortController();
    const upstream = connectUpstream('http://127.0.0.1:9', boaster.url, forger.url);
    const watch = watchSources({ chain: own, upstream, signal: stop.signal, lookMs: LOOK_MS });
    await waitFor('many looks', () => boaster.asked() > 5);
    expect([watch.take(), watch.highest]).to.deep.equal([undefined, undefined]);
    stop.abort();
  });

  it('returns to the first one once that has what it has, but not so soon to one that stood still', async () => {
    using folder = tempFolder();
    await using both = await chains(folder.path);
    const { sealed, own } = both;
    let first = 2;
    await using back = await serve(sealed, () => first);
    const stop = new AbortController();
    const upstream = connectUpstream(back.url, 'http://127.0.0.1:9');
    upstream.turn();
    let now = 0;
    const watch = watchSources({ chain: own, upstream, signal: stop.signal, lookMs: LOOK_MS, now: () => now });
    const looked = async (peer: Served): Promise<void> => {
      const before = peer.asked();
      await waitFor('two more looks', () => peer.asked() > before + 2);
    };
    await looked(back);
    expect(watch.take(), 'behind').to.equal(undefined);
    first = 3;
    await looked(back);
    expect(watch.take(), 'level').to.equal(back.url);
    upstream.turnTo(back.url);
    // Now the first stands still at 3, and the other one shows 4.
    first = 3;
    await using risen = await serve(sealed, () => 4);
    const among = connectUpstream(back.url, risen.url);
    const second = watchSources({ chain: own, upstream: among, signal: stop.signal, lookMs: LOOK_MS, now: () => now });
    await looked(risen);
    await looked(risen);
    expect(second.take(), 'ahead').to.equal(risen.url);
    among.turnTo(risen.url);
    await own.follow(sealed.record(4));
    first = 4;
    await looked(back);
    expect(second.take(), 'left a moment ago').to.equal(undefined);
    now = 60_000;
    await looked(back);
    expect(second.take(), 'a minute later').to.equal(back.url);
    stop.abort();
  });

  it('stands still in no circle: two that name each other second follow the sealer again after its restart', async () => {
    using folder = tempFolder();
    const [port = 0, a = 0, b = 0] = await freePorts(3);
    const url = (of: number): string => `http://127.0.0.1:${of}`;
    const { signal } = new AbortController();
    const start = (name: string, own: number, second: number): ReturnType<typeof startReplica> =>
      startReplica(replicaSettingsOf(join(folder.path, name), `${url(port)},${url(second)}`, { port: own }), signal);
    const data = join(folder.path, 'sealer');
    await using opened = new AsyncDisposableStack();
    const follows = async (of: number): Promise<unknown> => (await ask(`${url(of)}/health`)).body['from'];
    {
      await using sealer = await startCompany(data, { port });
      for (const replica of [await start('a', a, b), await start('b', b, a)]) {
        opened.use(replica);
        await holds(replica.chain, sealer.chain.head?.number ?? 0n);
      }
    }
    const circle = async (): Promise<boolean> => (await follows(a)) === url(b) && (await follows(b)) === url(a);
    await waitFor('each follows the other', circle);
    await using sealer = await startCompany(data, { port, heartbeat: '200ms' });
    const head = Number((await ask(`${url(port)}/v1/head`)).body['number']) + 5;
    await holds(sealer.chain, BigInt(head));
    const began = performance.now();
    await waitFor('both have what the sealer had', async () => {
      const heads = await Promise.all([a, b].map(async (of) => (await ask(`${url(of)}/v1/head`)).body['number']));
      return heads.every((number) => Number(number) >= head);
    });
    expect(performance.now() - began).to.be.below(20_000);
    await waitFor('both follow the first again', async () => {
      return (await follows(a)) === url(port) && (await follows(b)) === url(port);
    });
  });
});
