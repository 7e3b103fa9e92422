import { decodeRlp, encodeRlp } from 'ethers';
import { concatBytes, fromHex, toHex, uintBytes, type Hex } from '../../../../core/domain/bytes/hex.ts';
import type { Signer } from '../../../../core/domain/ledger/internal-block.ts';
import {
  blockRecordToJson,
  headerHash,
  parseBlockRecord,
  type BlockRecord,
  type BlockRecordJson,
} from '../../../../core/domain/seal/block-record.ts';
import { mineSeal } from '../../../../core/domain/seal/mine-seal.ts';
import { meetsTarget, sealDigest, type SealFields } from '../../../../core/domain/seal/seal.ts';
import { indexTrieRoot } from '../../../../core/domain/seal/index-trie-root.ts';
import { RULES, SEALER } from '../../support/chains.ts';
import { plainReceipt } from '../../../support/plain-receipt.ts';
import { DOMAIN, startCheatingCompany, STRANGER, word } from './cheating-company.ts';
import { someRate } from './ledger-lies.ts';
import type { Lie } from './lie.ts';
import { encodeSubmit } from '../../../../core/domain/ledger/block-data.ts';

/** Places of the header's fields. */
const FIELD = { parentHash: 0, stateRoot: 3, transactionsRoot: 4, number: 8, timestamp: 11, mixHash: 13 };
const SOME = word(0xbadn);
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
/** The block that is bent: it carries a fact of a resident's ledger. */
const AT = 2;

type Bend = (honest: BlockRecord) => unknown;

/** Blocks that cannot be, each under a seal that the company's key really signed. */
export const recordLies: readonly Lie[] = [
  lie('RECORD_INVALID', 'a record has a member that nobody knows', (record) => ({
    ...blockRecordToJson(record),
    note: 'trust me',
  })),
  lie('HEX_INVALID', 'a transaction is no bytes', (record) => ({
    ...blockRecordToJson(record),
    transactions: ['0x0'],
  })),
  lie('RECORD_NUMBER', 'a block is left out', (record) => {
    const number = record.number + 1n;
    const bent = withHeader(record, [[FIELD.number, quantity(number)]]);
    return json({ ...bent, number, seal: sealed(bent, { number }) });
  }),
  lie('HEADER_HASH', 'a block is sealed under the name of another', (record) =>
    json({ ...record, seal: sealed(record, { blockHash: SOME }) }),
  ),
  lie('HEADER_INVALID', 'a header of fifteen fields is sealed', (record) => {
    const fields = decodeRlp(record.header);
    if (!Array.isArray(fields)) throw new Error('a header is a list');
    return json(withRawHeader(record, parse(encodeRlp(fields.slice(0, 15)))));
  }),
  lie('HEADER_INVALID', 'bytes that are no header are sealed', (record) => json(withRawHeader(record, '0xc2'))),
  lie('HEADER_INVALID', 'a header with a short root is sealed', (record) =>
    json(withHeader(record, [[FIELD.stateRoot, '0x00']])),
  ),
  lie('HEADER_FIELDS', 'a header says another number', (record) => json(withHeader(record, [[FIELD.number, '0x07']]))),
  lie('HEADER_FIELDS', 'a header says another time', (record) => json(withHeader(record, [[FIELD.timestamp, '0x07']]))),
  lie('HEADER_FIELDS', 'a record says another randomness', (record) => json({ ...record, prevRandao: SOME })),
  lie('HEADER_FIELDS', 'a seal says another time', (record) =>
    json({ ...record, seal: sealed(record, { timestamp: record.timestamp + 1n }) }),
  ),
  lie('HEADER_FIELDS', 'a seal says another number', (record) =>
    json({ ...record, seal: sealed(record, { number: record.number + 1n }) }),
  ),
  lie('TRANSACTIONS_ROOT', 'a transaction is kept from the reader', (record) => json({ ...record, transactions: [] })),
  lie('RECEIPTS_ROOT', 'a receipt is kept from the reader', (record) => json({ ...record, receipts: [] })),
  lie('RECEIPTS_ROOT', 'a call is shown as refused that the ledger took', (record) =>
    json({ ...record, receipts: [plainReceipt(false)] }),
  ),
  lie('HEADER_PARENT', 'a header follows another block', (record) =>
    json(withHeader(record, [[FIELD.parentHash, SOME]])),
  ),
  lie('SEAL_PARENT', 'a seal follows another seal', (record) =>
    json({ ...record, seal: sealed(record, { parentSeal: SOME }) }),
  ),
  lie('SEAL_TARGET', 'a seal is not under the target', (record) => json({ ...record, seal: easilySealed(record) })),
  lie('SEAL_SIGNER', 'a seal is by another key', (record) => json({ ...record, seal: sealed(record, {}, STRANGER) })),
  lie('SIGNATURE_INVALID', 'a seal is signed with the other half of s', (record) => {
    const bytes = fromHex(record.seal.signature);
    const s = BigInt(toHex(bytes.subarray(32, 64)));
    const v = bytes[64] === 27 ? 28 : 27;
    const signature = toHex(concatBytes(bytes.subarray(0, 32), uintBytes(ORDER - s, 32), Uint8Array.of(v)));
    return json({ ...record, seal: { ...record.seal, signature } });
  }),
  lie(
    'GENESIS_MISMATCH',
    'the genesis has another state',
    (record) => json(withHeader(record, [[FIELD.stateRoot, SOME]])),
    0,
  ),
  lie('EXECUTION_MISMATCH', 'another state is sealed', (record) => json(withHeader(record, [[FIELD.stateRoot, SOME]]))),
  lie('EXECUTION_MISMATCH', 'bytes that are no transaction are sealed', (record) => {
    const transactions: Hex[] = ['0x02c0'];
    return json({ ...withHeader(record, [[FIELD.transactionsRoot, indexTrieRoot(transactions)]]), transactions });
  }),
];

