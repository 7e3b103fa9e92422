import { appendFileSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { internalBlockDigest, type SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { gasFor, TRANSACTION_GAS_CAP } from '../../../core/domain/ledger/block-gas.ts';
import { blocksFor, BLOCK_CAPACITY, fitting } from '../../../sealer/queue/block-capacity.ts';
import type { Lane } from '../../../sealer/queue/choose-run.ts';
import { createCarrier } from '../../../sealer/queue/carrier.ts';
import { BLOCK_GAS_LIMIT } from '../../../sealer/network/genesis.ts';
import { openQueue, type Queue } from '../../../sealer/queue/queue.ts';
import { nextTimestamp } from '../../../sealer/queue/produce-blocks.ts';
import { CARRIER, CHAIN_ID } from '../support/chains.ts';
import { COMPANY, PORTAL, rate } from '../support/company.ts';
import { NETWORK } from '../support/queue-network.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { DOMAIN } from '../../support/domain.ts';

function digestOf(signed: SignedBlock): Hex {
  return internalBlockDigest(DOMAIN, signed.ledger, signed.block);
}

function openTestQueue(
  folder: string,
  carried: ReadonlyMap<Hex, bigint> = new Map(),
  head = 10n,
  signer = CARRIER,
): Promise<Queue> {
  return openQueue({
    file: join(folder, 'queue.log'),
    carrier: createCarrier({ chainId: CHAIN_ID, signer, nonce: 6n }),
    head: () => ({ number: head, sealHash: ZERO_32, timestamp: 0n }),
    lastSecond: () => 10_000n,
    secondsABlock: 2n,
    now: () => 100n,
    carriedIn: (digest) => carried.get(digest),
    laneOf: () => Promise.resolve('others'),
  });
}

const sender = ({ address: key }: { address: Hex }): { key: Hex; lane: Lane } => ({ key, lane: 'others' });

const BLOCKS = Array.from({ length: 5 }, (_, n) => rate(NETWORK, n));

describe('queue', () => {
  it('has each admission on disk before it promises', async () => {
    using folder = tempFolder();
    const queue = await openTestQueue(folder.path);
    const [block] = BLOCKS;
    if (block === undefined) return;
    const promised = queue.admit(digestOf(block), block, sender(COMPANY));
    expect(queue.size).to.equal(0);
    await promised;
    expect(readFileSync(join(folder.path, 'queue.log'), 'utf8')).to.include(digestOf(block));
    queue.close();
  });

  it('holds after a crash what it promised, in order, and only what no block carried since', async () => {
    using folder = tempFolder();
    const queue = await openTestQueue(folder.path);
    const digests = BLOCKS.map(digestOf);
    const admissions = [];
    for (const [i, block] of BLOCKS.entries())
      admissions.push(await queue.admit(digests[i] ?? '0x', block, sender(COMPANY)));
    queue.close();
    appendFileSync(join(folder.path, 'queue.log'), 'torn by the cra');
    // The first was carried since; the second was carried and refused long before it was admitted again.
    const carried = new Map([
      [digests[0] ?? '0x', 11n],
      [digests[1] ?? '0x', 9n],
    ] as const);
    const again = await openTestQueue(folder.path, carried, 11n);
    expect(again.digests()).to.deep.equal(digests.slice(1));
    expect(again.find(digests[2] ?? '0x')).to.deep.equal(admissions[2]);
    again.close();
  });

  it('loses nothing that was promised when its file is torn at any byte behind it', async () => {
    using folder = tempFolder();
    const file = join(folder.path, 'queue.log');
    const queue = await openTestQueue(folder.path);
    const [one, two] = BLOCKS;
    if (one === undefined || two === undefined) return;
    await queue.admit(digestOf(one), one, sender(COMPANY));
    const safe = statSync(file).size;
    await queue.admit(digestOf(two), two, sender(COMPANY));
    queue.close();
    for (let size = statSync(file).size - 1; size >= safe; size -= 7) {
      truncateSync(file, size);
      const again = await openTestQueue(folder.path);
      expect(again.digests()).to.deep.equal([digestOf(one)]);
      again.close();
    }
  });

  it('answers a block that waits with the promise that it has', async () => {
    using folder = tempFolder();
    const queue = await openTestQueue(folder.path);
    const [block] = BLOCKS;
    if (block === undefined) return;
    const digest = digestOf(block);
    const [first, second] = await Promise.all([
      queue.admit(digest, block, sender(COMPANY)),
      queue.admit(digest, block, sender(COMPANY)),
    ]);
    expect(second).to.equal(first);
    expect(await queue.admit(digest, block, sender(COMPANY))).to.equal(first);
    expect(queue.size).to.equal(1);
    queue.close();
  });

  it('signs the block behind while one is made, in parts, and carries the very transactions that it would have without', async () => {
    using folder = tempFolder();
    using other = tempFolder();
    let signatures = 0;
    const counting = { ...CARRIER, sign: (digest: Hex) => (signatures++, CARRIER.sign(digest)) };
    const ahead = await openTestQueue(folder.path, new Map(), 10n, counting);
    const plain = await openTestQueue(other.path);
    const data: Hex = `0x${'ab'.repeat(1_200_000)}`;
    for (const [n, block] of BLOCKS.entries()) {
      // Two of the first three fill a block.
      const signed = n < 3 ? { ...block, data } : block;
      for (const queue of [ahead, plain]) await queue.admit(digestOf(block), signed, sender(COMPANY));
    }
    const first = ahead.next();
    expect(first).to.have.length(2);
    expect(ahead.signAhead()).to.equal(true);
    expect(ahead.signAhead(), 'nothing is left to sign').to.equal(false);
    ahead.carried(first);
    plain.carried(plain.next());
    expect(ahead.next()).to.deep.equal(plain.next());
    expect(signatures, 'none is signed twice').to.equal(BLOCKS.length);
    for (const queue of [ahead, plain]) queue.close();
  });

  it('signs a transaction once for its place, and anew for another one', () => {
    let signatures = 0;
    const counting = { ...CARRIER, sign: (digest: Hex) => (signatures++, CARRIER.sign(digest)) };
    const carrier = createCarrier({ chainId: CHAIN_ID, signer: counting, nonce: 6n });
    const plain = createCarrier({ chainId: CHAIN_ID, signer: CARRIER, nonce: 6n });
    const calls = BLOCKS.map((block) => carrier.callOf(block));
    const [first, ...rest] = calls;
    if (first === undefined) return;
    expect(carrier.sign([first])).to.deep.equal(plain.sign([first]));
    expect(carrier.signAhead(rest, 1, 3)).to.equal(3);
    expect(carrier.signAhead(rest, 1, 3)).to.equal(1);
    expect(carrier.signAhead(rest, 1, 3)).to.equal(0);
    expect(signatures).to.equal(5);
    carrier.carried(1);
    plain.carried(1);
    expect(carrier.sign(rest)).to.deep.equal(plain.sign(rest));
    expect(signatures, 'none is signed twice').to.equal(5);
    // Something came in front: each has another nonce now.
    const moved = [first, ...rest];
    expect(carrier.sign(moved)).to.deep.equal(plain.sign(moved));
    expect(signatures).to.equal(10);
  });

  it('forgets what was carried, and empties its file when nothing waits and it has grown', async () => {
    using folder = tempFolder();
    const queue = await openTestQueue(folder.path);
    const [block, other] = BLOCKS;
    if (block === undefined || other === undefined) return;
    const data: Hex = `0x${'ab'.repeat(600_000)}`;
    const large = { ...block, data };
    await queue.admit(digestOf(large), large, sender(COMPANY));
    await queue.admit(digestOf(other), other, sender(COMPANY));
    const run = queue.next();
    queue.carried(run.slice(0, 1));
    expect(queue.digests()).to.deep.equal([digestOf(other)]);
    expect(statSync(join(folder.path, 'queue.log')).size).to.be.greaterThan(0);
    queue.carried(run.slice(1));
    expect(queue.size).to.equal(0);
    expect(statSync(join(folder.path, 'queue.log')).size).to.equal(0);
    queue.close();
  });

  it('names as the block before only one that no block up to its head carries', async () => {
    using folder = tempFolder();
    const carried = new Map<Hex, bigint>();
    const queue = await openTestQueue(folder.path, carried);
    const [one, two, three] = BLOCKS;
    if (one === undefined || two === undefined || three === undefined) return;
    const [first, second] = [digestOf(one), digestOf(two)];
    expect((await queue.admit(first, one, sender(COMPANY))).before).to.equal(ZERO_32);
    expect((await queue.admit(second, two, sender(COMPANY))).before).to.equal(first);
    // Logged, and not taken off the queue yet.
    for (const digest of [first, second]) carried.set(digest, 11n);
    expect((await queue.admit(digestOf(three), three, sender(COMPANY))).before).to.equal(ZERO_32);
    queue.close();
  });

  it('names as the block before none that its sender signed with another key', async () => {
    using folder = tempFolder();
    const queue = await openTestQueue(folder.path);
    const [one, two, three] = BLOCKS;
    if (one === undefined || two === undefined || three === undefined) return;
    await queue.admit(digestOf(one), one, sender(COMPANY));
    const changed = await queue.admit(digestOf(two), two, sender(PORTAL));
    expect(changed).to.include({ key: PORTAL.address, before: ZERO_32 });
    expect((await queue.admit(digestOf(three), three, sender(PORTAL))).before).to.equal(digestOf(two));
    queue.close();
  });

  it('gives nonces in order and again from the same one after a restart', async () => {
    using folder = tempFolder();
    const queue = await openTestQueue(folder.path);
    for (const block of BLOCKS) await queue.admit(digestOf(block), block, sender(COMPANY));
    const before = queue.next().map(({ raw }) => raw);
    queue.close();
    const again = await openTestQueue(folder.path);
    expect(again.next().map(({ raw }) => raw)).to.deep.equal(before);
    again.close();
  });
});

describe('room of a block', () => {
  const item = (bytes: number): { bytes: number; gasLimit: bigint } => ({ bytes, gasLimit: gasFor(bytes) });

  it('asks for no more gas than a transaction may have', () => {
    expect(gasFor(10_000_000)).to.equal(TRANSACTION_GAS_CAP);
  });

  it('never fills a block over half of its gas, so that the base fee stays zero', () => {
    for (const bytes of [200, 2_000, 40_000, 250_000]) {
      const run = fitting(Array.from({ length: 3_000 }, () => item(bytes)));
      const gas = run.reduce((sum, { gasLimit }) => sum + gasLimit, 0n);
      expect(gas <= BLOCK_GAS_LIMIT / 2n).to.equal(true);
      expect(run.length).to.be.within(1, BLOCK_CAPACITY.count);
    }
  });

  it('takes a single item of any size, so that nothing waits for ever', () => {
    expect(fitting([item(9_000_000), item(1)])).to.have.length(1);
  });

  it('promises at least as many blocks as a queue really fills', () => {
    let seed = 7;
    const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let round = 0; round < 50; round++) {
      const items = Array.from({ length: Math.floor(random() * 4_000) }, () =>
        item(Math.floor(200 + random() ** 6 * 250_000)),
      );
      const load = {
        count: items.length,
        bytes: items.reduce((sum, { bytes }) => sum + bytes, 0),
        gas: items.reduce((sum, { gasLimit }) => sum + gasLimit, 0n),
      };
      let blocks = 0n;
      for (let at = 0; at < items.length; blocks++) at += fitting(items.slice(at)).length;
      expect(blocks <= blocksFor(load)).to.equal(true);
    }
  });

  it('dates a block by the clock, and after its parent even if the clock goes back', () => {
    expect(nextTimestamp(100n, 200_000)).to.equal(200n);
    expect(nextTimestamp(300n, 200_000)).to.equal(301n);
  });
});
