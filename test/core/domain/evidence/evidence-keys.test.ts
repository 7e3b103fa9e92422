import { accusedIn } from '../../../../core/domain/evidence/accused-in.ts';
import { expect } from 'chai';
import { signerFromPrivateKey } from '../../../../core/domain/ledger/account.ts';
import { headerHash, type BlockRecord } from '../../../../core/domain/seal/block-record.ts';
import { checkEvidence, type Evidence } from '../../../../core/domain/evidence/evidence.ts';
import { evidenceName, evidenceToJson, parseEvidence } from '../../../../core/domain/evidence/evidence-json.ts';
import { fromHex, toHex, ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import type { Signer } from '../../../../core/domain/ledger/internal-block.ts';
import { rlpBytes, rlpList, rlpUint } from '../../../../core/domain/bytes/rlp.ts';
import { sealDigest, type Seal } from '../../../../core/domain/seal/seal.ts';
import { indexTrieRoot } from '../../../../core/domain/seal/index-trie-root.ts';
import { receiptAt } from '../../../support/receipts.ts';
import { refusal } from '../../../support/refusal.ts';
import { DOMAIN } from '../../../support/domain.ts';
import type { Handover } from '../../../../core/domain/seal/seal-keys.ts';
import { handoverAt } from '../../../support/handover.ts';

const key = (fill: string): Signer => signerFromPrivateKey(`0x${fill.repeat(32)}`);
const [first, second, stranger] = [key('01'), key('02'), key('03')];
const TRUSTED = { domain: DOMAIN, signer: first.address, targetBits: 0 };
const HANDOVER = handoverAt(DOMAIN, 10n, first, second);
const KEYED = { ...TRUSTED, handovers: [HANDOVER] };

function seal(number: bigint, by: Signer, salt = '00'): Seal {
  const blockHash: Hex = `0x${salt.repeat(32)}`;
  const fields = { number, parentSeal: ZERO_32, blockHash, timestamp: number, r: 0n };
  return { ...fields, signature: by.sign(sealDigest(DOMAIN, fields)) };
}

/** Through the file, as a stranger reads it who trusts the first key alone. */
function judged(evidence: Evidence, accused = KEYED): string {
  const file: unknown = JSON.parse(JSON.stringify(evidenceToJson(evidence, accused)));
  return checkEvidence(parseEvidence(file), accusedIn(file, TRUSTED));
}

/** Empty blocks one on the other, each sealed by the key of its number. */
function blocks(from: bigint, to: bigint, signerAt: (number: bigint) => Signer): BlockRecord[] {
  const made: BlockRecord[] = [];
  for (let number = from; number <= to; number++) {
    const parent = made.at(-1);
    const word = rlpBytes(new Uint8Array(32));
    const address = rlpBytes(new Uint8Array(20));
    const root = rlpBytes(fromHex(indexTrieRoot([])));
    const header = toHex(
      rlpList([
        parent === undefined ? word : rlpBytes(fromHex(parent.seal.blockHash)),
        ...[word, address, word, root, root, rlpBytes(new Uint8Array(256))],
        ...[0n, number, 60_000_000n, 0n, number * 100n].map(rlpUint),
        ...[rlpBytes(new Uint8Array()), word, rlpBytes(new Uint8Array(8)), rlpUint(0n)],
      ]),
    );
    const parentSeal = parent === undefined ? ZERO_32 : sealDigest(DOMAIN, parent.seal);
    const timestamp = number * 100n;
    const fields = { number, parentSeal, blockHash: headerHash(header), timestamp, r: 0n };
    const signature = signerAt(number).sign(sealDigest(DOMAIN, fields));
    made.push({
      number,
      timestamp,
      prevRandao: ZERO_32,
      transactions: [],
      receipts: [],
      header,
      seal: { ...fields, signature },
    });
  }
  return made;
}

function promise(by: Signer, byBlock: bigint, head: BlockRecord | undefined) {
  if (head === undefined) throw new Error('a receipt names a head');
  return receiptAt(DOMAIN, by, head, { digest: `0x${'dd'.repeat(32)}`, byBlock });
}

const WORD = { number: 9n, sealHash: ZERO_32, time: 9n, signature: ZERO_32 };
const byRule = (number: bigint): Signer => (number < 10n ? first : second);

describe('evidence across a change of the seal key', () => {
  it('proves nothing without the handover, by a forged one, or with a seal of a stranger', async () => {
    const evidence: Evidence = { kind: 'double-seal', seals: [seal(10n, second), seal(10n, second, '11')] };
    expect(await refusal(() => judged(evidence, TRUSTED as typeof KEYED))).to.equal('SEAL_SIGNER');
    const forged = { ...TRUSTED, handovers: [handoverAt(DOMAIN, 10n, stranger, second)] };
    expect(await refusal(() => judged(evidence, forged))).to.equal('HANDOVER_SIGNER');
    const theirs: Evidence = { kind: 'double-seal', seals: [seal(10n, second), seal(10n, stranger, '11')] };
    expect(await refusal(() => judged(theirs))).to.equal('SEAL_SIGNER');
  });

  it('proves a double seal by the new key, and one by the old and the new key', () => {
    const alone: Evidence = { kind: 'double-seal', seals: [seal(10n, second), seal(10n, second, '11')] };
    expect(judged(alone)).to.include('two seals of block 10');
    const both: Evidence = { kind: 'double-seal', seals: [seal(10n, first), seal(10n, second, '11')] };
    expect(judged(both)).to.include('two seals of block 10');
  });

  it('proves a promise that is broken across the change, and none of a key after its time', async () => {
    const all = blocks(8n, 12n, byRule);
    const broken = (by: Signer, head: number): Evidence => {
      const shown = all.slice(head - 8);
      return { kind: 'broken-promise', admission: promise(by, 12n, shown[0]), blocks: shown };
    };
    expect(judged(broken(first, 8))).to.include(`${first.address} promised`);
    expect(judged(broken(second, 10))).to.include(`${second.address} promised`);
    // Given while block 10 was on its way.
    expect(judged(broken(first, 9))).to.include(`${first.address} promised`);
    expect(await refusal(() => judged(broken(first, 10)))).to.equal('EVIDENCE_INVALID');
    expect(await refusal(() => judged(broken(stranger, 8)))).to.equal('EVIDENCE_INVALID');
  });

  it('names a file for each accused block and witness, so that no proof takes the place of another', () => {
    const [record] = blocks(9n, 9n, byRule);
    if (record === undefined) throw new Error('there is a record');
    const words = (by: Signer): Evidence => ({
      kind: 'double-cosignature',
      witness: by.address,
      cosignatures: [WORD, WORD],
    });
    const files: Evidence[] = [
      { kind: 'invalid-block', record },
      { kind: 'invalid-block', record: { ...record, seal: seal(9n, first, '11') } },
      words(first),
      words(second),
    ];
    expect(new Set(files.map((each) => evidenceName(each, KEYED)))).to.have.property('size', 4);
  });

  it('proves no broken promise by blocks under the wrong key', async () => {
    for (const wrong of [() => first, () => second]) {
      const shown = blocks(8n, 12n, wrong);
      const evidence: Evidence = { kind: 'broken-promise', admission: promise(second, 12n, shown[0]), blocks: shown };
      expect(await refusal(() => judged(evidence))).to.equal('SEAL_SIGNER');
    }
  });

  it('of a double handover convicts a key that named two successors at once, and no honest second try', async () => {
    const rival = handoverAt(DOMAIN, 12n, first, stranger);
    const both = (one: Handover, other: Handover): Evidence => ({ kind: 'double-handover', handovers: [one, other] });
    expect(judged(both(HANDOVER, rival), { ...TRUSTED, handovers: [] })).to.include('both statements hold at once');
    // By the second key as well, which the file's handovers make one of the company's.
    const [third, fourth] = [key('07'), key('08')];
    const later = [third, fourth].map((next) => handoverAt(DOMAIN, 20n, second, next));
    const [one, other] = later;
    if (one === undefined || other === undefined) throw new Error('there are two');
    expect(judged(both(one, other))).to.include(second.address);
    const refused = async (evidence: Evidence, accused = KEYED): Promise<string> =>
      refusal(() => judged(evidence, accused));
    const retried = handoverAt(DOMAIN, 12n, first, stranger, { validFrom: HANDOVER.validUntil + 1n });
    const foreign = [third, fourth].map((next) => handoverAt(DOMAIN, 20n, stranger, next));
    const [strange = one, stranger2 = other] = foreign;
    for (const honest of [
      both(HANDOVER, retried),
      both(HANDOVER, { ...HANDOVER, acceptance: one.acceptance }),
      both(HANDOVER, one),
      both(strange, stranger2),
    ])
      expect(await refused(honest)).to.equal('EVIDENCE_INVALID');
    expect(await refused(both(one, other), { ...TRUSTED, handovers: [] })).to.equal('EVIDENCE_INVALID');
    const redated = { ...rival, validFrom: 50n, validUntil: 60n, number: 70n };
    expect(await refused(both(HANDOVER, redated))).to.equal('EVIDENCE_INVALID');
  });
});
