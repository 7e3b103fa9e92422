import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { createLog } from '../../../../core/runtime/log.ts';
import { createProgress, type StartStep } from '../../../../core/runtime/start/progress.ts';
import { blockRecordToJson } from '../../../../core/domain/seal/block-record.ts';
import type { Chain } from '../../../../sealer/chain/chain.ts';
import { connectQbft } from '../../../../sealer/engine/qbft/connect-qbft.ts';
import { createDateGuard } from '../../../../sealer/guards/date-guard.ts';
import { connectKeeper } from '../../../../sealer/keeper/connect-keeper.ts';
import { startKeeper } from '../../../../sealer/keeper/main.ts';
import { followChain } from '../../../../sealer/replica/follow-chain.ts';
import { createReplicaMetrics } from '../../../../sealer/replica/replica-metrics.ts';
import { createReplicaState } from '../../../../sealer/replica/replica-state.ts';
import { connectUpstream } from '../../../../sealer/replica/upstream.ts';
import { runStandby } from '../../../../sealer/standby/run-standby.ts';
import { refusal } from '../../../support/refusal.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { CHAIN_ID, openTestChain, SEALER, sealsBy, STRANGER } from '../../support/chains.ts';
import { companySettings } from '../../support/company.ts';
import { fakePeer, sendJson } from '../../support/fake-peer.ts';
import { keeperSettingsOf } from '../../support/sealer-pair.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { lineTo } from './support/cut-line.ts';
import { startQbftNode, type QbftNode } from './support/qbft-node.ts';

const VALIDATOR = STRANGER;

async function seal(chain: Chain, node: QbftNode): Promise<void> {
  const input = { transactions: [], timestamp: 0n, prevRandao: '0x', signer: sealsBy(SEALER) } as const;
  await Promise.all([chain.make(input), chain.head === undefined ? undefined : node.mine()]);
}

