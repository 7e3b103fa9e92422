import { InputError } from '../bytes/errors.ts';
import { parseHex, type Hex } from '../bytes/hex.ts';
import { isRecord } from '../bytes/is-record.ts';
import { looseFields } from '../bytes/loose-fields.ts';
import { recoverAddress } from '../ledger/internal-block.ts';
import { cosignatureDigest, parseCosignature, type Cosignature } from '../seal/seal.ts';
import type { NetworkDomain } from '../ledger/network.ts';

/** A witness's word as it travels: `{witness, number, sealHash, time, signature}`. */
export type WitnessCosignature = Cosignature & { witness: Hex; signature: Hex };
export type WitnessCosignatureJson = { witness: Hex; number: string; sealHash: Hex; time: string; signature: Hex };

/** A witness that somebody counts, by the name that people know it by. */
export type NamedWitness = { address: Hex; name: string };

/** Longest list that is read: nobody needs more witnesses of one block. */
const MOST = 64;

/**
 * The cosignatures of one block in an answer `{cosignatures: [...]}` that were really given by the witnesses they name, and by known ones only. What is malformed,
 * forged, of a stranger or of another number is left out; a witness may appear twice with different words, which is a fault of its own.
 * @throws InputError ANSWER_MALFORMED when there is no list, or one of more than 64
 */
export function readCosignatures(
  body: unknown,
  args: { domain: NetworkDomain; number: bigint; witnesses: Pick<ReadonlySet<Hex>, 'has'> },
): WitnessCosignature[] {
  const list = looseFields(body)['cosignatures'];
  if (!Array.isArray(list) || list.length > MOST)
    throw new InputError('ANSWER_MALFORMED', `The answer has no list of at most ${MOST} cosignatures.`);
  return list.flatMap((json: unknown) => {
    const found = parsed(json);
    if (found?.number !== args.number || !args.witnesses.has(found.witness)) return [];
    return isSigned(args.domain, found) ? [found] : [];
  });
}

export function cosignatureToJson({
  witness,
  number,
  sealHash,
  time,
  signature,
}: WitnessCosignature): WitnessCosignatureJson {
  return { witness, number: number.toString(), sealHash, time: time.toString(), signature };
}

function parsed(json: unknown): WitnessCosignature | undefined {
  try {
    if (!isRecord(json)) return undefined;
    const { witness, ...cosignature } = json;
    return { ...parseCosignature(cosignature), witness: parseHex(witness, 'cosignature.witness', 20) };
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function isSigned(domain: NetworkDomain, cosignature: WitnessCosignature): boolean {
  try {
    return recoverAddress(cosignatureDigest(domain, cosignature), cosignature.signature) === cosignature.witness;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
