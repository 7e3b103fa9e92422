import { AbiCoder, type Result } from 'ethers';
import type { Point } from '../crypto/commitment.ts';
import { InputError } from '../bytes/errors.ts';
import { type Hex } from '../bytes/hex.ts';
import type { InternalBlock } from './internal-block.ts';
import type { KindName } from './kinds.ts';

export type MeteredLine = {
  meterId: Hex;
  obis: Hex;
  zone: number;
  openSequence: bigint;
  openTime: bigint;
  open: Point;
  closeSequence: bigint;
  closeTime: bigint;
  close: Point;
};
export type DeclaredLine = { label: number; commitment: Point };
export type InvoiceData = {
  contractId: Hex;
  period: number;
  series: number;
  dueDate: bigint;
  metered: MeteredLine[];
  declared: DeclaredLine[];
  envelope: Hex;
};

/** The typed data of every kind that is ABI-encoded (docs/formats.md §2); READINGS is packed, see readings-data.ts. */
export type BlockData = {
  ENROL: { role: number; encryptionKey: Hex; envelope: Hex };
  REGISTER: { account: Hex; role: number; encryptionKeyHash: Hex };
  ATTEST: { account: Hex; encryptionKeyHash: Hex };
  SUSPEND: { account: Hex };
  RESTORE: { account: Hex };
  SEAL_KEY: { number: bigint; next: Hex; signature: Hex; acceptance: Hex };
  DEVICE_REGISTER: { algorithm: number; x: Hex; y: Hex; trustClass: number };
  METER_REGISTER: {
    meterId: Hex;
    owner: Hex;
    provider: Hex;
    resource: number;
    unit: number;
    exponent: number;
    deviceId: Hex;
    verifiedUntil: bigint;
    obis: Hex[];
  };
  METER_REPLACE: { oldMeterId: Hex; newMeterId: Hex };
  METER_VERIFY: { meterId: Hex; verifiedUntil: bigint };
  DEVICE_REVOKE: { deviceId: Hex };
  METER_TRANSFER: { meterId: Hex; owner: Hex };
  RATE: { resource: number; zone: number; rate: bigint; validFrom: bigint };
  OFFER: { resource: number; meterId: Hex; envelope: Hex };
  COPY: { contractId: Hex; subjectHash: Hex; envelope: Hex };
  CANCEL: { contractId: Hex; effectiveDate: bigint; envelope: Hex };
  INVOICE: InvoiceData;
  PAYMENT: { invoiceId: Hex; commitment: Point; paymentReference: Hex; envelope: Hex };
  RECEIPT: { invoiceId: Hex; paymentId: Hex; settles: boolean; opening: bigint; envelope: Hex };
  PERIOD_KEYS: { deviceId: Hex; meterId: Hex; period: number; envelope: Hex; deviceSignature: Hex };
  READING_REQUEST: { meterId: Hex; manual: boolean; dueDate: bigint };
  APPEAL: { category: number; addressees: number; provider: Hex; about: Hex; envelope: Hex };
  APPEAL_ANSWER: { appealId: Hex; outcome: number; envelope: Hex };
};
export type DataKind = keyof BlockData & KindName;

const POINT = 'tuple(uint256 x, uint256 y)';
const LINE = `tuple(bytes32 meterId, bytes6 obis, uint8 zone, uint64 openSequence, uint64 openTime, ${POINT} open, uint64 closeSequence, uint64 closeTime, ${POINT} close)`;

const TUPLES: { [K in DataKind]: string } = {
  ENROL: 'tuple(uint8 role, bytes encryptionKey, bytes envelope)',
  REGISTER: 'tuple(address account, uint8 role, bytes32 encryptionKeyHash)',
  ATTEST: 'tuple(address account, bytes32 encryptionKeyHash)',
  SUSPEND: 'tuple(address account)',
  RESTORE: 'tuple(address account)',
  SEAL_KEY: 'tuple(uint64 number, address next, bytes signature, bytes acceptance)',
  DEVICE_REGISTER: 'tuple(uint8 algorithm, bytes32 x, bytes32 y, uint8 trustClass)',
  METER_REGISTER:
    'tuple(bytes32 meterId, address owner, address provider, uint8 resource, uint8 unit, int8 exponent, bytes32 deviceId, uint64 verifiedUntil, bytes6[] obis)',
  METER_REPLACE: 'tuple(bytes32 oldMeterId, bytes32 newMeterId)',
  METER_VERIFY: 'tuple(bytes32 meterId, uint64 verifiedUntil)',
  DEVICE_REVOKE: 'tuple(bytes32 deviceId)',
  METER_TRANSFER: 'tuple(bytes32 meterId, address owner)',
  RATE: 'tuple(uint8 resource, uint8 zone, uint64 rate, uint64 validFrom)',
  OFFER: 'tuple(uint8 resource, bytes32 meterId, bytes envelope)',
  COPY: 'tuple(bytes32 contractId, bytes32 subjectHash, bytes envelope)',
  CANCEL: 'tuple(bytes32 contractId, uint64 effectiveDate, bytes envelope)',
  INVOICE: `tuple(bytes32 contractId, uint32 period, uint8 series, uint64 dueDate, ${LINE}[] metered, tuple(uint8 label, ${POINT} commitment)[] declared, bytes envelope)`,
  PAYMENT: `tuple(bytes32 invoiceId, ${POINT} commitment, bytes32 paymentReference, bytes envelope)`,
  RECEIPT: 'tuple(bytes32 invoiceId, bytes32 paymentId, bool settles, uint256 opening, bytes envelope)',
  PERIOD_KEYS: 'tuple(bytes32 deviceId, bytes32 meterId, uint32 period, bytes envelope, bytes deviceSignature)',
  READING_REQUEST: 'tuple(bytes32 meterId, bool manual, uint64 dueDate)',
  APPEAL: 'tuple(uint8 category, uint8 addressees, address provider, bytes32 about, bytes envelope)',
  APPEAL_ANSWER: 'tuple(bytes32 appealId, uint8 outcome, bytes envelope)',
};

