import { expect } from 'chai';
import { decodeRlp, encodeRlp, type RlpStructuredData } from 'ethers';
import { ZERO_32, toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import {
  checkContent,
  decodeHeader,
  encodeHeader,
  headerFromRpc,
  headerHash,
  parseBlockRecord,
  receiptAt,
  blockRecordToJson,
  type BlockRecord,
} from '../../../../core/domain/seal/block-record.ts';
import { parseSeal, sealDigest, sealToJson } from '../../../../core/domain/seal/seal.ts';
import { indexTrieRoot } from '../../../../core/domain/seal/index-trie-root.ts';
import { plainReceipt } from '../../../support/plain-receipt.ts';
import { refusal } from '../../../support/refusal.ts';
import { DOMAIN } from '../../../support/domain.ts';

const RAW: Hex = `0x02${'ab'.repeat(40)}`;
const RECEIPT = plainReceipt();
/** A block of the fork Osaka as JSON-RPC gives it, without its hash. */
const FIELDS: Record<string, unknown> = {
  ...{ parentHash: bytes(1), sha3Uncles: bytes(2), miner: `0x${'00'.repeat(20)}`, stateRoot: bytes(3) },
  ...{
    transactionsRoot: indexTrieRoot([RAW]),
    receiptsRoot: indexTrieRoot([RECEIPT]),
    logsBloom: `0x${'00'.repeat(256)}`,
  },
  ...{ difficulty: '0x0', number: '0x7', gasLimit: '0x3938700', gasUsed: '0x5208', timestamp: '0x6afd0dc0' },
  ...{ extraData: '0x', mixHash: bytes(5), nonce: `0x${'00'.repeat(8)}`, baseFeePerGas: '0x0' },
  ...{ withdrawalsRoot: bytes(6), blobGasUsed: '0x0', excessBlobGas: '0x0', parentBeaconBlockRoot: bytes(7) },
  requestsHash: bytes(8),
};

function bytes(fill: number): Hex {
  return toHex(new Uint8Array(32).fill(fill));
}

function record(change: Partial<BlockRecord> = {}): BlockRecord {
  const header = encodeHeader(FIELDS);
  const timestamp = BigInt(String(FIELDS['timestamp']));
  const blockHash = headerHash(header);
  const seal = { number: 7n, parentSeal: ZERO_32, blockHash, timestamp, r: 0n, signature: toHex(new Uint8Array(65)) };
  return {
    number: 7n,
    timestamp,
    prevRandao: bytes(5),
    transactions: [RAW],
    receipts: [RECEIPT],
    header,
    seal,
    ...change,
  };
}

/** The header with one of its fields changed. */
function withField(at: number, item: RlpStructuredData): Hex {
  const items = decodeRlp(encodeHeader(FIELDS));
  if (typeof items === 'string') throw new Error('a header is a list');
  return encodeRlp(items.map((each, i) => (i === at ? item : each))) as Hex;
}

describe('block record', () => {
  it('refuses JSON of another form, and says what is wrong', () => {
    const json = blockRecordToJson(record());
    const said = (value: unknown): string => {
      try {
        parseBlockRecord(value);
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
      return 'taken';
    };
    for (const none of [undefined, null, 'record', 7, [], [json]])
      expect(said(none)).to.contain('a JSON object is expected');
    const { header: _, ...without } = json;
    expect(said(without)).to.contain('header is missing');
    expect(said({ ...json, more: 1 })).to.contain('more is unknown');
    expect(said({ ...json, transactions: RAW })).to.contain('transactions is not a list');
    for (const number of ['', ' 7', '7 ', '07', '7.0', '-7', '0x7', '1e3', 7])
      expect(said({ ...json, number })).to.match(/number is ("|-7|not a string)/);
    expect(said({ ...json, number: String(2n ** 64n) })).to.contain('64 bits');
    expect(said({ ...json, number: String(2n ** 64n - 1n) })).to.equal('taken');
    expect(parseBlockRecord(json)).to.deep.equal(record());
  });

  it('refuses a header that is no list of 16 fields with their lengths', async () => {
    const short = decodeRlp(encodeHeader(FIELDS)).slice(0, 15);
    const wrong: Hex[] = ['0xf8', encodeRlp('0x1234') as Hex, encodeRlp(short) as Hex];
    for (const at of [0, 3, 4, 5, 13])
      wrong.push(withField(at, '0x1234'), withField(at, [bytes(1)]), withField(at, `${bytes(1)}00`));
    for (const at of [8, 9, 10, 11, 15]) wrong.push(withField(at, [bytes(1)]), withField(at, `${bytes(1)}00`));
    for (const header of wrong)
      expect(await refusal(() => decodeHeader(header)), header.slice(0, 20)).to.equal('HEADER_INVALID');
  });

  it('reads a header of London, of the latest fork, and one with a number of 32 bytes', () => {
    const { withdrawalsRoot: _, ...london } = FIELDS;
    expect(decodeRlp(encodeHeader(london))).to.have.lengthOf(16);
    expect(decodeRlp(encodeHeader({ ...FIELDS, withdrawalsRoot: null }))).to.have.lengthOf(16);
    expect(decodeRlp(encodeHeader(FIELDS))).to.have.lengthOf(21);
    expect(decodeHeader(encodeHeader(london))).to.include({ number: 7n, gasUsed: 21000n, baseFeePerGas: 0n });
    expect(decodeHeader(withField(9, bytes(255))).gasLimit).to.equal(2n ** 256n - 1n);
  });

  it('refuses a block of JSON-RPC that lacks a field or has another hash', async () => {
    const hash = headerHash(encodeHeader(FIELDS));
    for (const name of ['parentHash', 'number', 'nonce'])
      expect(await refusal(() => headerFromRpc({ ...FIELDS, hash, [name]: 7 }))).to.equal('HEADER_INVALID');
    expect(await refusal(() => headerFromRpc({ ...FIELDS, hash: bytes(9) }))).to.equal('HEADER_INVALID');
    expect(headerFromRpc({ ...FIELDS, hash })).to.equal(encodeHeader(FIELDS));
  });

  it('refuses a record whose header, fields, transactions, receipts or seal speak of another block', async () => {
    const good = record();
    const cases: [Partial<BlockRecord>, string][] = [
      [{ header: withField(8, '0x08') }, 'HEADER_HASH'],
      [{ number: 8n }, 'HEADER_FIELDS'],
      [{ timestamp: good.timestamp + 1n }, 'HEADER_FIELDS'],
      [{ prevRandao: bytes(6) }, 'HEADER_FIELDS'],
      [{ seal: { ...good.seal, number: 8n } }, 'HEADER_FIELDS'],
      [{ seal: { ...good.seal, timestamp: 1n } }, 'HEADER_FIELDS'],
      [{ transactions: [] }, 'TRANSACTIONS_ROOT'],
      [{ transactions: [RAW, RAW] }, 'TRANSACTIONS_ROOT'],
      [{ receipts: [] }, 'RECEIPTS_ROOT'],
      [{ receipts: [RECEIPT, RECEIPT] }, 'RECEIPTS_ROOT'],
      [{ receipts: [plainReceipt(false)] }, 'RECEIPTS_ROOT'],
    ];
    for (const [change, code] of cases) expect(await refusal(() => checkContent(record(change)))).to.equal(code);
    checkContent(good);
  });

  it('refuses receipts that are the header’s, but not one for each transaction', async () => {
    const none = { ...FIELDS, receiptsRoot: indexTrieRoot([]) };
    const header = encodeHeader(none);
    const seal = { ...record().seal, blockHash: headerHash(header) };
    expect(await refusal(() => checkContent(record({ header, seal, receipts: [] })))).to.equal('RECEIPTS_ROOT');
  });

  it('tells what became of a transaction, and refuses to tell of one that it has not', async () => {
    const both = record({ receipts: [RECEIPT, plainReceipt(false)] });
    expect([0, 1].map((at) => receiptAt(both, at).succeeded)).to.deep.equal([true, false]);
    expect(await refusal(() => receiptAt(both, 2))).to.equal('RECEIPTS_ROOT');
  });
});

describe('seal as JSON', () => {
  it('is an object with exactly its members', () => {
    const json = sealToJson(record().seal);
    const { signature: _, ...without } = json;
    for (const none of [undefined, 'seal', 7, [json]])
      expect(() => parseSeal(none)).to.throw('a JSON object is expected');
    expect(() => parseSeal(without)).to.throw('signature is missing');
    expect(() => parseSeal({ ...json, r: '01' })).to.throw(/r is "01"/);
    expect(() => parseSeal({ ...json, r: String(2n ** 64n) })).to.throw('64 bits');
  });

  it('refuses to hash words that have not 32 bytes', async () => {
    const { seal } = record();
    for (const blockHash of ['0x', `0x${'11'.repeat(31)}`, `0x${'11'.repeat(33)}`] as const)
      expect(await refusal(() => sealDigest(DOMAIN, { ...seal, blockHash }))).to.equal('HEX_INVALID');
  });
});
