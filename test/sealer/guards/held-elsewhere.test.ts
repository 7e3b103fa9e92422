import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import { requireForeignReplicas } from '../../../sealer/guards/held-elsewhere.ts';
import { startKeeper } from '../../../sealer/keeper/main.ts';
import { startSealer, type RunningSealer } from '../../../sealer/main.ts';
import { startReplica, type RunningReplica } from '../../../sealer/replica/main.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { replicaSettingsOf } from '../replica/support/replica-settings.ts';
import { ask, COMPANY, companySettings, outcome, PORTAL, rate, startCompany, submit } from '../support/company.ts';
import { copyCompany } from '../support/copy-company.ts';
import { fakePeer, sendJson } from '../support/fake-peer.ts';
import { holds } from '../support/holds.ts';
import { keeperSettingsOf } from '../support/sealer-pair.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SIGNAL = new AbortController().signal;

async function carry(sealer: RunningSealer, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n++) {
    const { body } = await submit(sealer.url, rate(sealer.network, n));
    expect((await outcome(sealer.url, body['digest']))['state']).to.equal('sealed');
  }
}

const headOf = ({ chain }: RunningSealer): bigint => chain.head?.number ?? -1n;

/** A company that sealed three blocks after its folder was copied, gone by now, and a replica of another owner that holds them all. */
async function restored(
  folder: string,
): Promise<AsyncDisposable & { copy: string; port: number; replica: RunningReplica; head: bigint }> {
  const [port = 0] = await freePorts(1);
  const data = join(folder, 'sealer');
  await using opened = new AsyncDisposableStack();
  let copy: string;
  let head: bigint;
  let replica: RunningReplica;
  {
    await using sealer = await startCompany(data, { port });
    await carry(sealer, 0, 2);
    copy = copyCompany(data, join(folder, 'copy'));
    await carry(sealer, 2, 3);
    head = headOf(sealer);
    replica = opened.use(await startReplica(replicaSettingsOf(join(folder, 'replica'), sealer.url), SIGNAL));
    await holds(replica.chain, head);
  }
  const all = opened.move();
  return { copy, port, replica, head, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

describe('a sealer whose folder is older than what others hold', () => {
  it('takes their blocks before it seals, and goes on behind them', async () => {
    using folder = tempFolder();
    await using old = await restored(folder.path);
    const { copy, port, replica, head } = old;
    await using sealer = await startCompany(copy, { port, foreignReplicas: replica.url });
    expect(headOf(sealer)).to.equal(head);
    await carry(sealer, 5, 2);
    await holds(replica.chain, head + 2n);
    expect(replica.chain.head).to.deep.equal(sealer.chain.head);
    expect(replica.fault()).to.equal(undefined);
    expect((await ask(`${sealer.url}/health`)).body).to.not.have.property('alone');
  });

  it('is held up for moments alone by one that names a head and shows no block of it', async () => {
    using folder = tempFolder();
    await using old = await restored(folder.path);
    const { copy, port, replica, head } = old;
    const boast = { number: '1000', sealHash: replica.chain.head?.sealHash, timestamp: '1' };
    await using boaster = await fakePeer((_path, response) => sendJson(response, { blocks: [], head: boast }));
    await using sealer = await startCompany(copy, { port, foreignReplicas: `${boaster.url},${replica.url}` });
    expect(headOf(sealer)).to.equal(head);
  });

  it('finds all of it by its keys and network.json alone', async () => {
    using folder = tempFolder();
    await using old = await restored(folder.path);
    const { copy, port, replica, head } = old;
    for (const name of readdirSync(copy)) if (!name.endsWith('.json') && !name.endsWith('.password')) drop(copy, name);
    await using sealer = await startCompany(copy, { port, foreignReplicas: replica.url });
    expect(headOf(sealer)).to.equal(head);
    await carry(sealer, 5, 1);
    await holds(replica.chain, head + 1n);
    expect(replica.fault()).to.equal(undefined);
  });

  it('seals nothing while nobody answers, and alone only where that is said, and shown', async () => {
    using folder = tempFolder();
    await using old = await restored(folder.path);
    const { copy, port, replica } = old;
    const [silent = 0] = await freePorts(1);
    const stop = new AbortController();
    const over = { port, foreignReplicas: `http://127.0.0.1:${silent}` };
    const waiting = startSealer(companySettings(copy, over), stop.signal);
    const ended = waiting.catch((error: unknown) => error);
    const step = await waitFor('it says whom it waits for', async () => {
      const answer = await ask(`http://127.0.0.1:${port}/health`).catch(() => undefined);
      const text = JSON.stringify(answer?.body ?? {});
      return answer?.status === 503 && text.includes('replica of another owner') && text;
    });
    expect(step).to.include(over.foreignReplicas);
    expect((await ask(`http://127.0.0.1:${port}/v1/queue`, {})).status).to.equal(503);
    stop.abort();
    await ended;
    await using sealer = await startCompany(copy, { ...over, alone: true });
    expect((await ask(`${sealer.url}/health`)).body['alone']).to.equal(true);
    // This is what the question is for: the honest company convicts itself.
    await carry(sealer, 7, 1);
    await replica.done;
    expect(replica.fault()?.evidence.kind).to.equal('double-seal');
    await sealer[Symbol.asyncDispose]();
    expect(await refusal(() => startCompany(copy, { port, foreignReplicas: replica.url }))).to.equal('HELD_OTHERWISE');
    expect(readdirSync(join(copy, 'evidence'))).to.have.length(1);
  });

  it('must be told of a replica where others are witnesses', () => {
    const network = { company: COMPANY.address, witnesses: [{ key: COMPANY.address, owner: PORTAL.address }] };
    const unset = { alone: false };
    expect(() => requireForeignReplicas(unset, { ...network, witnesses: [] })).to.not.throw();
    expect(() => requireForeignReplicas({ alone: true }, network)).to.not.throw();
    expect(() => requireForeignReplicas({ ...unset, foreignReplicas: ['http://a'] }, network)).to.not.throw();
    expect(() => requireForeignReplicas(unset, { ...network, company: PORTAL.address })).to.not.throw();
    expect(() => requireForeignReplicas(unset, network))
      .to.throw('has 1 witnesses of other owners')
      .with.property('code', 'FOREIGN_REPLICAS_UNSET');
  });
});

describe('a keeper whose folder is older than what it signed', () => {
  it('is shown the blocks by its sealer, and signs none of their numbers again', async () => {
    using folder = tempFolder();
    const keys = join(folder.path, 'keeper');
    const copy = join(folder.path, 'keeper-copy');
    const data = join(folder.path, 'sealer');
    let head: bigint;
    {
      await using keeper = await startKeeper(keeperSettingsOf(keys), SIGNAL);
      const over = { keeper: keeper.url, keeperToken: keeper.tokenFile };
      await using sealer = await startCompany(data, over);
      await carry(sealer, 0, 1);
      copyCompany(keys, copy);
      await carry(sealer, 1, 3);
      head = headOf(sealer);
    }
    await using keeper = await startKeeper(keeperSettingsOf(copy), SIGNAL);
    await using sealer = await startCompany(data, { keeper: keeper.url, keeperToken: keeper.tokenFile });
    await carry(sealer, 4, 1);
    expect(headOf(sealer) > head).to.equal(true);
  });
});

function drop(folder: string, name: string): void {
  const path = join(folder, name);
  if (existsSync(path)) rmSync(path, { recursive: true });
}