/** Integers that are small enough to be numbers in our types; every other integer stays a bigint. */
const SMALL = new Set([
  'role',
  'algorithm',
  'trustClass',
  'resource',
  'unit',
  'exponent',
  'zone',
  'period',
  'series',
  'label',
  'category',
  'addressees',
  'outcome',
]);
const LISTS = new Set(['obis', 'metered', 'declared']);

const coder = AbiCoder.defaultAbiCoder();

export function encodeData<K extends DataKind>(kind: K, value: BlockData[K]): Hex {
  return coder.encode([TUPLES[kind]], [value]) as Hex;
}

/** @throws InputError DATA_MALFORMED unless the bytes are exactly the encoding of one value of this kind */
export function decodeData<K extends DataKind>(kind: K, data: Hex): BlockData[K] {
  try {
    const value = plain(coder.decode([TUPLES[kind]], data)[0] as Result) as BlockData[K];
    if (encodeData(kind, value) === data.toLowerCase()) return value;
  } catch (cause) {
    throw new InputError('DATA_MALFORMED', `The data is not that of ${kind}.`, { cause });
  }
  throw new InputError('DATA_MALFORMED', `The data of ${kind} is not in its one canonical encoding.`);
}

function plain(result: Result): Record<string, unknown> {
  return Object.fromEntries(Object.entries(result.toObject()).map(([key, value]) => [key, member(key, value)]));
}

function member(key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return SMALL.has(key) ? Number(value) : value;
  if (typeof value === 'string') return value.toLowerCase();
  if (!Array.isArray(value)) return value;
  const result = value as Result;
  if (!LISTS.has(key) || (key === 'obis' && !Array.isArray(value))) return plain(result);
  return Array.from(result, (item: unknown) => (Array.isArray(item) ? plain(item as Result) : member('', item)));
}

const SUBMIT_TYPES = [
  'tuple(address from, address to, uint64 timestamp, uint16 kind, bytes32 subject, bytes32 dataHash)',
  'bytes',
  'bytes',
];
/** Selector of submit((address,address,uint64,uint16,bytes32,bytes32),bytes,bytes). */
export const SUBMIT_SELECTOR: Hex = '0xbb0fea63';

/** Calldata of `submit` for one internal block. By hand, since the sealer forms one for each block and the library takes 0.2 ms. */
export function encodeSubmit(signed: { block: InternalBlock; signature: Hex; data: Hex }): Hex {
  const { block, signature, data } = signed;
  const words = [
    block.from.slice(2),
    block.to.slice(2),
    block.timestamp.toString(16),
    block.kind.toString(16),
    block.subject.slice(2),
    block.dataHash.slice(2),
    (8 * 32).toString(16),
    (8 * 32 + tailLength(signature)).toString(16),
  ];
  return `${SUBMIT_SELECTOR}${words.map(word).join('')}${tail(signature)}${tail(data)}`.toLowerCase() as Hex;
}

function word(digits: string): string {
  return digits.padStart(64, '0');
}

/** Bytes that a dynamic value takes behind the head: its length and itself, padded to words. */
function tailLength(value: Hex): number {
  return 32 + 32 * Math.ceil((value.length - 2) / 64);
}

function tail(value: Hex): string {
  const digits = value.slice(2);
  return word((digits.length / 2).toString(16)) + digits.padEnd(64 * Math.ceil(digits.length / 64), '0');
}

/** The internal block that a ledger call carries. @throws InputError SUBMIT_MALFORMED when the calldata is not a `submit` call */
export function decodeSubmit(calldata: Hex): { block: InternalBlock; signature: Hex; data: Hex } {
  if (!calldata.startsWith(SUBMIT_SELECTOR)) {
    throw new InputError('SUBMIT_MALFORMED', `Selector ${calldata.slice(0, 10)} is not that of a ledger's submit.`);
  }
  try {
    const decoded = coder.decode(SUBMIT_TYPES, `0x${calldata.slice(10)}`);
    const { timestamp, kind, ...rest } = plain(decoded[0] as Result) as InternalBlock & { kind: bigint };
    return { block: { ...rest, timestamp, kind: Number(kind) }, signature: decoded[1] as Hex, data: decoded[2] as Hex };
  } catch (cause) {
    throw new InputError('SUBMIT_MALFORMED', 'The calldata is not that of a ledger call.', { cause });
  }
}
