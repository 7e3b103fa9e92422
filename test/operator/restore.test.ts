import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseNetwork } from '../../core/domain/ledger/network.ts';
import { freePorts } from '../../scripts/world/free-ports.ts';
import { startReplica, type RunningReplica } from '../../sealer/replica/main.ts';
import { rollDice } from '../faults/chain/support/seed.ts';
import { shareOf } from '../faults/support/share.ts';
import { replicaSettingsOf } from '../sealer/replica/support/replica-settings.ts';
import { ask, companySettings, outcome, rate, submit } from '../sealer/support/company.ts';
import { copyCompany } from '../sealer/support/copy-company.ts';
import { keeperSettingsOf } from '../sealer/support/sealer-pair.ts';
import { spawnProgram, type Spawned } from '../sealer/support/spawn-program.ts';
import { tempFolder } from '../sealer/support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { usual } from './support/figures.ts';

const ROUNDS = shareOf(10);
/** So soon after a restore blocks are made again. */
const BACK_MS = 60_000;
const SIGNAL = new AbortController().signal;

/** The company's machine: keeper and sealer, each started by one command. */
type Machine = AsyncDisposable & { url: string; start(over?: object): Promise<number>; kill(): Promise<void> };

async function openMachine(folder: string): Promise<Machine> {
  const [keeperPort = 0, sealerPort = 0] = await freePorts(2);
  let running: Spawned[] = [];
  const kill = async (): Promise<void> => {
    for (const each of running.reverse()) await each.kill();
    running = [];
  };
  const keys = join(folder, 'keeper');
  return {
    url: `http://127.0.0.1:${sealerPort}`,
    kill,
    async start(over = {}) {
      const keeper = keeperSettingsOf(keys, { port: keeperPort });
      const sealer = companySettings(join(folder, 'sealer'), {
        port: sealerPort,
        keeper: `http://127.0.0.1:${keeperPort}`,
        keeperToken: join(keys, 'token'),
        heartbeat: '500ms',
        ...over,
      });
      running.push(await spawnProgram('../../operator/support/keeper-process.ts', keeper));
      running.push(await spawnProgram('./company-process.ts', sealer));
      return running.length;
    },
    [Symbol.asyncDispose]: kill,
  };
}

describe("a company's machine that goes back to a snapshot", function () {
  this.timeout(ROUNDS * 120_000 + 120_000);

  it(`of any age forks nothing in ${ROUNDS} restores, and makes blocks again within a minute by two commands`, async () => {
    const dice = rollDice('snapshots');
    using folder = tempFolder();
    const home = join(folder.path, 'company');
    await using machine = await openMachine(home);
    await machine.start();
    const network = parseNetwork((await ask(`${machine.url}/v1/network`)).body);
    await using opened = new AsyncDisposableStack();
    const others: RunningReplica[] = [];
    for (const owner of ['a', 'b'])
      others.push(opened.use(await startReplica(replicaSettingsOf(join(folder.path, owner), machine.url), SIGNAL)));
    const foreignReplicas = others.map(({ url }) => url).join(',');
    let sent = 0;
    const carry = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n++) {
        const { body } = await submit(machine.url, rate(network, sent++));
        expect((await outcome(machine.url, body['digest']))['state']).to.equal('sealed');
      }
    };
    const snapshots: { folder: string; head: number }[] = [];
    const headOf = async (): Promise<number> => Number((await ask(`${machine.url}/v1/head`)).body['number']);
    /** As a running machine is copied: the sealer first, the keeper after it, while blocks are made. */
    const takeSnapshot = async (): Promise<void> => {
      const to = join(folder.path, `snapshot-${snapshots.length}`);
      const head = await headOf();
      for (const part of ['sealer', 'keeper']) copyCompany(join(home, part), join(to, part));
      snapshots.push({ folder: to, head });
    };
    await takeSnapshot();
    const took: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await carry(dice.int(1, 8));
      await takeSnapshot();
      await carry(dice.int(1, 8));
      const before = await headOf();
      await waitFor('others hold all of it', () => others.every(({ chain }) => Number(chain.head?.number) >= before));
      const known = others[0]?.chain.record(before).seal;
      await machine.kill();
      // The first round goes back to the very beginning; the last ones to any.
      const snapshot = snapshots[round === 0 ? 0 : dice.int(0, snapshots.length - 1)];
      if (snapshot === undefined) throw new Error('no snapshot was taken');
      rmSync(home, { recursive: true });
      copyCompany(snapshot.folder, home);
      const began = performance.now();
      expect(await machine.start({ foreignReplicas })).to.be.at.most(2);
      await carry(1);
      took.push(performance.now() - began);
      const after = await headOf();
      await waitFor('others follow', () => others.every(({ chain }) => Number(chain.head?.number) >= after));
      for (const { fault, chain } of others) {
        expect(fault()).to.equal(undefined);
        expect(chain.record(before).seal).to.deep.equal(known);
      }
      expect((await ask(`${others[0]?.url}/v1/evidence`)).body).to.deep.equal({ evidence: [] });
      console.log(
        `      restore ${round + 1} of ${ROUNDS}: ${before - snapshot.head} blocks behind, blocks again after ${Math.round(took.at(-1) ?? 0)} ms`,
      );
    }
    expect(usual(took)).to.be.lessThan(BACK_MS);
  });
});
