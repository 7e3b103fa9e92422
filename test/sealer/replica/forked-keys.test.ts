import { join } from 'node:path';
import { expect } from 'chai';
import { checkEvidence } from '../../../core/domain/evidence/evidence.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { handOverIn } from '../../../sealer/keys/hand-over-in.ts';
import { rotateSealKey } from '../../../sealer/keys/rotate-seal-key.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { replicaSettings, type ReplicaSettings } from '../../../sealer/replica/settings.ts';
import { waitFor } from '../../support/wait-for.ts';
import { ask, COMPANY, outcome, rate, startCompany, submit } from '../support/company.ts';
import { copyCompany } from '../support/copy-company.ts';
import { fakePeer } from '../support/fake-peer.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SIGNAL = new AbortController().signal;

/** Hands the seal over and goes on until the new key has sealed some blocks. */
async function handOver(sealer: RunningSealer, data: string, first: number, blocks: number): Promise<void> {
  await carry(sealer, first, 1);
  await rotateSealKey({ url: sealer.url, company: COMPANY, handOver: handOverIn(data), ahead: 4n, waitMs: 60_000 });
  await carry(sealer, first + 1, blocks);
  expect(sealer.chain.sealKeyAt(sealer.chain.head?.number ?? 0n)).to.not.equal(sealer.network.seal.address);
}

async function carry(sealer: RunningSealer, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n++) {
    const { body } = await submit(sealer.url, rate(sealer.network, n));
    expect((await outcome(sealer.url, body['digest']))['state']).to.equal('sealed');
  }
}

describe('a fork whose branches both handed the seal over', () => {
  function settingsOf(data: string, from: string): ReplicaSettings {
    const overrides = { data, from, port: 0, logLevel: 'silent', poll: '20ms' };
    return readSettings(replicaSettings, { prefix: 'TEST_REPLICA_', overrides });
  }

  for (const [title, theirs] of [
    ['longer', 12],
    ['shorter', 5],
  ] as const) {
    it(`is proved by a replica on one branch that is shown the other, ${title} one`, async () => {
      using folder = tempFolder();
      const data = join(folder.path, 'sealer');
      const other = join(folder.path, 'other');
      await using sealer = await startCompany(data);
      await carry(sealer, 0, 2);
      copyCompany(data, other);
      await handOver(sealer, data, 10, 8);
      await using cheat = await startCompany(other);
      await handOver(cheat, other, 100, theirs);
      let shown = sealer.url;
      await using between = await fakePeer((path, response) => {
        void fetch(shown + path).then(
          async (told) => response.writeHead(told.status).end(await told.text()),
          () => response.destroy(),
        );
      });
      await using replica = await startReplica(settingsOf(join(folder.path, 'replica'), between.url), SIGNAL);
      await waitFor('it has the first branch', () => replica.chain.head?.number === sealer.chain.head?.number);
      shown = cheat.url;
      // The question that is held at the first branch is answered by a block of it.
      await carry(sealer, 60, 1);
      await replica.done;
      const evidence = replica.fault()?.evidence;
      expect(evidence?.kind).to.equal('double-seal');
      const { seal } = sealer.network;
      const trusted = { domain: domainOf(sealer.network), signer: seal.address, targetBits: seal.targetBits };
      expect(evidence === undefined ? '' : checkEvidence(evidence, trusted)).to.include('two seals of block 4');
      expect((await ask(`${replica.url}/health`)).status).to.equal(503);
    });
  }
});
