import { constants, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';
import { createCarrier } from '../../../sealer/queue/carrier.ts';
import { makeSnapshot } from '../../../sealer/snapshot/make-snapshot.ts';
import { round } from '../round.ts';
import { foundHouse, type AgedHouse } from './found-house.ts';
import { startAged } from './start-aged.ts';
import { openHistory } from './write-history.ts';

export type AgeOptions = { blocks?: number; transactions?: number };

/** Seconds between two blocks of the past. */
const BLOCK_SECONDS = 3n;
/** Blocks behind the newest snapshot at most: half of what lies between two of them. */
const TAIL_BLOCKS = 2_500;
/** A new register executes everything itself: it is not waited for where that is more than this. */
const NEW_REPLICA_BLOCKS = 5_000;
const NEW_REPLICA_TRANSACTIONS = 1_000;

type Figures = Record<string, number>;
/** What is measured at one age. */
type Age = { sealerSeconds: number; replicaSeconds: number; rssMib: number; newSeconds?: number };

/**
 * What a history costs whoever starts over it: a folder is written whose blocks are as many as asked for, executed and sealed as the sealer does it, and then
 * sealer and replica start over it as processes of their own. Nearly all transactions stand in its first hundredth, after which the same is measured
 * once: so the state is the same at both ages, and what memory grows with blocks shows.
 */
export async function benchAge({ blocks = 20_000, transactions = 2_000 }: AgeOptions): Promise<Figures> {
  if (blocks < 1_000 || transactions < 400)
    throw new InputError('AGE_INVALID', 'An age has at least 1,000 blocks and 400 transactions.');
  const hasNew = blocks <= NEW_REPLICA_BLOCKS && transactions <= NEW_REPLICA_TRANSACTIONS;
  const restMs = blocks < 100_000 ? 200 : 2_000;
  const folder = mkdtempSync(join(tmpdir(), 'domledger-bench-age-'));
  const data = join(folder, 'sealer');
  try {
    const house = await foundHouse(data, (blocks * Number(BLOCK_SECONDS) + 86_400) * 1000);
    const tail = { blocks: Math.min(TAIL_BLOCKS, Math.ceil(blocks / 400)), facts: Math.ceil(transactions / 400) };
    const young = Math.floor(blocks / 100);
    const write = createWriter(house, data);
    const before = young - tail.blocks;
    const wroteFrom = performance.now();
    await write({ blocks: before, facts: transactions - 2 * tail.facts });
    await snapshot(data);
    await write(tail);
    const first = await measure({ house, folder, data, restMs, hasNew: false });
    await write({ blocks: blocks - young - tail.blocks, facts: 0 });
    const { slots, seconds: snapshotSeconds } = await snapshot(data);
    await write(tail);
    const wrote = (performance.now() - wroteFrom) / 1000;
    const last = await measure({ house, folder, data, restMs, hasNew });
    const name = labelOf(blocks);
    return {
      age_blocks: blocks,
      age_transactions: transactions,
      age_slots: slots,
      age_writing_s: round(wrote),
      age_snapshot_s: round(snapshotSeconds),
      [`restart_${name}_blocks_s`]: round(last.sealerSeconds),
      [`restart_${name}_blocks_s_limit`]: 5,
      [`restart_${labelOf(young)}_blocks_s`]: round(first.sealerSeconds),
      [`replica_restart_${name}_blocks_s`]: round(last.replicaSeconds),
      [`replica_restart_${name}_blocks_s_limit`]: 5,
      ...(last.newSeconds === undefined
        ? {}
        : { [`replica_new_${name}_blocks_s`]: round(last.newSeconds), [`replica_new_${name}_blocks_s_limit`]: 60 }),
      rss_young_mib: round(first.rssMib),
      rss_old_mib: round(last.rssMib),
      rss_growth_ratio: round(last.rssMib / first.rssMib),
      rss_growth_ratio_limit: 1.2,
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

async function measure(args: {
  house: AgedHouse;
  folder: string;
  data: string;
  restMs: number;
  hasNew: boolean;
}): Promise<Age> {
  const { folder, data, restMs } = args;
  const file = join(folder, 'sealer.json');
  writeFileSync(file, JSON.stringify({ data, ...args.house.settings, heartbeat: '1h' }));
  const replica = join(folder, 'replica');
  rmSync(replica, { recursive: true, force: true });
  for (const name of ['network.json', 'blocks.log', 'blocks.segments', 'index.db', 'snapshots'])
    if (existsSync(join(data, name)))
      cpSync(join(data, name), join(replica, name), { recursive: true, mode: constants.COPYFILE_FICLONE });
  await using sealer = await startAged({ name: 'sealer', folder, options: ['--settings', file], restMs });
  const { seconds: sealerSeconds } = sealer;
  const rssMib = await sealer.rssMib();
  const from = ['--from', sealer.url, '--data'];
  const seconds = async (own: string): Promise<number> => {
    await using started = await startAged({ name: 'replica', folder, options: [...from, own], restMs });
    return started.seconds;
  };
  const replicaSeconds = await seconds(replica);
  rmSync(replica, { recursive: true, force: true });
  const newSeconds = args.hasNew ? { newSeconds: await seconds(join(folder, 'new')) } : {};
  rmSync(join(folder, 'new'), { recursive: true, force: true });
  return { sealerSeconds, replicaSeconds, rssMib, ...newSeconds };
}

/** 1m, 20k, 200. */
function labelOf(blocks: number): string {
  if (blocks % 1_000_000 === 0) return `${blocks / 1_000_000}m`;
  return blocks % 1_000 === 0 ? `${blocks / 1_000}k` : String(blocks);
}
