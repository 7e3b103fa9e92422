import type { AbiParameterToPrimitiveType, ParseAbiParameter } from 'abitype';
import { parseAbiType, type AbiType } from '../abi/abi-type.ts';
import { decodeAbi } from '../abi/decode-abi.ts';
import { encodeAbi } from '../abi/encode-abi.ts';
import { InputError } from '../bytes/errors.ts';
import { type Hex } from '../bytes/hex.ts';
import { FACTS, type DataKind } from './fact-table.ts';
import type { InternalBlock } from './internal-block.ts';

/** The typed data of every kind that is ABI-encoded: integers of up to 48 bits are numbers, wider ones bigints, bytes and addresses lower-case hex. */
export type BlockData = { [K in DataKind]: AbiParameterToPrimitiveType<ParseAbiParameter<(typeof FACTS)[K]['data']>> };
export type InvoiceData = BlockData['INVOICE'];
export type MeteredLine = InvoiceData['metered'][number];

const types = new Map<DataKind, AbiType>();

export function encodeData<K extends DataKind>(kind: K, value: BlockData[K]): Hex {
  return encodeAbi([typeOf(kind)], [value]);
}

/** @throws InputError DATA_MALFORMED unless the bytes are exactly the encoding of one value of this kind */
export function decodeData<K extends DataKind>(kind: K, data: Hex): BlockData[K] {
  try {
    return decodeAbi([typeOf(kind)], data)[0] as BlockData[K];
  } catch (cause) {
    throw new InputError('DATA_MALFORMED', `The data is not the one canonical encoding of a ${kind}.`, { cause });
  }
}

/** `abi.encode(Group[])`, of which `Premises` keeps the hash. */
export function encodeGroups(groups: BlockData['HOUSE']['groups']): Hex {
  const house = typeOf('HOUSE');
  const type = house.kind === 'tuple' ? house.fields.find(({ name }) => name === 'groups')?.type : undefined;
  if (type === undefined) throw new Error('HOUSE has no groups');
  return encodeAbi([type], [groups]);
}

function typeOf(kind: DataKind): AbiType {
  const known = types.get(kind);
  if (known !== undefined) return known;
  const type = parseAbiType(FACTS[kind].data);
  types.set(kind, type);
  return type;
}

const BLOCK =
  '(address from, address to, uint64 timestamp, uint16 kind, bytes32 subject, bytes32 dataHash, bytes32 replaces)';
const blockType = parseAbiType(BLOCK);
const submitTypes = [blockType, parseAbiType('bytes'), parseAbiType('bytes')];
const BLOCK_WORDS = 7;
/** Selector of submit((address,address,uint64,uint16,bytes32,bytes32,bytes32),bytes,bytes). */
export const SUBMIT_SELECTOR: Hex = '0x19c4b54e';

/** Calldata of `submit` for one internal block. */
export function encodeSubmit({ block, signature, data }: { block: InternalBlock; signature: Hex; data: Hex }): Hex {
  return `${SUBMIT_SELECTOR}${encodeAbi(submitTypes, [block, signature, data]).slice(2)}`;
}

/** The internal block that a ledger call carries. @throws InputError SUBMIT_MALFORMED when the calldata is not a `submit` call */
export function decodeSubmit(calldata: Hex): { block: InternalBlock; signature: Hex; data: Hex } {
  if (!calldata.startsWith(SUBMIT_SELECTOR)) {
    throw new InputError('SUBMIT_MALFORMED', `Selector ${calldata.slice(0, 10)} is not that of a ledger's submit.`);
  }
  const parameters: Hex = `0x${calldata.slice(10)}`;
  try {
    const [block, signature, data] = decodeAbi(submitTypes, parameters);
    return { block: block as InternalBlock, signature: signature as Hex, data: data as Hex };
  } catch {
    return decodeAnySubmit(parameters);
  }
}

/**
 * Whoever carries a block may encode the call in another way than the canonical one, and a ledger takes it: the two values of bytes may be anywhere behind the
 * head, and nothing need fill up their words. What is in the head has one form.
 */
function decodeAnySubmit(parameters: Hex): { block: InternalBlock; signature: Hex; data: Hex } {
  try {
    const head = parameters.slice(0, 2 + BLOCK_WORDS * 64) as Hex;
    const [block] = decodeAbi([blockType], head);
    const [signature, data] = [0, 1].map((index) => bytesAt(parameters.slice(2), BLOCK_WORDS + index));
    return { block: block as InternalBlock, signature: signature ?? '0x', data: data ?? '0x' };
  } catch (cause) {
    throw new InputError('SUBMIT_MALFORMED', 'The calldata is not that of a ledger call.', { cause });
  }
}

/** The bytes that a word of the head says the place of, in bytes from the beginning. */
function bytesAt(digits: string, word: number): Hex {
  const wordAt = (at: number): number => {
    if (at + 64 > digits.length) throw new Error('it ends early');
    return Number(BigInt(`0x${digits.slice(at, at + 64)}`));
  };
  const at = 2 * wordAt(64 * word);
  const end = at + 64 + 2 * wordAt(at);
  if (end > digits.length) throw new Error('bytes end early');
  return `0x${digits.slice(at + 64, end).toLowerCase()}`;
}
