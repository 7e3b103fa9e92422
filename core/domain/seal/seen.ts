import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../bytes/errors.ts';
import { concatBytes, fromHex, uintBytes, utf8, type Hex } from '../bytes/hex.ts';
import { strictFields } from '../bytes/strict-json.ts';
import { recoverAddress } from '../ledger/internal-block.ts';
import type { NetworkDomain } from '../ledger/network.ts';
import { typedDigest } from './seal.ts';

/** A witness's word that a well-formed block of an active sender lay before it, with its bytes, at a time (docs/formats.md §7). */
export type Seen = { digest: Hex; time: bigint };
export type SignedSeen = Seen & { witness: Hex; signature: Hex };
export type SeenJson = { witness: Hex; digest: Hex; time: string; signature: Hex };

const SEEN_TYPE = keccak_256(utf8('Seen(bytes32 digest,uint64 time)'));
/** Longest list that is read: nobody needs more witnesses of one block. */
const MOST = 64;

/** EIP-712 signing hash of a witness's word about an internal block. */
export function seenDigest(domain: NetworkDomain, { digest, time }: Seen): Hex {
  return typedDigest(domain, concatBytes(SEEN_TYPE, fromHex(digest), uintBytes(time, 32)));
}

export function seenToJson({ witness, digest, time, signature }: SignedSeen): SeenJson {
  return { witness, digest, time: time.toString(), signature };
}

/** @throws InputError EVIDENCE_INVALID */
export function parseSeen(json: unknown): SignedSeen {
  const fields = strictFields(json, ['witness', 'digest', 'time', 'signature'], 'The word', 'EVIDENCE_INVALID');
  return {
    witness: fields.hex('witness', 20),
    digest: fields.hex('digest', 32),
    time: fields.uint64('time'),
    signature: fields.hex('signature', 65),
  };
}

/** Whether the witness that a word names signed it. */
export function isSeenSigned(domain: NetworkDomain, seen: SignedSeen): boolean {
  try {
    return recoverAddress(seenDigest(domain, seen), seen.signature) === seen.witness;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** Of a list as somebody shows it, the words that were really given about this block, by known witnesses: the earliest of each. */
export function readSeen(
  list: unknown,
  args: { domain: NetworkDomain; digest: Hex; witnesses: Pick<ReadonlySet<Hex>, 'has'> },
): SignedSeen[] {
  if (!Array.isArray(list)) return [];
  const found = new Map<Hex, SignedSeen>();
  for (const json of list.slice(0, MOST)) {
    const seen = parsed(json);
    if (seen?.digest !== args.digest || !args.witnesses.has(seen.witness)) continue;
    const before = found.get(seen.witness);
    if (before !== undefined && before.time <= seen.time) continue;
    if (isSeenSigned(args.domain, seen)) found.set(seen.witness, seen);
  }
  return [...found.values()];
}

/** When so many witnesses had seen it; `undefined` while fewer have. */
export function seenAt(seen: readonly SignedSeen[], required: number): bigint | undefined {
  const times = seen.map(({ time }) => time).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return required < 1 ? undefined : times[required - 1];
}

function parsed(json: unknown): SignedSeen | undefined {
  try {
    return parseSeen(json);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
