import { decodeHeader, headerHash, type BlockHeader, type BlockRecord } from '../seal/block-record.ts';
import { InputError } from '../bytes/errors.ts';
import { checkSealAlone, meetsTarget, sealDigest, type Seal } from '../seal/seal.ts';
import { keyAt, type SealKeys } from '../seal/seal-keys.ts';
import { indexTrieRoot } from '../seal/index-trie-root.ts';
import type { NetworkDomain } from '../ledger/network.ts';
import { unproved } from './unproved.ts';

/** A block under a seal of the company that no honest block maker would seal, and the seal before it where that is what it contradicts. */
export type InvalidBlock = { record: BlockRecord; parent?: Seal };

/** Whose seal it must be. */
type Accused = SealKeys & { domain: NetworkDomain; targetBits: number };

/**
 * What is wrong with a sealed block by itself. The company signed the block's hash and nothing else of the record, so only what follows from that hash counts:
 * a header that is another one than the sealed, or transactions that are not the header's, are the word of whoever shows them.
 * @returns one sentence that says what is proved
 * @throws InputError EVIDENCE_INVALID when that is nothing, SEAL_SIGNER, SIGNATURE_INVALID
 * @throws InputError EXECUTION_NEEDED when nothing can be said without executing the block on those before it
 */
export function checkInvalidBlock({ record, parent }: InvalidBlock, accused: Accused): string {
  const { seal } = record;
  const signer = keyAt(accused, seal.number);
  const sealHash = checkSealAlone({ ...accused, signer, seal, targetBits: 0 });
  if (headerHash(record.header) !== seal.blockHash) throw unproved('the header shown is not the sealed one');
  const says = (what: string): string => `${signer} sealed ${sealHash} as block ${seal.number}, ${what}.`;
  if (!meetsTarget(sealHash, accused.targetBits)) {
    return says(`which is not under the target of ${accused.targetBits} bits`);
  }
  const header = readHeader(record);
  if (header === undefined) return says('whose header is none');
  if (header.number !== seal.number) return says(`whose header is of block ${header.number}`);
  if (header.timestamp !== seal.timestamp)
    return says(`dated ${seal.timestamp}, whose header says ${header.timestamp}`);
  if (parent !== undefined) {
    const wrong = checkAgainst(parent, header, seal, accused);
    if (wrong !== undefined) return says(wrong);
  }
  const founded = seal.number === 0n && record.transactions.length === 0;
  if (!founded && indexTrieRoot(record.transactions) !== header.transactionsRoot) {
    throw unproved('the transactions shown are not those of the sealed header');
  }
  throw new InputError(
    'EXECUTION_NEEDED',
    `Nothing is wrong with block ${seal.number} by itself. Whether it executes to what is sealed shows on the blocks before it: give --data or --url.`,
  );
}

function readHeader(record: BlockRecord): BlockHeader | undefined {
  try {
    return decodeHeader(record.header);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function checkAgainst(parent: Seal, header: BlockHeader, seal: Seal, accused: Accused): string | undefined {
  checkSealAlone({ ...accused, signer: keyAt(accused, parent.number), seal: parent, targetBits: 0 });
  if (sealDigest(accused.domain, parent) !== seal.parentSeal) throw unproved('the seal before it is another one');
  if (parent.number + 1n !== seal.number) return `which follows block ${parent.number}`;
  if (header.parentHash !== parent.blockHash) return 'whose header follows another block than its seal does';
  if (seal.timestamp <= parent.timestamp) return 'which is not dated later than the block before';
  return undefined;
}
