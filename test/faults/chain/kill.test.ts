import { appendFileSync, cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { parseNetwork, type Network } from '../../../core/domain/ledger/network.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { replicaSettings, type ReplicaSettings } from '../../../sealer/replica/settings.ts';
import { ask, companySettings, rate, startCompany, submit } from '../../sealer/support/company.ts';
import { holds } from '../../sealer/support/holds.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import { FALLS } from './support/fall-at-step.ts';
import { startFallingPool, type Falling, type FallingPool } from './support/falling-pool.ts';
import { startListener, type Listener } from './support/listener.ts';
import { shareOf } from '../support/share.ts';
import { rollDice, type Dice } from './support/seed.ts';

/** Each network takes this many kills, so that its log stays short and its founding is hit as well. */
const NETWORKS = shareOf(7);
const STEPS_A_NETWORK = 21;
const RANDOM_A_NETWORK = 8;
const REPLICA_KILLS = shareOf(27);
const LANES = [0, 1];
/** Few, so that kills hit the closing of segments as well. */
const SEGMENT_BLOCKS = 8;
const SIGNAL = new AbortController().signal;

function settingsOfReplica(data: string, from: string): ReplicaSettings {
  return readSettings(replicaSettings, {
    prefix: 'TEST_REPLICA_',
    overrides: { data, from, port: 0, logLevel: 'silent', poll: '10ms', segmentBlocks: SEGMENT_BLOCKS },
  });
}

/** Where the process fell under the question, fetch and the reader of its answer fail with these. */
function isFall(error: unknown): boolean {
  return error instanceof TypeError || error instanceof SyntaxError;
}

describe('kill -9 in numbers', function () {
  // Two hundred kills, each with a start behind it.
  this.timeout(1_200_000);
  const folder = tempFolder();
  let pool: FallingPool;
  before(() => {
    pool = startFallingPool(folder.path);
  });
  after(async () => {
    await pool[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('of the sealer at any step and instant loses nothing that was said, and never shows two blocks of one number', async () => {
    const dice = rollDice('sealer');
    const told = { step: 0, instant: 0, founding: 0, garbage: 0, promises: 0, seals: 0 };
    const ports = await freePorts(NETWORKS);
    const inLane = async (lane: number): Promise<void> => {
      for (const [n, port] of ports.entries()) {
        if (n % LANES.length !== lane) continue;
        await killSealer({ pool, dice, data: join(folder.path, `sealer-${n}`), port, told });
        console.log(`      network ${n + 1} of ${NETWORKS}: ${JSON.stringify(told)}`);
      }
    };
    await Promise.all(LANES.map(inLane));
    expect(told.step + told.instant).to.be.at.least(NETWORKS * (STEPS_A_NETWORK + RANDOM_A_NETWORK));
    expect(told.promises).to.be.greaterThan(NETWORKS * (STEPS_A_NETWORK + RANDOM_A_NETWORK));
  });

  it('of a replica at any step and instant: it goes on and comes to the same head', async () => {
    const dice = rollDice('replica');
    await using sealer = await startCompany(join(folder.path, 'company'), { blockInterval: '5ms' });
    const killed = await Promise.all(
      LANES.map((lane) => killReplica({ pool, dice, data: join(folder.path, `replica-${lane}`), sealer })),
    );
    const at = Number(sealer.chain.head?.number);
    console.log(
      `      kills of two replicas, by their own steps and others: ${JSON.stringify(killed)}, ${at + 1} blocks`,
    );
    expect(killed.flatMap(({ step, instant }) => [step, instant]).reduce((a, b) => a + b)).to.equal(
      LANES.length * REPLICA_KILLS,
    );
  });
});

async function killReplica(args: {
  pool: FallingPool;
  dice: Dice;
  data: string;
  sealer: RunningSealer;
}): Promise<{ step: number; instant: number }> {
  const { pool, dice, data, sealer } = args;
  const settings = settingsOfReplica(data, sealer.url);
  const log = join(data, 'blocks.log');
  const told = { step: 0, instant: 0 };
  for (let kill = 0; kill < REPLICA_KILLS; kill++) {
    if (dice.next() < 0.3 && existsSync(log)) appendFileSync(log, dice.bytes(dice.int(1, 60)));
    const atStep = kill % 3 !== 2;
    const fall = { step: dice.int(1, 12), how: dice.pick(FALLS), seed: dice.int(1, 2 ** 31) };
    const replica = pool.run({ replica: settings, ...(atStep ? { fall } : {}) });
    const until = Date.now() + (atStep ? 3_000 : dice.int(150, 700));
    let gone = false;
    void replica.fell.then(() => (gone = true));
    while (!gone && Date.now() < until)
      await submit(sealer.url, rate(sealer.network, Number(sealer.chain.head?.number)));
    if (gone) told.step++;
    else told.instant++;
    await replica.kill();
    expect(replica.complaint()).to.equal('');
  }
  await using replica = await startReplica(settings, SIGNAL);
  const head = sealer.chain.head;
  await holds(replica.chain, head?.number ?? 0n);
  expect(replica.fault()).to.equal(undefined);
  const at = Number(head?.number);
  expect(replica.chain.recordText(at)).to.equal(sealer.chain.recordText(at));
  return told;
}

type Told = { step: number; instant: number; founding: number; garbage: number; promises: number; seals: number };

async function killSealer(args: {
  pool: FallingPool;
  dice: Dice;
  data: string;
  port: number;
  told: Told;
}): Promise<void> {
  const { pool, dice, data, port, told } = args;
  const settings = companySettings(data, { port, segmentBlocks: SEGMENT_BLOCKS });
  const from = `http://127.0.0.1:${port}`;
  let network: Network | undefined;
  let listener: Listener | undefined;
  let count = 0;
  const meet = async (falling: Falling): Promise<string | undefined> => {
    const url = await falling.url;
    if (url === undefined) expect(falling.complaint()).to.equal('');
    if (url === undefined || network !== undefined) return url;
    const { body } = await ask(`${url}/v1/network`);
    network = parseNetwork(body);
    listener = startListener(network);
    return url;
  };

  for (let kill = 0; kill < STEPS_A_NETWORK + RANDOM_A_NETWORK; kill++) {
    const atStep = kill < STEPS_A_NETWORK;
    // The founding takes about 30 steps; later starts take none, and each block four.
    const fall = { step: dice.int(1, kill < 6 ? 32 : 60), how: dice.pick(FALLS), seed: dice.int(1, 2 ** 31) };
    for (const name of ['blocks.log', 'queue.log']) {
      if (dice.next() > 0.25 || !existsSync(join(data, name))) continue;
      appendFileSync(join(data, name), dice.bytes(dice.int(1, 60)));
      told.garbage++;
    }
    const falling = pool.run({ sealer: settings, ...(atStep ? { fall } : {}) });
    let gone = false;
    void falling.fell.then(() => (gone = true));
    const url = await meet(falling).catch((error: unknown) => {
      if (!isFall(error)) throw error;
      return undefined;
    });
    if (url === undefined || listener === undefined || network === undefined) {
      await falling.fell;
      told.founding++;
      told.step++;
      continue;
    }
    const [company, hears] = [network, listener];
    const until = Date.now() + (atStep ? 5_000 : dice.int(20, 200));
    const talk = async (work: () => Promise<void>): Promise<void> => {
      while (!gone && Date.now() < until) {
        try {
          await work();
        } catch (error) {
          if (!isFall(error)) throw error;
          return;
        }
      }
    };
    const first = async (): Promise<void> => {
      await hears.listen(url);
      await hears.remind(url);
    };
    const hands = Array.from({ length: 3 }, () => talk(() => hears.hand(url, rate(company, count++))));
    const ears = first().then(
      () => talk(() => hears.listen(url)),
      (error: unknown) => {
        if (!isFall(error)) throw error;
      },
    );
    await Promise.all([...hands, ears, Promise.race([falling.fell, delay(until - Date.now())])]);
    if (gone) told.step++;
    else told.instant++;
    await falling.kill();
  }

  const last = pool.run({ sealer: settings });
  const url = await meet(last);
  if (url === undefined || listener === undefined) throw new Error(`it does not start: ${last.complaint()}`);
  await listener.settle(url);
  await listener.listen(url);
  const { body: head } = await ask(`${url}/v1/head`);
  // A replica from the beginning, and one that already holds what the sealer has on its disk.
  const copy = `${data}-copy`;
  for (const name of ['blocks.log', 'blocks.segments'])
    if (existsSync(join(data, name))) cpSync(join(data, name), join(copy, name), { recursive: true });
  for (const replicaData of [`${data}-replica`, copy]) {
    await using replica = await startReplica(settingsOfReplica(replicaData, from), SIGNAL);
    await holds(replica.chain, BigInt(String(head['number'])));
    expect(replica.fault()).to.equal(undefined);
    expect(replica.chain.record(Number(head['number'])).seal.blockHash).to.equal(head['blockHash']);
  }
  told.promises += listener.promises;
  told.seals += listener.seals;
  await last.kill();
}
