import { expect } from 'chai';
import { join } from 'node:path';
import { accountFromMnemonic, createMnemonic, type Account } from '../../../core/domain/ledger/account.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { gasFor } from '../../../core/domain/ledger/block-gas.ts';
import type { SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { dataBytesMax } from '../../../core/domain/ledger/data-bytes-max.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import type { Admission } from '../../../core/domain/seal/admission-receipt.ts';
import { BLOCK_CAPACITY, blocksFor, fitting, laneRoom } from '../../../sealer/queue/block-capacity.ts';
import { createCarrier } from '../../../sealer/queue/carrier.ts';
import { chooseRun, type Lane } from '../../../sealer/queue/choose-run.ts';
import { openQueue, type Queue } from '../../../sealer/queue/queue.ts';
import { CARRIER, CHAIN_ID } from '../support/chains.ts';
import { blockOf } from '../support/company.ts';
import { NETWORK } from '../support/queue-network.ts';
import { tempFolder } from '../support/temp-folder.ts';

const COLLECTOR = accountFromMnemonic(createMnemonic());
const RESIDENT = accountFromMnemonic(createMnemonic());
/** What a resident may send at once, bytes (`subscriberBytesPerMinute` × 16), and a program (`programBytesPerSecond` × 16). */
const RESIDENT_BURST = 524_288;
const PROGRAM_BURST = 16_777_216;

/** A queue as the sealer opens it, over a head that the test moves. */
async function openTestQueue(folder: string, head: { number: bigint }): Promise<Queue> {
  return openQueue({
    file: join(folder, 'queue.log'),
    carrier: createCarrier({ chainId: CHAIN_ID, signer: CARRIER, nonce: 6n }),
    head: () => ({ number: head.number, sealHash: ZERO_32, timestamp: head.number }),
    lastSecond: () => 1_000_000n,
    secondsABlock: 2n,
    now: () => head.number,
    carriedIn: () => undefined,
    laneOf: (sender) => Promise.resolve(sender === COLLECTOR.address ? 'readings' : 'others'),
  });
}

let made = 0;
let admitted = 0;
function letter(from: Account, bytes: number): SignedBlock {
  const envelope: Hex = `0x${(++made).toString(16).padStart(8, '0')}${'00'.repeat(bytes)}`;
  const zero = `0x${'00'.repeat(20)}` as const;
  const data = { category: 1, addressees: 1, provider: zero, about: ZERO_32, envelope };
  return blockOf(NETWORK, from, 'APPEAL', data, { ledger: 'readingLedger' });
}
/** A batch of this size; what is in it is nothing to the queue's room. */
function readings(bytes: number): SignedBlock {
  const block = letter(COLLECTOR, bytes);
  return { ...block, block: { ...block.block, kind: KIND.READINGS } };
}
/** The queue checks no signature: one block stands for many, under digests of their own. */
function admit(queue: Queue, signed: SignedBlock, lane: Lane): Promise<Admission> {
  const digest: Hex = `0x${(++admitted).toString(16).padStart(64, '0')}`;
  return queue.admit(digest, signed, { key: signed.block.from, lane });
}

describe('room for readings in each block', () => {
  it('carries readings in the next block when residents have filled the queue with the most that their rates allow', async () => {
    using folder = tempFolder();
    const head = { number: 10n };
    const queue = await openTestQueue(folder.path, head);
    const most = dataBytesMax(KIND.APPEAL) - 512;
    const flood = letter(RESIDENT, most);
    const bursts = 40;
    const letters = bursts * Math.floor(RESIDENT_BURST / (most + 512));
    await Promise.all(Array.from({ length: letters }, () => admit(queue, flood, 'others')));
    const late = await admit(queue, readings(200 * 1024), 'readings');
    expect(queue.size).to.equal(letters + 1);
    expect(letters * most).to.be.greaterThan(5 * BLOCK_CAPACITY.bytes);
    const digests = queue.next().map(({ admission }) => admission.digest);
    expect(digests).to.include(late.digest);
    // And it was promised for soon: the others' letters are nothing to its promise.
    expect(late.byBlock - head.number).to.equal(5n);
    queue.close();
  });

  it('carries a letter in the next block when a collector has filled the queue with the most that its rate allows', async () => {
    using folder = tempFolder();
    const queue = await openTestQueue(folder.path, { number: 10n });
    const batch = readings(256 * 1024 - 600);
    const batches = Math.floor(PROGRAM_BURST / (256 * 1024));
    for (let n = 0; n < batches; n++) await admit(queue, batch, 'readings');
    const late = await admit(queue, letter(RESIDENT, 1024), 'others');
    expect(queue.next().map(({ admission }) => admission.digest)).to.include(late.digest);
    expect(late.byBlock).to.equal(15n);
    queue.close();
  });

  it('keeps every promise while both lanes are full, and each lane in its order', async () => {
    using folder = tempFolder();
    const head = { number: 10n };
    const queue = await openTestQueue(folder.path, head);
    const promised = new Map<Hex, bigint>();
    const order: Record<Lane, Hex[]> = { readings: [], others: [] };
    const blocks = { readings: readings(220_000), others: letter(RESIDENT, 65_000) };
    for (let n = 0; n < 60; n++) {
      const lane = n % 4 === 0 ? 'readings' : 'others';
      const { digest, byBlock } = await admit(queue, blocks[lane], lane);
      promised.set(digest, byBlock);
      order[lane].push(digest);
    }
    const carried: Hex[] = [];
    while (queue.size > 0) {
      head.number++;
      const run = queue.next();
      for (const { admission } of run) {
        expect(head.number <= (promised.get(admission.digest) ?? 0n)).to.equal(true);
        carried.push(admission.digest);
      }
      queue.carried(run);
    }
    for (const digests of Object.values(order))
      expect(carried.filter((digest) => digests.includes(digest))).to.deep.equal(digests);
    queue.close();
  });

  it('promises within its lane’s room again after a restart', async () => {
    using folder = tempFolder();
    const head = { number: 10n };
    const queue = await openTestQueue(folder.path, head);
    const flood = letter(RESIDENT, 65_000);
    for (let n = 0; n < 48; n++) await admit(queue, flood, 'others');
    queue.close();
    const again = await openTestQueue(folder.path, head);
    const late = await admit(again, readings(1000), 'readings');
    expect(late.byBlock).to.equal(15n);
    expect(again.next().map(({ admission }) => admission.digest)).to.include(late.digest);
    again.close();
  });

  it('counts what waits for the disk when it promises', async () => {
    using folder = tempFolder();
    const queue = await openTestQueue(folder.path, { number: 10n });
    const flood = letter(RESIDENT, 65_000);
    const promises = Array.from({ length: 60 }, () => admit(queue, flood, 'others'));
    const last = (await Promise.all(promises)).at(-1);
    const bytes = 60 * 65_000;
    expect(Number(last?.byBlock) - 10).to.be.at.least((2 * bytes) / laneRoom().bytes);
    queue.close();
  });
});

describe('what goes into a block', () => {
  type Item = { order: number; bytes: number; gasLimit: bigint };
  const items = (orders: number[], bytes: number): Item[] =>
    orders.map((order) => ({ order, bytes, gasLimit: gasFor(bytes) }));
  const range = (count: number, from: number): number[] => Array.from({ length: count }, (_, n) => from + n);

  it('is first in, first out while all finds room', () => {
    const lanes = { readings: items([2, 3, 7], 1000), others: items([1, 4, 5, 6], 1000) };
    expect(chooseRun(lanes).map(({ order }) => order)).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
  });

  it('has room for 2,000 transactions of small blocks, and for 3 MB', () => {
    expect(chooseRun({ readings: items(range(1500, 0), 400), others: items(range(1500, 1500), 400) })).to.have.length(
      2000,
    );
    const large = chooseRun({ readings: [], others: items(range(100, 0), 70_000) });
    expect(large.length * 70_000).to.be.within(2_900_000, 3_000_000);
  });

  it('leaves what one lane does not use to the other, and passes nothing in a lane', () => {
    const others = [...items(range(20, 0), 70_000), ...items([20], 1_400_000), ...items(range(50, 21), 1000)];
    const run = chooseRun({ readings: items([100], 1000), others });
    const taken = run.map(({ order }) => order);
    expect(taken).to.include(20);
    const tight = chooseRun({
      readings: items([100], 400_000),
      others: [...others.slice(0, 21), ...items([21], 2_000_000), ...items([22], 1)],
    });
    expect(tight.map(({ order }) => order)).not.to.include(22);
  });

  it('never holds more than a block may, whatever waits', () => {
    let seed = 11;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 50; round++) {
      const lanes = { readings: [] as Item[], others: [] as Item[] };
      for (let order = 0; order < 3000; order++)
        lanes[random() < 0.5 ? 'readings' : 'others'].push(
          ...items([order], Math.floor(200 + random() ** 6 * 250_000)),
        );
      const run = chooseRun(lanes);
      const bytes = run.reduce((sum, item) => sum + item.bytes, 0);
      const gas = run.reduce((sum, item) => sum + item.gasLimit, 0n);
      expect(run.length <= BLOCK_CAPACITY.count && bytes <= BLOCK_CAPACITY.bytes && gas <= BLOCK_CAPACITY.gas).to.equal(
        true,
      );
      for (const lane of [lanes.readings, lanes.others]) {
        const own = fitting(lane, laneRoom());
        expect(own.every((item) => run.includes(item))).to.equal(true);
      }
    }
    expect(blocksFor({ count: 0, bytes: 0, gas: 0n }, laneRoom())).to.equal(0n);
  });
});
