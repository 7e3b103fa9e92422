import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkEvidence } from '../../../core/domain/evidence/evidence.ts';
import { parseEvidence } from '../../../core/domain/evidence/evidence-json.ts';
import { cosignatureDigest } from '../../../core/domain/seal/seal.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { recoverAddress } from '../../../core/domain/ledger/internal-block.ts';
import { startReplica, type RunningReplica } from '../../../sealer/replica/main.ts';
import { writeNetworkFile } from '../../../sealer/network/network-file.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { ask, outcome, rate, startCompany, submit } from '../support/company.ts';
import { copyCompany } from '../support/copy-company.ts';
import { fakePeer } from '../support/fake-peer.ts';
import { holds } from '../support/holds.ts';
import { launchProgram } from '../support/spawn-program.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { replicaSettingsOf } from './support/replica-settings.ts';

const SIGNAL = new AbortController().signal;

async function carry(sealer: RunningSealer, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n++) {
    const { body } = await submit(sealer.url, rate(sealer.network, n));
    expect((await outcome(sealer.url, body['digest']))['state']).to.equal('sealed');
  }
}

async function caughtUp(replica: RunningReplica, sealer: RunningSealer): Promise<void> {
  const number = sealer.chain.head?.number ?? 0n;
  await holds(replica.chain, number);
  expect(replica.chain.head?.number).to.equal(number);
}

/** Resolves when the replica has found proof against the company. */
async function faultOf(replica: RunningReplica): Promise<void> {
  await replica.done;
  expect(replica.fault()).to.not.equal(undefined);
}

