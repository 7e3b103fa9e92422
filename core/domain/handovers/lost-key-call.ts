import { keccak_256 } from '@noble/hashes/sha3.js';
import { parseAbiType } from '../abi/abi-type.ts';
import { decodeAbi } from '../abi/decode-abi.ts';
import { encodeAbi } from '../abi/encode-abi.ts';
import { InputError } from '../bytes/errors.ts';
import { toHex, utf8, type Hex } from '../bytes/hex.ts';
import { decodeTransaction } from '../ledger/evm-transaction.ts';
import type { Handover } from '../seal/seal-keys.ts';
import { headerHash } from '../seal/block-record.ts';
import type { LostKey } from './lost-key.ts';

const SELECTOR = toHex(
  keccak_256(utf8('replaceLostSealKey((uint64,bytes32,uint64,address,uint64,bytes,bytes,bytes[]),bytes)')).subarray(
    0,
    4,
  ),
);
const STATEMENT = parseAbiType(
  '(uint64 head, bytes32 headSeal, uint64 headTime, address next, uint64 time, bytes consent, bytes acceptance, bytes[] words)',
);
const BYTES = parseAbiType('bytes');
/** The seal of block `head` as far as the statement does not name it, its header, and the nodes on the ways to its state. */
const PROOF = parseAbiType(
  '(bytes32 parentSeal, uint64 r, bytes signature, bytes header, bytes[] accountProof, bytes[] nodes)',
);

/** Calldata by which the first block under the new key hands in why it is under that key. */
export function encodeLostKeyCall(handover: Handover, lost: LostKey): Hex {
  const { number, next, signature: consent, acceptance } = handover;
  const { headSeal, headTime, time, words, proof } = lost;
  const { seal, header, accountProof, nodes } = proof;
  const said: Said = { head: number - 1n, headSeal, headTime, next, time, consent, acceptance, words };
  const { parentSeal, r, signature } = seal;
  const shown: Shown = { parentSeal, r, signature, header, accountProof, nodes };
  const data = encodeAbi([STATEMENT, BYTES], [said, encodeAbi([PROOF], [shown])]);
  return `${SELECTOR}${data.slice(2)}`;
}

/**
 * The handover that a block's transactions begin with, where they begin with one of a lost key.
 * @throws InputError LOST_KEY_MALFORMED where they do, but it cannot be read
 */
export function lostKeyIn(transactions: readonly Hex[], participants: Hex): Handover | undefined {
  const [raw] = transactions;
  // Decoding is dear, and nearly all are something else, most of what is for the register too.
  const isLikely = raw?.includes(participants.slice(2)) === true && raw.includes(SELECTOR.slice(2));
  const call = isLikely ? callOf(raw) : undefined;
  if (call?.to !== participants || !call.data.startsWith(SELECTOR)) return undefined;
  try {
    const handover = handoverOf(call.data);
    if (encodeLostKeyCall(handover, handover.lost) === call.data) return handover;
  } catch (cause) {
    throw new InputError('LOST_KEY_MALFORMED', 'What a block says of a lost key cannot be read.', { cause });
  }
  throw new InputError('LOST_KEY_MALFORMED', 'What a block says of a lost key is not in its one encoding.');
}

function callOf(raw: Hex): ReturnType<typeof decodeTransaction> | undefined {
  try {
    return decodeTransaction(raw);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

type Said = {
  head: bigint;
  headSeal: Hex;
  headTime: bigint;
  next: Hex;
  time: bigint;
  consent: Hex;
  acceptance: Hex;
  words: readonly Hex[];
};
type Shown = {
  parentSeal: Hex;
  r: bigint;
  signature: Hex;
  header: Hex;
  accountProof: readonly Hex[];
  nodes: readonly Hex[];
};

function handoverOf(data: Hex): Handover & { lost: LostKey } {
  const [said, shownBytes] = decodeAbi([STATEMENT, BYTES], `0x${data.slice(10)}`) as [Said, Hex];
  const { head, headSeal, headTime, next, time, consent, acceptance, words } = said;
  const [shown] = decodeAbi([PROOF], shownBytes) as [Shown];
  const { parentSeal, r, signature, header, accountProof, nodes } = shown;
  const seal = { number: head, parentSeal, blockHash: headerHash(header), timestamp: headTime, r, signature };
  const number = head + 1n;
  return {
    number,
    next,
    validFrom: number,
    validUntil: number,
    signature: consent,
    acceptance,
    lost: {
      headSeal,
      headTime,
      time,
      words,
      proof: { seal, header, accountProof, nodes },
    },
  };
}