/** A company of three blocks, and the node of a replica that has block 0 alone. */
async function late(patienceMs: number) {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(tempFolder());
  const open = (url: string) => connectQbft({ ...engineAt(url), patienceMs });
  const node = opened.use(await startQbftNode(CHAIN_ID, VALIDATOR));
  const chain = opened.use(
    await openTestChain(join(folder.path, 'company'), { signer: SEALER, engine: await open(node.url) }),
  );
  for (const _ of [0, 1, 2]) await seal(chain, node);
  const own = opened.use(await startQbftNode(CHAIN_ID, VALIDATOR));
  const line = opened.use(await lineTo(own.url));
  const replica = opened.use(await openTestChain(join(folder.path, 'replica'), { engine: await open(line.url) }));
  await replica.follow(chain.record(0));
  const all = opened.move();
  return { folder, chain, own, line, replica, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

function engineAt(url: string) {
  const signal = new AbortController().signal;
  return { url, validator: VALIDATOR.address, chainId: CHAIN_ID, pollMs: 5, signal };
}

/** The company's blocks, to whoever follows it. */
async function serving(chain: Chain): ReturnType<typeof fakePeer> {
  return fakePeer((path, response) => {
    const from = Number(new URL(path, 'http://x').searchParams.get('from') ?? 0);
    const head = chain.head;
    const blocks = [1, 2].filter((number) => number >= from).map((number) => blockRecordToJson(chain.record(number)));
    sendJson(response, { blocks, head: { number: '2', sealHash: head?.sealHash, timestamp: `${head?.timestamp}` } });
  });
}

function illnessOf(check: () => void): string {
  try {
    check();
    return '';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

describe('a replica whose engine has a block later than the company sealed it, or is away', () => {
  it('takes the block once the engine has it, and answers readers while it waits', async () => {
    await using house = await late(300);
    const { chain, own, replica } = house;
    const following = refusal(() => replica.follow(chain.record(1)));
    let isWaiting = true;
    void following.then(() => (isWaiting = false));
    expect(await replica.request('eth_blockNumber', [])).to.equal('0x0');
    expect(isWaiting).to.equal(true);
    expect(await following).to.equal('ENGINE_BEHIND');
    expect(replica.broken).to.equal(undefined);
    await own.mine();
    let fetched = 0;
    own.lies.set('1', (block) => {
      fetched++;
      return block;
    });
    await replica.follow(chain.record(1));
    expect([replica.head?.number, fetched]).to.deep.equal([1n, 1]);
  });

  it('takes the block once the engine is there again after kill -9', async () => {
    await using house = await late(100);
    const { chain, own, line, replica } = house;
    await own.mine();
    line.cut();
    expect(await refusal(() => replica.follow(chain.record(1)))).to.match(/^ENGINE_(BEHIND|UNREACHABLE)$/);
    expect(replica.broken).to.equal(undefined);
    line.mend();
    await replica.follow(chain.record(1));
    expect(replica.head?.number).to.equal(1n);
  });

  it('does not wait for a block that the company did not seal', async () => {
    await using house = await late(600_000);
    const { chain, replica } = house;
    const { seal, ...rest } = chain.record(1);
    const lie = { ...rest, seal: { ...seal, signature: chain.record(2).seal.signature } };
    expect(await refusal(() => replica.follow(lie))).to.equal('SEAL_SIGNER');
  });

  it('goes on by itself, is red meanwhile, and blames nobody else for it', async () => {
    await using house = await late(20);
    const { folder, chain, own, line, replica } = house;
    await using company = await serving(chain);
    const { counts } = createReplicaMetrics(folder.path);
    const state = createReplicaState({
      chain: replica,
      counts,
      evidenceDir: join(folder.path, 'evidence'),
      from: () => company.url,
      progress: createProgress(() => undefined),
      dates: createDateGuard({ head: () => replica.head, withinMs: Infinity, now: Date.now }),
      log: createLog('test', 'silent'),
    });
    const stop = new AbortController();
    const upstream = connectUpstream(company.url);
    const events = state.followEvents;
    const following = followChain({ chain: replica, upstream, pollMs: 5, signal: stop.signal, events });
    const illness = (): string => illnessOf(state.check);
    await waitFor('it is red while its engine is behind', () => illness() === 'ENGINE_BEHIND');
    await own.mine();
    await waitFor('it has the first block', () => replica.head?.number === 1n);
    line.cut();
    await own.mine();
    line.mend();
    await waitFor('it has all', () => replica.head?.number === 2n && illness() === '');
    expect((await counts.unreachable.get()).values[0]?.value ?? 0).to.equal(0);
    stop.abort();
    expect(await following).to.equal(undefined);
  });
});

describe('a standby whose engine has a block later than the other sealer sealed it', () => {
  it('says so, is red meanwhile, and goes on by itself', async () => {
    await using house = await late(20);
    const { folder, chain, own, replica } = house;
    await using company = await serving(chain);
    const stop = new AbortController();
    const { signal } = stop;
    await using keeper = await startKeeper(keeperSettingsOf(join(folder.path, 'keeper')), signal);
    const token = readFileSync(keeper.tokenFile, 'utf8').trim();
    const steps: StartStep[] = [];
    const progress = createProgress((step) => steps.push(step));
    progress.begin('catching up with the other sealer');
    const standby = runStandby({
      settings: companySettings(join(folder.path, 'replica'), { takeoverAfter: '1h' }),
      chain: replica,
      keeper: connectKeeper({ url: keeper.url, token, signal }),
      primaryUrls: [company.url],
      holder: SEALER.address,
      told: () => false,
      progress,
      log: createLog('test', 'silent'),
      signal,
    });
    await waitFor('it is red while its engine is behind', () => illnessOf(standby.check) === 'ENGINE_BEHIND');
    await waitFor('its supervisor hears that it lives', () => steps.length > 0);
    await own.mine();
    await own.mine();
    await waitFor('it has all', () => replica.head?.number === 2n && illnessOf(standby.check) === '');
    stop.abort();
    expect(await standby.takeover).to.equal(undefined);
  });
});
