import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { blockRecordToJson, headerHash, type BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { fromHex, toHex, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { mineSeal } from '../../../core/domain/seal/mine-seal.ts';
import { meetsTarget, sealDigest } from '../../../core/domain/seal/seal.ts';
import type { Chain } from '../../../sealer/chain/chain.ts';
import { encodeFrameLine } from '../../../sealer/chain/frame-file.ts';
import { refusal } from '../../support/refusal.ts';
import { deployments, grow, makeNext, openTestChain, RULES, SEALER, startEngine, STRANGER } from '../support/chains.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** In an RLP header: list prefix, parent, uncles, beneficiary, then the state root's own prefix. */
const STATE_ROOT_AT = 3 + 33 + 33 + 21 + 1;

/** Seals what a record says now, as a company would that cheats. */
function reseal(record: BlockRecord, signer = SEALER): BlockRecord {
  const { signature: _, r: __, ...fields } = record.seal;
  const { r, sealHash } = mineSeal(RULES.domain, fields, RULES.targetBits);
  return { ...record, seal: { ...fields, r, signature: signer.sign(sealHash) } };
}

function flip(hex: Hex, at: number): Hex {
  const bytes = fromHex(hex);
  bytes[at] = (bytes[at] ?? 0) ^ 0x01;
  return toHex(bytes);
}

describe('chain', () => {
  describe('as a replica', () => {
    async function twoChains(
      folder: string,
    ): Promise<AsyncDisposable & { sealer: Chain; replica: Chain; next: BlockRecord }> {
      const stack = new AsyncDisposableStack();
      const sealer = stack.use(await openTestChain(join(folder, 'sealer'), { signer: SEALER }));
      const replica = stack.use(await openTestChain(join(folder, 'replica')));
      await grow(sealer, 3);
      for (let i = 0; i < 3; i++) await replica.follow(sealer.record(i));
      return { sealer, replica, next: sealer.record(3), [Symbol.asyncDispose]: () => stack.disposeAsync() };
    }

    const TAMPERED: [string, (record: BlockRecord) => BlockRecord, string][] = [
      ['number', (r) => ({ ...r, number: 4n }), 'RECORD_NUMBER'],
      ['header', (r) => ({ ...r, header: flip(r.header, 100) }), 'HEADER_HASH'],
      [
        'sealed block hash',
        (r) => ({ ...r, seal: { ...r.seal, blockHash: flip(r.seal.blockHash, 3) } }),
        'HEADER_HASH',
      ],
      ['timestamp', (r) => ({ ...r, timestamp: r.timestamp + 1n }), 'HEADER_FIELDS'],
      ['sealed timestamp', (r) => ({ ...r, seal: { ...r.seal, timestamp: r.timestamp + 1n } }), 'HEADER_FIELDS'],
      ['sealed number', (r) => ({ ...r, seal: { ...r.seal, number: 4n } }), 'HEADER_FIELDS'],
      ['prevRandao', (r) => ({ ...r, prevRandao: flip(r.prevRandao, 0) }), 'HEADER_FIELDS'],
      ['transactions left out', (r) => ({ ...r, transactions: [] }), 'TRANSACTIONS_ROOT'],
      [
        'transactions put in',
        (r) => ({ ...r, transactions: [...r.transactions, ...deployments(9, 1)] }),
        'TRANSACTIONS_ROOT',
      ],
      [
        'transactions changed',
        (r) => ({ ...r, transactions: r.transactions.map((raw) => flip(raw, 20)) }),
        'TRANSACTIONS_ROOT',
      ],
      ['receipts left out', (r) => ({ ...r, receipts: [] }), 'RECEIPTS_ROOT'],
      ['receipts changed', (r) => ({ ...r, receipts: r.receipts.map((raw) => flip(raw, 1)) }), 'RECEIPTS_ROOT'],
      ['parent seal', (r) => reseal({ ...r, seal: { ...r.seal, parentSeal: ZERO_32 } }), 'SEAL_PARENT'],
      ['r', (r) => ({ ...r, seal: { ...r.seal, r: r.seal.r + 1n } }), 'SEAL_SIGNER'],
      ['r that misses the target', overTarget, 'SEAL_TARGET'],
      ['signature', (r) => reseal(r, STRANGER), 'SEAL_SIGNER'],
      [
        'malformed signature',
        (r) => ({ ...r, seal: { ...r.seal, signature: `0x${'00'.repeat(65)}` } }),
        'SIGNATURE_INVALID',
      ],
    ];
    for (const [what, tamper, code] of TAMPERED) {
      it(`refuses a record with another ${what} and stays where it was`, async () => {
        using folder = tempFolder();
        await using chains = await twoChains(folder.path);
        const { replica, next } = chains;
        expect(await refusal(() => replica.follow(tamper(next)))).to.equal(code);
        expect(replica.head?.number).to.equal(2n);
        expect((await replica.follow(next)).number).to.equal(3n);
      });
    }

    it('refuses a validly sealed block that comes out otherwise, logs nothing of it and serves no state any more', async () => {
      using folder = tempFolder();
      await using chains = await twoChains(folder.path);
      const { replica, sealer } = chains;
      const honest = sealer.record(3);
      const header = flip(honest.header, STATE_ROOT_AT);
      const forged = reseal({ ...honest, header, seal: { ...honest.seal, blockHash: headerHash(header) } });
      expect(await refusal(() => replica.follow(forged))).to.equal('EXECUTION_MISMATCH');
      expect(await refusal(() => replica.request('eth_blockNumber', []))).to.equal('CHAIN_BROKEN');
      expect(await refusal(() => replica.follow(honest))).to.equal('CHAIN_BROKEN');
      await replica[Symbol.asyncDispose]();
      await using again = await openTestChain(join(folder.path, 'replica'));
      expect(again.head?.number).to.equal(2n);
    });

    it('refuses another genesis', async () => {
      using folder = tempFolder();
      await using chains = await twoChains(folder.path);
      await using fresh = await openTestChain(join(folder.path, 'fresh'));
      const zero = chains.sealer.record(0);
      const header = flip(zero.header, 40);
      const forged = reseal({ ...zero, header, seal: { ...zero.seal, blockHash: headerHash(header) } });
      expect(await refusal(() => fresh.follow(forged))).to.be.oneOf([
        'GENESIS_MISMATCH',
        'HEADER_PARENT',
        'HEADER_INVALID',
      ]);
    });

    it('drops an unsigned record without a signature and follows on', async () => {
      using folder = tempFolder();
      await using chains = await twoChains(folder.path);
      await chains.replica[Symbol.asyncDispose]();
      const file = join(folder.path, 'replica', 'blocks.log');
      const json = blockRecordToJson(chains.next);
      const { signature: _, ...seal } = json.seal;
      writeFileSync(file, encodeFrameLine(JSON.stringify({ ...json, seal })), { flag: 'a' });
      await using replica = await openTestChain(join(folder.path, 'replica'));
      expect(replica.head?.number).to.equal(2n);
      expect((await replica.follow(chains.next)).number).to.equal(3n);
    });

    it('comes to the same hashes and state as the sealer', async () => {
      using folder = tempFolder();
      await using chains = await twoChains(folder.path);
      const { sealer, replica, next } = chains;
      await replica.follow(next);
      expect(replica.head).to.deep.equal(sealer.head);
      const params = [`0x${'ca'.repeat(20)}`, 'latest'];
      expect(await replica.answer('eth_getBalance', params)).to.equal(await sealer.answer('eth_getBalance', params));
      expect(await replica.answer('eth_getBlockByNumber', ['latest', true])).to.equal(
        await sealer.answer('eth_getBlockByNumber', ['latest', true]),
      );
    });
  });

  describe('as the sealer', () => {
    it('refuses to start on a log whose blocks come out otherwise, or are sealed by another key', async () => {
      using folder = tempFolder();
      {
        await using chain = await openTestChain(folder.path, { signer: SEALER });
        await grow(chain, 2);
      }
      const rules = { ...RULES, signer: STRANGER.address };
      expect(await refusal(() => openTestChain(folder.path, { signer: STRANGER, rules }))).to.equal('SEAL_SIGNER');
    });

    it('replays its log to identical hashes', async () => {
      using folder = tempFolder();
      let before: unknown;
      {
        await using chain = await openTestChain(folder.path, { signer: SEALER });
        await grow(chain, 3);
        await makeNext(chain, deployments(3, 20), SEALER, 100n);
        before = chain.head;
      }
      await using again = await openTestChain(folder.path, { signer: SEALER });
      expect(again.head).to.deep.equal(before);
      expect(await again.request('eth_blockNumber', [])).to.equal('0x4');
    });

    it('completes the very block whose record it wrote, whatever happened between record and signature', async () => {
      using folder = tempFolder();
      let sealed: BlockRecord;
      let unsignedEnd: number;
      const file = join(folder.path, 'blocks.log');
      {
        await using chain = await openTestChain(folder.path, { signer: SEALER });
        await grow(chain, 2);
        sealed = chain.record(2);
        const whole = readFileSync(file);
        unsignedEnd = whole.subarray(0, whole.length - 1).lastIndexOf(0x0a) + 1;
      }
      for (const bytes of [unsignedEnd, unsignedEnd + 5, unsignedEnd + 100]) {
        copyFileSync(file, join(folder.path, 'kept'));
        truncateSync(file, bytes);
        await using chain = await openTestChain(folder.path, { signer: SEALER });
        expect(chain.record(2)).to.deep.equal(sealed);
        expect(chain.head?.number).to.equal(2n);
        await chain[Symbol.asyncDispose]();
        expect(readFileSync(file).equals(readFileSync(join(folder.path, 'kept')))).to.equal(true);
      }
    });

    it('logs no signature of another key, and completes its unsigned record with the right one', async () => {
      using folder = tempFolder();
      {
        await using chain = await openTestChain(folder.path, { signer: SEALER });
        await grow(chain, 1);
        expect(await refusal(() => makeNext(chain, deployments(1, 1), STRANGER))).to.equal('SEAL_SIGNER');
        expect(chain.head?.number).to.equal(1n);
      }
      expect(await refusal(() => openTestChain(folder.path, { signer: STRANGER }))).to.equal('SEAL_SIGNER');
      await using again = await openTestChain(folder.path, { signer: SEALER });
      expect(again.head?.number).to.equal(2n);
    });

    it('signs nothing before the unsigned record is in the log', async () => {
      using folder = tempFolder();
      await using chain = await openTestChain(folder.path, { signer: SEALER });
      await grow(chain, 1);
      const file = join(folder.path, 'blocks.log');
      let seen = '';
      const watching = {
        address: SEALER.address,
        sign(digest: Hex): Hex {
          seen = readFileSync(file, 'utf8');
          return SEALER.sign(digest);
        },
      };
      await makeNext(chain, deployments(1, 1), watching);
      const { seal } = chain.record(2);
      expect(seen).to.include(`"blockHash":"${seal.blockHash}"`);
      expect(seen).to.not.include(seal.signature);
    });

    it('lets nobody read a block that is not in the log', async () => {
      using folder = tempFolder();
      await using chain = await openTestChain(folder.path, { signer: SEALER });
      await grow(chain, 1);
      let answered: unknown;
      let atSigning: unknown = 'nothing';
      let read: Promise<void> = Promise.resolve();
      const watching = {
        address: SEALER.address,
        sign(digest: Hex): Hex {
          // The engine has made the block by now; a reader that asks here must wait.
          read = chain.request('eth_blockNumber', []).then((answer) => {
            answered = answer;
          });
          atSigning = answered;
          return SEALER.sign(digest);
        },
      };
      await makeNext(chain, [], watching);
      await read;
      expect(atSigning).to.equal(undefined);
      expect(answered).to.equal('0x2');
      expect(chain.head?.number).to.equal(2n);
    });

    it('serves no state after a failure between engine and disk', async () => {
      using folder = tempFolder();
      await using chain = await openTestChain(folder.path, { signer: SEALER });
      await grow(chain, 1);
      const failing = {
        address: SEALER.address,
        sign(): Hex {
          throw new InputError('NO_KEY', 'the key is gone');
        },
      };
      expect(await refusal(() => makeNext(chain, [], failing))).to.equal('NO_KEY');
      expect(await refusal(() => chain.request('eth_blockNumber', []))).to.equal('CHAIN_BROKEN');
      expect(await refusal(() => makeNext(chain, []))).to.equal('CHAIN_BROKEN');
      expect(chain.head?.number).to.equal(1n);
    });

    it('is founded on the same block 0 by everybody', async () => {
      const [one, other] = [await startEngine(), await startEngine()];
      expect(await one.genesis()).to.deep.equal(await other.genesis());
    });
  });
});

/** Signed, but not mined. */
function overTarget(record: BlockRecord): BlockRecord {
  for (let r = record.seal.r + 1n; ; r++) {
    const sealHash = sealDigest(RULES.domain, { ...record.seal, r });
    if (meetsTarget(sealHash, RULES.targetBits)) continue;
    return { ...record, seal: { ...record.seal, r, signature: SEALER.sign(sealHash) } };
  }
}
