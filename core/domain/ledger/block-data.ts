import { AbiCoder, ParamType, type Result } from 'ethers';
import type { AbiParameterToPrimitiveType, ParseAbiParameter } from 'abitype';
import { InputError } from '../bytes/errors.ts';
import { type Hex } from '../bytes/hex.ts';
import { FACTS, type DataKind } from './fact-table.ts';
import type { InternalBlock } from './internal-block.ts';

/** The typed data of every kind that is ABI-encoded: integers of up to 48 bits are numbers, wider ones bigints, bytes and addresses lower-case hex. */
export type BlockData = { [K in DataKind]: AbiParameterToPrimitiveType<ParseAbiParameter<(typeof FACTS)[K]['data']>> };
export type InvoiceData = BlockData['INVOICE'];
export type MeteredLine = InvoiceData['metered'][number];

const coder = AbiCoder.defaultAbiCoder();
const types = new Map<DataKind, ParamType>();

export function encodeData<K extends DataKind>(kind: K, value: BlockData[K]): Hex {
  return coder.encode([typeOf(kind)], [value]) as Hex;
}

/** @throws InputError DATA_MALFORMED unless the bytes are exactly the encoding of one value of this kind */
export function decodeData<K extends DataKind>(kind: K, data: Hex): BlockData[K] {
  const type = typeOf(kind);
  try {
    const value = plain(type, coder.decode([type], data)[0]) as BlockData[K];
    if (encodeData(kind, value) === data.toLowerCase()) return value;
  } catch (cause) {
    throw new InputError('DATA_MALFORMED', `The data is not that of ${kind}.`, { cause });
  }
  throw new InputError('DATA_MALFORMED', `The data of ${kind} is not in its one canonical encoding.`);
}

/** `abi.encode(Group[])`, of which `Premises` keeps the hash. */
export function encodeGroups(groups: BlockData['HOUSE']['groups']): Hex {
  const type = typeOf('HOUSE').components?.find(({ name }) => name === 'groups');
  if (type === undefined) throw new Error('HOUSE has no groups');
  return coder.encode([type], [groups]) as Hex;
}

function typeOf(kind: DataKind): ParamType {
  const known = types.get(kind);
  if (known !== undefined) return known;
  const type = ParamType.from(FACTS[kind].data);
  types.set(kind, type);
  return type;
}

/** What the coder reads, in the shapes that the types above name. */
function plain(type: ParamType, value: unknown): unknown {
  if (type.arrayChildren !== null) {
    const children = type.arrayChildren;
    return Array.from(value as Result, (item: unknown) => plain(children, item));
  }
  if (type.components !== null) {
    const fields = Array.from(value as Result);
    return Object.fromEntries(type.components.map((field, index) => [field.name, plain(field, fields[index])]));
  }
  if (typeof value === 'bigint') return isNumber(type.type) ? Number(value) : value;
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function isNumber(type: string): boolean {
  return Number(/^u?int(\d+)$/.exec(type)?.[1] ?? 256) <= 48;
}

const BLOCK = ParamType.from(
  '(address from, address to, uint64 timestamp, uint16 kind, bytes32 subject, bytes32 dataHash, bytes32 replaces)',
);
const BYTES = ParamType.from('bytes');
/** Selector of submit((address,address,uint64,uint16,bytes32,bytes32,bytes32),bytes,bytes). */
export const SUBMIT_SELECTOR: Hex = '0x19c4b54e';

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
    block.replaces.slice(2),
    (9 * 32).toString(16),
    (9 * 32 + tailLength(signature)).toString(16),
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
    const [block, signature, data] = coder.decode([BLOCK, BYTES, BYTES], `0x${calldata.slice(10)}`);
    return { block: plain(BLOCK, block) as InternalBlock, signature: signature as Hex, data: data as Hex };
  } catch (cause) {
    throw new InputError('SUBMIT_MALFORMED', 'The calldata is not that of a ledger call.', { cause });
  }
}
