import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { createProgress } from '../../../core/runtime/start/progress.ts';
import type { Chain } from '../../../sealer/chain/chain.ts';
import { openParts, type Parts } from '../../../sealer/open-parts.ts';
import { openProofs, type Proofs } from '../../../sealer/proofs/open-proofs.ts';
import { createCarrier, type Carrier } from '../../../sealer/queue/carrier.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { sealerSettings, type SealerSettings } from '../../../sealer/settings.ts';
import { makeSnapshot } from '../../../sealer/snapshot/make-snapshot.ts';
import { foundHouse, type AgedHouse } from '../age/found-house.ts';
import { openHistory } from '../age/write-history.ts';
import { round } from '../round.ts';

const BLOCK_SECONDS = 3n;
const BLOCK_TRANSACTIONS = 100;
/** Blocks that are made without and with questions beside them. */
const BLOCKS = 20;
const FACTS_A_BLOCK = 2;

type Figures = Record<string, number>;

/**
 * What a proof costs whoever asks and whoever makes blocks, over a state that so many transactions made: blocks alone, the same with a proof of every ledger
 * asked for beside each, and one proof of the embedded engine itself, which is what the thread of its own replaces. Ask them at a new block each time, so that
 * none is served from memory.
 */
export async function benchProofs({ transactions = 2_000 }: { transactions?: number }): Promise<Figures> {
  if (transactions < 400) throw new InputError('PROOFS_INVALID', 'A state is made by at least 400 transactions.');
  const folder = mkdtempSync(join(tmpdir(), 'domledger-bench-proofs-'));
  const data = join(folder, 'sealer');
  try {
    const { address } = await loadSigningKey(join(folder, 'witness'), 'witness');
    const house = await foundHouse(data, (transactions + BLOCKS) * 1_000 + 86_400_000, address);
    const nonce = await writePast(house, data, transactions);
    const { signal } = new AbortController();
    const { slots } = await makeSnapshot({ data, signal });
    const overrides = { data, port: 0, ...house.settings, heartbeat: '1h', logLevel: 'silent' };
    const settings = readSettings(sealerSettings, { prefix: 'BENCH_SEALER_', overrides });
    await using parts = await openParts(settings, {
      ...{ signal, until: signal, log: createLog('sealer', 'silent'), now: Date.now },
      progress: createProgress(() => undefined),
    });
    const carrier = createCarrier({ chainId: house.network.chainId, signer: parts.carrierKey, nonce });
    const make = blockMaker({ house, parts, carrier, from: transactions });
    return {
      proof_transactions: transactions,
      proof_slots: slots,
      ...(await measure({ house, parts, settings, make })),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns the carrier's next nonce */
async function writePast(house: AgedHouse, data: string, transactions: number): Promise<bigint> {
  await using history = await openHistory(data, house.network);
  const { chainId } = house.network;
  const carrier = createCarrier({ chainId, signer: history.carrier, nonce: history.nonce });
  const add = async (raws: readonly Hex[]): Promise<void> => {
    await history.add(history.head.timestamp + BLOCK_SECONDS, raws);
    carrier.carried(raws.length);
  };
  for (const signed of house.enrolments(history.head.timestamp)) await add(carrier.sign([carrier.callOf(signed)]));
  for (let n = 0; n < transactions;) {
    const count = Math.min(BLOCK_TRANSACTIONS, transactions - n);
    const facts = Array.from({ length: count }, (_, at) => house.fact(n + at, history.head.timestamp));
    await add(carrier.sign(facts.map(carrier.callOf)));
    n += count;
  }
  return history.nonce;
}

/** Makes the next block. @returns the milliseconds that it took */
function blockMaker(args: { house: AgedHouse; parts: Parts; carrier: Carrier; from: number }): () => Promise<number> {
  const { house, carrier } = args;
  const { chain, chosen } = args.parts;
  if (chosen.role !== 'sealer') throw new Error('a house without a keeper has one sealer');
  const { sealSigner } = chosen;
  let next = args.from;
  return async () => {
    const head = chain.head;
    if (head === undefined) throw new Error('the house is not founded');
    const facts = Array.from({ length: FACTS_A_BLOCK }, () => house.fact(next++, head.timestamp));
    const transactions = carrier.sign(facts.map(carrier.callOf));
    const timestamp = head.timestamp + BLOCK_SECONDS;
    const began = performance.now();
    await chain.make({ transactions, timestamp, prevRandao: head.sealHash, signer: sealSigner });
    carrier.carried(transactions.length);
    return performance.now() - began;
  };
}

async function measure(args: {
  house: AgedHouse;
  parts: Parts;
  settings: SealerSettings;
  make: () => Promise<number>;
}): Promise<Figures> {
  const { house, settings, make } = args;
  const { chain } = args.parts;
  const { contracts } = house.network;
  const ledgers = Object.values(contracts);
  await using proofs = openProofs({
    ...{ chain, settings, log: createLog('sealer', 'silent'), signal: new AbortController().signal },
    engineSlots: 0,
  });
  const engine = await timed(() => chain.answer('eth_getProof', [contracts.contractLedger, [ZERO_32], 'latest']));
  const prepared = await timed(() => answered(proofs, [contracts.participants, [], 'latest']));
  const alone: number[] = [];
  for (let n = 0; n < BLOCKS; n++) alone.push(await make());
  const beside: number[] = [];
  const took: number[] = [];
  for (let n = 0; n < BLOCKS; n++) {
    const tag = tagOf(chain);
    const asked = ledgers.map(async (ledger) => {
      took.push(await timed(() => answered(proofs, [ledger, [ZERO_32, keyOf(n)], tag])));
    });
    beside.push(await make());
    await Promise.all(asked);
  }
  const half = (values: number[]): number => round(values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN);
  const most = (values: number[]): number => round(Math.max(...values));
  return {
    proof_prepared_s: round(prepared / 1_000),
    proof_ms: half(took),
    proof_ms_highest: most(took),
    proof_ms_limit: 50,
    proof_engine_ms: round(engine),
    proof_block_ms: half(beside),
    proof_block_ms_highest: most(beside),
    proof_block_alone_ms: half(alone),
    proof_block_alone_ms_highest: most(alone),
    proof_block_late_ms: round(Math.max(0, Math.max(...beside) - Math.max(...alone))),
    proof_block_late_ms_limit: 100,
  };
}

/** Asks until there is an answer: who asks again is late as well. */
async function answered(proofs: Proofs, params: readonly unknown[]): Promise<void> {
  for (;;) {
    try {
      await proofs.answer(params);
      return;
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      await pause(20, new AbortController().signal);
    }
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function tagOf({ head }: Chain): Hex {
  return `0x${(head?.number ?? 0n).toString(16)}`;
}

/** A slot that nobody asked for before. */
function keyOf(n: number): Hex {
  return `0x${(n + 1).toString(16).padStart(64, '0')}`;
}