describe('replica', () => {
  it('refuses to run twice on one folder, and on a folder of another network', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    const settings = replicaSettingsOf(join(folder.path, 'replica'), sealer.url);
    {
      await using replica = await startReplica(settings, SIGNAL);
      expect(replica.chain.head?.number).to.equal(1n);
      expect(await refusal(() => startReplica(settings, SIGNAL))).to.equal('DATA_IN_USE');
    }
    const pinned = join(folder.path, 'pinned.json');
    writeNetworkFile(pinned, { ...sealer.network, name: 'another' });
    expect(await refusal(() => startReplica({ ...settings, network: pinned }, SIGNAL))).to.equal('NETWORK_CHANGED');
  });

  it('refuses blocks that are not sealed by the key that it trusts', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    const pinned = join(folder.path, 'pinned.json');
    const seal = { ...sealer.network.seal, address: sealer.network.company };
    writeNetworkFile(pinned, { ...sealer.network, seal });
    const data = join(folder.path, 'replica');
    let asked = 0;
    await using between = await fakePeer((path, response) => {
      if (path.startsWith('/v1/blocks')) asked++;
      void fetch(sealer.url + path).then(async (told) => response.writeHead(told.status).end(await told.text()));
    });
    const over = { network: pinned, logLevel: 'warn' };
    const program = launchProgram('./replica-process.ts', replicaSettingsOf(data, between.url, over));
    try {
      // It asks again after each refusal, and never serves: there is nothing that it could.
      await waitFor('the replica asks again and again', () => asked > 2);
    } finally {
      await program.kill();
    }
    const [refused = ''] = program.complained().split('\n');
    expect(JSON.parse(refused)).to.include({ code: 'SEAL_SIGNER', from: between.url });
    expect(refused).to.include(sealer.network.company);
    expect(program.said()).to.not.include('ready');
    expect(statSync(join(data, 'blocks.log')).size).to.equal(0);
  });

  it('serves the same head, blocks and state as the sealer, and follows without waiting for its next poll', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    const settings = replicaSettingsOf(join(folder.path, 'replica'), sealer.url, { poll: '1h' });
    await using replica = await startReplica(settings, SIGNAL);
    await carry(sealer, 0, 3);
    await caughtUp(replica, sealer);
    for (const path of ['/v1/head', '/v1/network', '/v1/blocks?from=0&limit=100']) {
      expect(await ask(replica.url + path), path).to.deep.equal(await ask(sealer.url + path));
    }
    const call = { jsonrpc: '2.0', id: 1, method: 'eth_getBlockByNumber', params: ['latest', true] };
    expect(await ask(`${replica.url}/rpc`, call)).to.deep.equal(await ask(`${sealer.url}/rpc`, call));
    expect((await ask(`${replica.url}/v1/queue`, {})).status).to.equal(404);
  });

  it('goes on where it stopped, and serves what it has while the sealer is away', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    const settings = { from: '', data: join(folder.path, 'replica') };
    let port: string;
    {
      await using sealer = await startCompany(data);
      port = new URL(sealer.url).port;
      settings.from = sealer.url;
      await using replica = await startReplica(replicaSettingsOf(settings.data, settings.from), SIGNAL);
      await carry(sealer, 0, 2);
      await caughtUp(replica, sealer);
    }
    await using replica = await startReplica(replicaSettingsOf(settings.data, settings.from), SIGNAL);
    expect((await ask(`${replica.url}/v1/head`)).body['number']).to.equal('3');
    await using sealer = await startCompany(data, { port: Number(port) });
    await carry(sealer, 2, 2);
    await caughtUp(replica, sealer);
    expect(replica.chain.head).to.deep.equal(sealer.chain.head);
  });

  it('follows another replica as well', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    await using first = await startReplica(replicaSettingsOf(join(folder.path, 'first'), sealer.url), SIGNAL);
    await using second = await startReplica(replicaSettingsOf(join(folder.path, 'second'), first.url), SIGNAL);
    await carry(sealer, 0, 2);
    await caughtUp(second, sealer);
    expect(second.chain.head).to.deep.equal(sealer.chain.head);
  });

  it('cosigns the heads that it verified, and nothing else', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    const settings = replicaSettingsOf(join(folder.path, 'replica'), sealer.url, { witness: true });
    await using replica = await startReplica(settings, SIGNAL);
    expect((await ask(`${replica.url}/v1/cosignatures/99`)).status).to.equal(404);
    expect((await ask(`${replica.url}/v1/cosignatures/one`)).status).to.equal(400);
    const { body } = await ask(`${replica.url}/v1/cosignatures/1`);
    const [cosignature] = body['cosignatures'] as Record<string, string>[];
    const { witness = '', sealHash = '', time = '', signature = '' } = cosignature ?? {};
    expect(sealHash).to.equal(sealer.chain.head?.sealHash);
    const word = { number: 1n, sealHash: sealHash as `0x${string}`, time: BigInt(time) };
    const digest = cosignatureDigest(domainOf(sealer.network), word);
    expect(recoverAddress(digest, signature as `0x${string}`)).to.equal(witness);
    expect((await ask(`${replica.url}/health`)).body['witness']).to.equal(witness);
  });

  it('stops, keeps the proof and shows red when the company rewrites the newest block', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    const settings = replicaSettingsOf(join(folder.path, 'replica'), 'http://127.0.0.1:1');
    let backup: string;
    let from: string;
    {
      await using sealer = await startCompany(data);
      from = sealer.url;
      await carry(sealer, 0, 1);
      backup = copyCompany(data, join(folder.path, 'backup'));
      await using replica = await startReplica({ ...settings, from: [from] }, SIGNAL);
      await carry(sealer, 1, 1);
      await caughtUp(replica, sealer);
    }
    // The company puts back an old state under the same key and address, and seals something else.
    await using cheat = await startCompany(backup, { port: Number(new URL(from).port) });
    await carry(cheat, 7, 1);
    await using replica = await startReplica({ ...settings, from: [from] }, SIGNAL);
    await faultOf(replica);
    const health = await ask(`${replica.url}/health`);
    expect(health.status).to.equal(503);
    expect(health.body['detail']).to.include('There is proof against the company');
    const files = readdirSync(join(settings.data, 'evidence'));
    expect(files).to.deep.equal(['double-seal-3.json']);
    const file: unknown = JSON.parse(readFileSync(join(settings.data, 'evidence', 'double-seal-3.json'), 'utf8'));
    const accused = { domain: domainOf(cheat.network), signer: cheat.network.seal.address, targetBits: 4 };
    expect(checkEvidence(parseEvidence(file), accused)).to.include('two seals of block 3');
    expect((await ask(`${replica.url}/v1/evidence`)).body['evidence']).to.deep.equal([file]);
    expect((await ask(`${replica.url}/v1/head`)).body['number']).to.equal('3');
  });

  it('finds the fork as well when the rewritten chain is longer, or shorter, than its own', async () => {
    for (const [ours, theirs] of [
      [1, 3],
      [3, 1],
    ] as const) {
      using folder = tempFolder();
      const data = join(folder.path, 'sealer');
      const settings = replicaSettingsOf(join(folder.path, 'replica'), 'http://127.0.0.1:1');
      let backup: string;
      let from: string;
      {
        await using sealer = await startCompany(data);
        from = sealer.url;
        backup = copyCompany(data, join(folder.path, 'backup'));
        await using replica = await startReplica({ ...settings, from: [from] }, SIGNAL);
        await carry(sealer, 0, ours);
        await caughtUp(replica, sealer);
      }
      await using cheat = await startCompany(backup, { port: Number(new URL(from).port) });
      await carry(cheat, 50, theirs);
      await using replica = await startReplica({ ...settings, from: [from] }, SIGNAL);
      await faultOf(replica);
      expect(replica.fault()).to.have.nested.property('evidence.kind', 'double-seal');
    }
  });
});
