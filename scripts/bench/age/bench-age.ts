import { constants, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { createCarrier } from '../../../sealer/queue/carrier.ts';
import { makeSnapshot } from '../../../sealer/snapshot/make-snapshot.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { round } from '../round.ts';
import { foundHouse, type AgedHouse } from './found-house.ts';
import { startAged, type AgedProgram } from './start-aged.ts';
import { openHistory } from './write-history.ts';

export type AgeOptions = { blocks?: number; transactions?: number };

/** Seconds between two blocks of the past. */
const BLOCK_SECONDS = 3n;
/** Blocks behind the newest snapshot at most: half of what lies between two of them. */
const TAIL_BLOCKS = 2_500;
/** From so many transactions on what their slots take stands out of what a program takes by itself, as after a few blocks. */
const MANY_TRANSACTIONS = 25_000;
const FEW_BLOCKS = 10;
const LOOK_MS = 50;
/** Of more blocks the past of a new replica takes too long to wait for. */
const PAST_BLOCKS = 100_000;
/** Bytes of memory a slot, at most. */
const SLOT_BYTES = 1_331;

type Figures = Record<string, number>;
/** What is measured at one age. */
type Age = {
  sealerSeconds: number;
  replicaSeconds: number;
  rssMib: number;
  newSeconds: number;
  /** From then on, until the new replica has executed its past; `undefined` where that was not waited for. */
  pastSeconds: number | undefined;
};

/**
 * What a history costs whoever starts over it: a folder is written whose blocks are as many as asked for, executed and sealed as the sealer does it, and then
 * sealer and replica start over it as processes of their own. Nearly all transactions stand in its first hundredth, after which the same is measured
 * once: so the state is the same at both ages, and what memory grows with blocks shows. The replica is a witness, so that a new one may begin with a state of the
 * sealer's: how long that takes is measured too, until it serves, and, of up to 100,000 blocks, until it has executed what lies before.
 */
export async function benchAge({ blocks = 20_000, transactions = 2_000 }: AgeOptions): Promise<Figures> {
  if (blocks < 1_000 || transactions < 400)
    throw new InputError('AGE_INVALID', 'An age has at least 1,000 blocks and 400 transactions.');
  const restMs = blocks < 100_000 ? 200 : 2_000;
  const folder = mkdtempSync(join(tmpdir(), 'domledger-bench-age-'));
  const data = join(folder, 'sealer');
  try {
    const { address } = await loadSigningKey(join(folder, 'witness'), 'witness');
    const house = await foundHouse(data, (blocks * Number(BLOCK_SECONDS) + 86_400) * 1000, address);
    const tail = { blocks: Math.min(TAIL_BLOCKS, Math.ceil(blocks / 400)), facts: Math.ceil(transactions / 400) };
    const young = Math.floor(blocks / 100);
    const write = createWriter(house, data);
    const before = young - tail.blocks;
    const wroteFrom = performance.now();
    const isLarge = transactions >= MANY_TRANSACTIONS;
    if (isLarge) await write({ blocks: FEW_BLOCKS, facts: 0 });
    const empty = isLarge ? await measureSealer({ house, folder, data, restMs }) : undefined;
    await write({ blocks: before - (isLarge ? FEW_BLOCKS : 0), facts: transactions - 2 * tail.facts });
    await snapshot(data);
    await write(tail);
    const first = await measureSealer({ house, folder, data, restMs });
    await write({ blocks: blocks - young - tail.blocks, facts: 0 });
    const { slots, seconds: snapshotSeconds } = await snapshot(data);
    await write(tail);
    const wrote = (performance.now() - wroteFrom) / 1000;
    const last = await measure({ house, folder, data, restMs }, blocks <= PAST_BLOCKS);
    const name = labelOf(blocks);
    return {
      age_blocks: blocks,
      age_transactions: transactions,
      age_slots: slots,
      age_writing_s: round(wrote),
      age_snapshot_s: round(snapshotSeconds),
      [`restart_${name}_blocks_s`]: round(last.sealerSeconds),
      [`restart_${name}_blocks_s_limit`]: 5,
      [`restart_${labelOf(young)}_blocks_s`]: round(first.seconds),
      [`replica_restart_${name}_blocks_s`]: round(last.replicaSeconds),
      [`replica_restart_${name}_blocks_s_limit`]: 5,
      [`replica_new_${name}_blocks_s`]: round(last.newSeconds),
      [`replica_new_${name}_blocks_s_limit`]: 60,
      ...(last.pastSeconds !== undefined ? { replica_past_blocks_per_s: Math.floor(blocks / last.pastSeconds) } : {}),
      rss_young_mib: round(first.rssMib),
      rss_old_mib: round(last.rssMib),
      rss_growth_ratio: round(last.rssMib / first.rssMib),
      rss_growth_ratio_limit: 1.2,
      ...(empty !== undefined
        ? {
            state_bytes_per_slot: round(((last.rssMib - empty.rssMib) * 2 ** 20) / slots),
            state_bytes_per_slot_limit: SLOT_BYTES,
          }
        : {}),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Writing = { blocks: number; facts: number };

/** Writes a stretch of blocks, its facts spread evenly; the first one lets the house's people in. */
function createWriter(house: AgedHouse, data: string): (stretch: Writing) => Promise<void> {
  let facts = 0;
  let isFounded = false;
  return async ({ blocks, facts: wanted }) => {
    await using history = await openHistory(data, house.network);
    const { network } = house;
    const carrier = createCarrier({ chainId: network.chainId, signer: history.carrier, nonce: history.nonce });
    const add = async (signed: readonly SignedBlock[]): Promise<void> => {
      const raws = carrier.sign(signed.map(carrier.callOf));
      await history.add(history.head.timestamp + BLOCK_SECONDS, raws);
      carrier.carried(raws.length);
    };
    if (!isFounded) for (const signed of house.enrolments(history.head.timestamp)) await add([signed]);
    isFounded = true;
    const from = facts;
    for (let n = 1; n <= blocks; n++) {
      const until = from + Math.floor((wanted * n) / blocks);
      const signed: SignedBlock[] = [];
      for (; facts < until; facts++) signed.push(house.fact(facts, history.head.timestamp));
      await add(signed);
      if (history.head.timestamp > unixSeconds()) throw new Error('the past is longer than there was time for');
    }
  };
}

async function snapshot(data: string): Promise<{ slots: number; seconds: number }> {
  const began = performance.now();
  const { slots } = await makeSnapshot({ data, signal: new AbortController().signal });
  return { slots, seconds: (performance.now() - began) / 1000 };
}

type Measured = { house: AgedHouse; folder: string; data: string; restMs: number };

async function measure({ house, folder, data, restMs }: Measured, withPast: boolean): Promise<Age> {
  const [replica, fresh] = [join(folder, 'replica'), join(folder, 'new')];
  for (const own of [replica, fresh]) rmSync(own, { recursive: true, force: true });
  for (const name of ['network.json', 'blocks.log', 'blocks.segments', 'index.db', 'snapshots'])
    if (existsSync(join(data, name)))
      cpSync(join(data, name), join(replica, name), { recursive: true, mode: constants.COPYFILE_FICLONE });
  const common = { folder, restMs };
  await using sealer = await startSealer({ house, folder, data, restMs });
  const rssMib = await sealer.rssMib();
  const cosigns = ['--set', 'witness=true', '--set', `witnessKeystore=${join(folder, 'witness', 'witness.json')}`];
  const options = ['--from', sealer.url, '--data', replica, ...cosigns];
  await using witness = await startAged({ name: 'replica', ...common, options });
  const from = ['--from', `${sealer.url},${witness.url}`, '--data', fresh, '--set', 'snapshotWitnesses=1'];
  await using newcomer = await startAged({ name: 'replica', ...common, options: from });
  if (await isExecuted(newcomer.url)) throw new Error('the new replica executed everything first');
  const began = performance.now();
  while (withPast && !(await isExecuted(newcomer.url))) await pause(LOOK_MS, new AbortController().signal);
  const pastSeconds = withPast ? (performance.now() - began) / 1000 : undefined;
  const seconds = { sealerSeconds: sealer.seconds, replicaSeconds: witness.seconds, newSeconds: newcomer.seconds };
  return { ...seconds, rssMib, pastSeconds };
}

async function isExecuted(url: string): Promise<boolean> {
  const head = (await (await fetch(`${url}/v1/head`)).json()) as { executedFrom?: string };
  return head.executedFrom === undefined;
}

async function measureSealer(measured: Measured): Promise<{ seconds: number; rssMib: number }> {
  await using sealer = await startSealer(measured);
  return { seconds: sealer.seconds, rssMib: await sealer.rssMib() };
}

function startSealer({ house, folder, data, restMs }: Measured): Promise<AgedProgram> {
  const file = join(folder, 'sealer.json');
  writeFileSync(file, JSON.stringify({ data, ...house.settings, heartbeat: '1h' }));
  return startAged({ name: 'sealer', folder, options: ['--settings', file], restMs });
}

/** 1m, 20k, 200. */
function labelOf(blocks: number): string {
  if (blocks % 1_000_000 === 0) return `${blocks / 1_000_000}m`;
  return blocks % 1_000 === 0 ? `${blocks / 1_000}k` : String(blocks);
}