/** @param at the block that is bent */
function lie(code: string, title: string, bend: Bend, at = AT): Lie {
  return {
    code,
    title,
    async tell() {
      const records: unknown[] = await (honest ??= seal());
      return { records: records.with(at, bend(parseBlockRecord(records[at]))), place: { block: at }, lax: false };
    },
  };
}

/** One history for all of these lies: they bend its records, and nothing of it. */
let honest: Promise<BlockRecordJson[]> | undefined;

async function seal(): Promise<BlockRecordJson[]> {
  await using company = await startCheatingCompany(false);
  await company.seal([company.carry({ to: someRate().ledger, data: encodeSubmit(someRate()) })]);
  await company.seal([]);
  return company.records();
}

/** The company's seal of a block, with some of it otherwise. */
function sealed(record: BlockRecord, over: Partial<SealFields>, signer: Signer = SEALER): BlockRecord['seal'] {
  const { number, parentSeal, blockHash, timestamp } = { ...record.seal, ...over };
  const fields = { number, parentSeal, blockHash, timestamp };
  const { r, sealHash } = mineSeal(DOMAIN, fields, RULES.targetBits);
  return { ...fields, r, signature: signer.sign(sealHash) };
}

function easilySealed({ seal }: BlockRecord): BlockRecord['seal'] {
  for (let r = 0n; ; r++) {
    const hash = sealDigest(DOMAIN, { ...seal, r });
    if (!meetsTarget(hash, RULES.targetBits)) return { ...seal, r, signature: SEALER.sign(hash) };
  }
}

function withHeader(record: BlockRecord, changes: readonly (readonly [at: number, value: Hex])[]): BlockRecord {
  let fields: unknown = decodeRlp(record.header);
  for (const [at, value] of changes) if (Array.isArray(fields)) fields = fields.with(at, value);
  if (!Array.isArray(fields)) throw new Error('a header is a list');
  return withRawHeader(record, parse(encodeRlp(fields.map(String))));
}

function withRawHeader(record: BlockRecord, header: Hex): BlockRecord {
  return { ...record, header, seal: sealed(record, { blockHash: headerHash(header) }) };
}

function quantity(value: bigint): Hex {
  return toHex(uintBytes(value, 1));
}

function parse(text: string): Hex {
  return toHex(fromHex(text));
}

function json(record: BlockRecord): unknown {
  return blockRecordToJson(record);
}
