import { expect } from 'chai';
import { handoverAt } from '../../../support/handover.ts';
import { signerFromPrivateKey } from '../../../../core/domain/ledger/account.ts';
import { headerHash, type BlockRecord } from '../../../../core/domain/seal/block-record.ts';
import { encodeSubmit } from '../../../../core/domain/ledger/block-data.ts';
import { gasFor } from '../../../../core/domain/ledger/block-gas.ts';
import { signZeroFee } from '../../../../core/domain/ledger/evm-transaction.ts';
import { checkEvidence, type Evidence } from '../../../../core/domain/evidence/evidence.ts';
import { carries } from '../../../../core/domain/evidence/fate-of.ts';
import { evidenceToJson, parseEvidence } from '../../../../core/domain/evidence/evidence-json.ts';
import { fromHex, toHex, ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { internalBlockDigest, signBlock, type SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { mineSeal } from '../../../../core/domain/seal/mine-seal.ts';
import { rlpBytes, rlpList, rlpUint } from '../../../../core/domain/bytes/rlp.ts';
import { cosignatureDigest, sealDigest, type Seal, type SignedCosignature } from '../../../../core/domain/seal/seal.ts';
import { indexTrieRoot } from '../../../../core/domain/seal/index-trie-root.ts';
import { receiptAt } from '../../../support/receipts.ts';
import { refusal } from '../../../support/refusal.ts';
import { DOMAIN } from '../../../support/domain.ts';
import { plainReceipt } from '../../../support/plain-receipt.ts';

const CHAIN_ID = 53278n;
const COMPANY = signerFromPrivateKey(`0x${'5e'.repeat(32)}`);
const STRANGER = signerFromPrivateKey(`0x${'0b'.repeat(32)}`);
const ACCUSED = { domain: DOMAIN, signer: COMPANY.address, targetBits: 4 };
const LEDGER: Hex = `0x${'1e'.repeat(20)}`;

/** A sealed block of the company whose header is enough for everything but execution. */
function blockOn(
  parent: BlockRecord | undefined,
  timestamp: bigint,
  carried: SignedBlock[] = [],
  signer = COMPANY,
  gasLimit = 1_000_000n,
): BlockRecord {
  const number = parent === undefined ? 5n : parent.number + 1n;
  const transactions = carried.map((signed, i) => {
    const call = { nonce: BigInt(i), gasLimit, to: signed.ledger, data: encodeSubmit(signed) };
    return signZeroFee(CHAIN_ID, call, STRANGER).raw;
  });
  const receipts = transactions.map(() => plainReceipt());
  const word = rlpBytes(new Uint8Array(32));
  const header = toHex(
    rlpList([
      rlpBytes(fromHex(parent?.seal.blockHash ?? ZERO_32)),
      word,
      rlpBytes(new Uint8Array(20)),
      word,
      rlpBytes(fromHex(indexTrieRoot(transactions))),
      rlpBytes(fromHex(indexTrieRoot(receipts))),
      rlpBytes(new Uint8Array(256)),
      rlpUint(0),
      rlpUint(number),
      rlpUint(1000),
      rlpUint(0),
      rlpUint(timestamp),
      rlpBytes(new Uint8Array()),
      word,
      rlpBytes(new Uint8Array(8)),
      rlpUint(0),
    ]),
  );
  const parentSeal = parent === undefined ? ZERO_32 : sealDigest(DOMAIN, parent.seal);
  const fields = { number, parentSeal, blockHash: headerHash(header), timestamp };
  const { r, sealHash } = mineSeal(DOMAIN, fields, ACCUSED.targetBits);
  return {
    number,
    timestamp,
    prevRandao: ZERO_32,
    transactions,
    receipts,
    header,
    seal: { ...fields, r, signature: signer.sign(sealHash) },
  };
}

const NOTHING: Hex = '0x';
const BLOCK_OF = {
  ...{ domain: DOMAIN, ledger: LEDGER, signer: STRANGER, to: COMPANY.address },
  ...{ kind: 0x0301, subject: ZERO_32, data: NOTHING, timestamp: 90n },
};

function saying(timestamp: bigint): SignedBlock {
  return signBlock({ ...BLOCK_OF, timestamp });
}
function digestOf({ block }: SignedBlock): Hex {
  return internalBlockDigest(DOMAIN, LEDGER, block);
}

const BLOCK = saying(90n);
const DIGEST = digestOf(BLOCK);

/** A promise of BLOCK, given behind a head. */
function promise(
  byBlock: bigint,
  head: BlockRecord,
  over: { key?: Hex; byTime?: bigint; before?: Hex; headSeal?: Hex } = {},
) {
  return receiptAt(DOMAIN, COMPANY, head, { digest: DIGEST, key: STRANGER.address, byBlock, ...over });
}

function cosigned(number: bigint, sealHash: Hex, signer = STRANGER, time = 130n) {
  const word = { number, sealHash, time };
  return { ...word, signature: signer.sign(cosignatureDigest(DOMAIN, word)) };
}

async function unproved(evidence: Evidence): Promise<string> {
  return refusal(() => checkEvidence(evidence, ACCUSED));
}

function convinces(evidence: Evidence): string {
  return checkEvidence(parseEvidence(JSON.parse(JSON.stringify(evidenceToJson(evidence, ACCUSED)))), ACCUSED);
}

describe('evidence', () => {
  const first = blockOn(undefined, 100n);
  const one = blockOn(first, 101n);
  const other = blockOn(first, 102n);
  const hash = (seal: Seal): Hex => sealDigest(DOMAIN, seal);

  it('of a double seal proves nothing with one seal twice, of two numbers, or with a forged one', async () => {
    expect(await unproved({ kind: 'double-seal', seals: [one.seal, one.seal] })).to.equal('EVIDENCE_INVALID');
    expect(await unproved({ kind: 'double-seal', seals: [first.seal, one.seal] })).to.equal('EVIDENCE_INVALID');
    const forged = blockOn(first, 102n, [], STRANGER);
    expect(await unproved({ kind: 'double-seal', seals: [one.seal, forged.seal] })).to.equal('SEAL_SIGNER');
  });

  it('of a double seal convinces with two signed seals of one number', () => {
    expect(convinces({ kind: 'double-seal', seals: [one.seal, other.seal] })).to.include('two seals of block 6');
  });

  it('names the key that signed, where the seal key was handed over', () => {
    const accused = { ...ACCUSED, handovers: [handoverAt(DOMAIN, 6n, COMPANY, STRANGER)] };
    const [mine, twin] = [101n, 102n].map((timestamp) => blockOn(first, timestamp, [], STRANGER).seal);
    if (mine === undefined || twin === undefined) throw new Error('there are two seals');
    const told = checkEvidence({ kind: 'double-seal', seals: [mine, twin] }, accused);
    expect(told).to.include(`${STRANGER.address} signed two seals of block 6`).and.not.include(COMPANY.address);
    const child = blockOn(blockOn(first, 102n, [], STRANGER), 103n, [], STRANGER).seal;
    expect(checkEvidence({ kind: 'rewritten-parent', parent: mine, child }, accused)).to.match(
      new RegExp(`^${STRANGER.address} signed seal `),
    );
  });

  it('T4: one key in two networks of one chain id contradicts itself in neither', async () => {
    const elsewhere = { ...DOMAIN, networkHash: ZERO_32 };
    const foreign = { ...other.seal, signature: COMPANY.sign(sealDigest(elsewhere, other.seal)) };
    expect(await unproved({ kind: 'double-seal', seals: [one.seal, foreign] })).to.equal('SEAL_SIGNER');
    const word = { number: 6n, sealHash: hash(other.seal), time: 180n };
    const there = { ...word, signature: STRANGER.sign(cosignatureDigest(elsewhere, word)) };
    const cosignatures: [SignedCosignature, SignedCosignature] = [cosigned(6n, hash(one.seal)), there];
    expect(await unproved({ kind: 'double-cosignature', witness: STRANGER.address, cosignatures })).to.equal(
      'EVIDENCE_INVALID',
    );
  });

  it('of a rewritten parent proves nothing when the second follows the first, or is not the next', async () => {
    expect(await unproved({ kind: 'rewritten-parent', parent: first.seal, child: one.seal })).to.equal(
      'EVIDENCE_INVALID',
    );
    expect(await unproved({ kind: 'rewritten-parent', parent: one.seal, child: other.seal })).to.equal(
      'EVIDENCE_INVALID',
    );
  });

  it('of a rewritten parent convinces when the next seal follows another one', () => {
    const child = blockOn(other, 110n);
    expect(convinces({ kind: 'rewritten-parent', parent: one.seal, child: child.seal })).to.include('follows another');
  });

  describe('of a broken promise', () => {
    const second = blockOn(one, 120n);
    const keeping = blockOn(one, 120n, [BLOCK]);
    const admission = promise(7n, first);
    const broken = (blocks: BlockRecord[], receipt = admission): Evidence => ({
      kind: 'broken-promise',
      admission: receipt,
      blocks,
    });

    it('proves nothing with a receipt that the company did not sign', async () => {
      const forged = receiptAt(DOMAIN, STRANGER, first, { digest: DIGEST, byBlock: 7n });
      expect(await unproved(broken([first, one, second], forged))).to.equal('EVIDENCE_INVALID');
    });

    it('proves nothing without all blocks from the head of the receipt up to the promised one', async () => {
      for (const blocks of [[], [first], [first, one], [one, second]])
        expect(await unproved(broken(blocks))).to.equal('EVIDENCE_INVALID');
      expect(await unproved(broken([first, second]))).to.equal('RECORD_NUMBER');
      expect(await unproved(broken([first, other, second]))).to.equal('HEADER_PARENT');
    });

    it('proves nothing when a block carries it', async () => {
      expect(await unproved(broken([first, one, keeping]))).to.equal('EVIDENCE_INVALID');
    });

    it('convinces when the block that carries it does so under another key’s signature than was promised, and not under the changed key that was', async () => {
      // The account signs by another key since: what the promise names counts, not the account's first one.
      const changed = signBlock({ ...BLOCK_OF, signer: { address: STRANGER.address, sign: COMPANY.sign } });
      const under = blockOn(one, 130n, [changed]);
      const said = (key: Hex): Evidence => ({
        kind: 'broken-promise',
        admission: promise(7n, first, { key }),
        blocks: [first, one, under],
      });
      expect(convinces(said(STRANGER.address))).to.include('no block');
      expect(await unproved(said(COMPANY.address))).to.equal('EVIDENCE_INVALID');
    });

    it('counts a block as carried only with the gas that it needs, and under the key that is asked for', () => {
      const block = { digest: DIGEST, key: STRANGER.address };
      expect(carries(keeping, block, DOMAIN)).to.equal(true);
      expect(carries(blockOn(one, 130n, [BLOCK], COMPANY, 100_000n), block, DOMAIN)).to.equal(false);
      expect(carries(keeping, { ...block, key: COMPANY.address }, DOMAIN)).to.equal(false);
      expect(carries(one, block, DOMAIN)).to.equal(false);
    });

    it('proves nothing with the transactions taken out of the block that carries it', async () => {
      expect(await unproved(broken([first, one, { ...keeping, transactions: [] }]))).to.equal('TRANSACTIONS_ROOT');
    });

    it('convinces when no block carries it', () => {
      expect(convinces(broken([first, one, second])))
        .to.include('by block 7')
        .and.to.include('no block');
    });

    it('H2, PROGRAMS 2: convinces when the block that carries it leaves it too little gas to be taken', async () => {
      const needed = gasFor((encodeSubmit(BLOCK).length - 2) / 2);
      const starved = [first, one, blockOn(one, 120n, [BLOCK], COMPANY, needed - 1n)];
      expect(convinces(broken(starved)))
        .to.include(`${needed - 1n} gas`)
        .and.to.include(`${needed}`);
      const fed = [first, one, blockOn(one, 120n, [BLOCK], COMPANY, needed)];
      expect(await unproved(broken(fed))).to.equal('EVIDENCE_INVALID');
      const mended = blockOn(blockOn(first, 101n, [BLOCK], COMPANY, needed - 1n), 120n, [BLOCK]);
      expect(await unproved(broken([first, blockOn(first, 101n, [BLOCK], COMPANY, needed - 1n), mended]))).to.equal(
        'EVIDENCE_INVALID',
      );
    });

    it('convinces when the block that carries it is dated after the promised time, and needs no block behind that', async () => {
      const until = (byTime: bigint) => promise(7n, first, { byTime });
      expect(convinces(broken([first, one, keeping], until(119n)))).to.include('by block 7');
      expect(await unproved(broken([first, one, keeping], until(120n)))).to.equal('EVIDENCE_INVALID');
      expect(convinces(broken([first, one], until(100n)))).to.include('no block');
      expect(await unproved(broken([first, one], until(101n)))).to.equal('EVIDENCE_INVALID');
    });

    it('convinces when it is carried before the block that its sender sent first', async () => {
      const earlier = saying(89n);
      const after = promise(7n, first, { before: digestOf(earlier) });
      for (const carried of [[BLOCK], [BLOCK, earlier]])
        expect(convinces(broken([first, one, blockOn(one, 120n, carried)], after))).to.include(digestOf(earlier));
      const inOrder = blockOn(one, 120n, [earlier, BLOCK]);
      expect(await unproved(broken([first, one, inOrder], after))).to.equal('EVIDENCE_INVALID');
      const earlierBlock = blockOn(first, 101n, [earlier]);
      const later = [first, earlierBlock, blockOn(earlierBlock, 120n, [BLOCK])];
      expect(await unproved(broken(later, after))).to.equal('EVIDENCE_INVALID');
    });

    it('proves that the company has two blocks of one number when the receipt names another head than the sealed one', () => {
      const elsewhere = promise(7n, first, { headSeal: hash(other.seal) });
      expect(convinces(broken([first, one, keeping], elsewhere))).to.include('two blocks of number 5');
    });

    it('does not count the signed fields beside a spoilt signature or other data', () => {
      const v: Hex = `${toHex(fromHex(BLOCK.signature).subarray(0, 64))}1d`;
      for (const spoilt of [
        { ...BLOCK, signature: COMPANY.sign(ZERO_32) },
        { ...BLOCK, signature: v },
        { ...BLOCK, data: '0x01' as const },
      ])
        expect(convinces(broken([first, one, blockOn(one, 120n, [spoilt])]))).to.include('by block 7');
    });

    it('does not count a block that carried it before the promise', () => {
      const before = blockOn(undefined, 100n, [BLOCK]);
      const next = blockOn(before, 130n);
      expect(convinces(broken([before, next], promise(6n, before)))).to.include('by block 6');
    });
  });

  it('against a witness proves nothing with the same word twice, of two numbers, or with a forged one', async () => {
    const witness = STRANGER.address;
    const word = cosigned(6n, hash(one.seal));
    const renewed = cosigned(6n, hash(one.seal), STRANGER, 190n);
    for (const bad of [word, renewed, cosigned(7n, hash(other.seal)), cosigned(6n, hash(other.seal), COMPANY)]) {
      expect(await unproved({ kind: 'double-cosignature', witness, cosignatures: [word, bad] })).to.equal(
        'EVIDENCE_INVALID',
      );
    }
  });

  it('against a witness convinces with two words about one number', () => {
    const cosignatures: [ReturnType<typeof cosigned>, ReturnType<typeof cosigned>] = [
      cosigned(6n, hash(one.seal)),
      cosigned(6n, hash(other.seal)),
    ];
    expect(convinces({ kind: 'double-cosignature', witness: STRANGER.address, cosignatures })).to.include(
      'cosigned two',
    );
  });

  describe('of an invalid block', () => {
    const next = blockOn(one, 120n);
    /** The header with one field changed, and a seal of the company over that. */
    const resealed = (change: Partial<Seal>, record = next, signer = COMPANY): BlockRecord => {
      const { signature: _, r: __, ...before } = { ...record.seal, ...change };
      const { r, sealHash } = mineSeal(DOMAIN, before, ACCUSED.targetBits);
      return { ...record, seal: { ...before, r, signature: signer.sign(sealHash) } };
    };
    const invalid = (record: BlockRecord, parent?: Seal): Evidence => ({
      kind: 'invalid-block',
      record,
      ...(parent === undefined ? {} : { parent }),
    });

    it('proves nothing with a forged seal, or a header or transactions that the company did not seal', async () => {
      const forged = resealed({ timestamp: 7n }, next, STRANGER);
      expect(await unproved(invalid(forged))).to.equal('SEAL_SIGNER');
      const header = blockOn(other, 120n).header;
      expect(await unproved(invalid({ ...next, header }))).to.equal('EVIDENCE_INVALID');
      expect(await unproved(invalid({ ...next, transactions: ['0x01'] }))).to.equal('EVIDENCE_INVALID');
    });

    it('proves nothing with the seal of a block that is not the one before', async () => {
      expect(await unproved(invalid(next, other.seal))).to.equal('EVIDENCE_INVALID');
      const forged = { ...one.seal, signature: STRANGER.sign(hash(one.seal)) };
      expect(await unproved(invalid(next, forged))).to.equal('SEAL_SIGNER');
    });

    it('wants the blocks before it where nothing is wrong with it by itself', async () => {
      expect(await unproved(invalid(next))).to.equal('EXECUTION_NEEDED');
      expect(await unproved(invalid(next, one.seal))).to.equal('EXECUTION_NEEDED');
    });

    it('convinces when seal and header disagree in number or time, or the header is none', () => {
      expect(convinces(invalid(resealed({ number: 9n })))).to.include('whose header is of block 7');
      expect(convinces(invalid(resealed({ timestamp: 121n })))).to.include('dated 121, whose header says 120');
      const header = '0xc0' as const;
      expect(convinces(invalid(resealed({ blockHash: headerHash(header) }, { ...next, header })))).to.include(
        'is none',
      );
    });

    it('convinces when the seal is above the target', () => {
      for (let r = 0n; ; r++) {
        const seal = { ...next.seal, r };
        if (hash(seal).startsWith('0x0')) continue;
        const record = { ...next, seal: { ...seal, signature: COMPANY.sign(hash(seal)) } };
        expect(convinces(invalid(record))).to.include('not under the target');
        break;
      }
    });

    it('convinces when the header, number or time does not follow the block that the seal follows', () => {
      const otherHeader = resealed({ parentSeal: hash(one.seal) }, blockOn(other, 120n));
      expect(convinces(invalid(otherHeader, one.seal))).to.include('follows another block than its seal');
      const far = resealed({ parentSeal: hash(first.seal) });
      expect(convinces(invalid(far, first.seal))).to.include('follows block 5');
      expect(convinces(invalid(blockOn(one, 101n), one.seal))).to.include('not dated later');
    });
  });

  it('refuses a file with a member that no proof of its kind has', async () => {
    const file = evidenceToJson({ kind: 'double-seal', seals: [one.seal, other.seal] }, ACCUSED);
    expect(parseEvidence(file).kind).to.equal('double-seal');
    for (const more of [{ note: 'x' }, { parent: file['seals'] }])
      expect(await refusal(() => parseEvidence({ ...file, ...more }))).to.equal('EVIDENCE_INVALID');
  });

  it('refuses files that are none', async () => {
    for (const bad of [
      null,
      [],
      {},
      { kind: 'rumour' },
      { kind: 'double-seal', seals: [] },
      { kind: 'broken-promise' },
    ]) {
      expect(await refusal(() => parseEvidence(bad))).to.be.oneOf(['EVIDENCE_INVALID', 'RECORD_INVALID']);
    }
  });
});
