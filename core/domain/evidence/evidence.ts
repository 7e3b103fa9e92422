import type { BlockRecord } from '../seal/block-record.ts';
import type { Hex } from '../bytes/hex.ts';
import { checkInvalidBlock, type InvalidBlock } from './invalid-block.ts';
import { recoverAddress } from '../ledger/internal-block.ts';
import type { SignedAdmission } from '../seal/admission-receipt.ts';
import { checkSeen, type Censored } from './check-censored.ts';
import { checkBrokenPromise, checkRefusedPromise } from './check-promise.ts';
import { unproved } from './unproved.ts';
import { cosignatureDigest, sealDigest, sealKeyDigest, type Seal, type SignedCosignature } from '../seal/seal.ts';
import {
  checkSealByAnyKey,
  holdAtOnce,
  isSealKey,
  keyAt,
  lostBefore,
  type Handover,
  type SealKeys,
} from '../seal/seal-keys.ts';
import type { LostKeyFounding } from '../handovers/check-lost-key.ts';
import type { NetworkDomain } from '../ledger/network.ts';

/**
 * A fault of the company or of a witness that a third party can check offline, with nothing but the network's trusted seal key:
 * - `double-seal`: two seals of one number;
 * - `rewritten-parent`: a seal, and a later one by the same key that names another seal as its parent, so a second seal of that number exists;
 * - `broken-promise`: an admission receipt, and all sealed blocks in which it could have been kept, none of which carries the internal block as promised;
 * - `refused-promise`: the same, where a block carries it and its ledger refused it, though not without what the company itself put in front; the history says so;
 * - `censored`: a block that witnesses saw, and that no block carried within ten minutes, which the blocks say;
 * - `double-cosignature`: two words of one witness about one number;
 * - `double-handover`: two statements of one seal key about its successor that hold at once, so that two branches could follow it;
 * - `invalid-block`: a sealed block that contradicts itself, its parent's seal, or its own execution on the blocks before, which alone are not in the file.
 */
export type Evidence =
  | { kind: 'double-seal'; seals: [Seal, Seal] }
  | { kind: 'rewritten-parent'; parent: Seal; child: Seal }
  | { kind: 'broken-promise'; admission: SignedAdmission; blocks: BlockRecord[] }
  | { kind: 'refused-promise'; admission: SignedAdmission; blocks: BlockRecord[] }
  | ({ kind: 'censored' } & Censored)
  | { kind: 'double-cosignature'; witness: Hex; cosignatures: [SignedCosignature, SignedCosignature] }
  | { kind: 'double-handover'; handovers: [Handover, Handover] }
  | ({ kind: 'invalid-block' } & InvalidBlock);

/** Whose seals the evidence is about. */
export type Accused = SealKeys & { domain: NetworkDomain; targetBits: number; founding?: LostKeyFounding };

/**
 * Whether the file proves what it says against this seal key.
 * @returns one sentence that says what is proved
 * @throws InputError EVIDENCE_INVALID, or the code of the check that failed, when it does not; EXECUTION_NEEDED when the history must say (`invalid-block`, `refused-promise`, `censored`)
 */
export function checkEvidence(evidence: Evidence, accused: Accused): string {
  switch (evidence.kind) {
    case 'double-seal':
      return checkDoubleSeal(evidence.seals, accused);
    case 'rewritten-parent':
      return checkRewrittenParent(evidence.parent, evidence.child, accused);
    case 'broken-promise':
      return checkBrokenPromise(evidence, accused);
    case 'refused-promise':
      return checkRefusedPromise(evidence, accused);
    case 'censored':
      return checkSeen(evidence, accused);
    case 'double-cosignature':
      return checkDoubleCosignature(evidence.witness, evidence.cosignatures, accused);
    case 'double-handover':
      return checkDoubleHandover(evidence.handovers, accused);
    case 'invalid-block':
      return checkInvalidBlock(evidence, accused);
    default:
      return evidence satisfies never;
  }
}

function checkDoubleSeal([one, other]: [Seal, Seal], accused: Accused): string {
  const hashes = [one, other].map((seal) => checkSealByAnyKey(accused, seal));
  if (one.number !== other.number) throw unproved('the two seals are of different blocks');
  if (hashes[0] === hashes[1]) throw unproved('the two seals are the same');
  const lost = lostKeyAmong(accused, [one, other]);
  if (lost !== undefined)
    return `${lost}: there are two blocks ${one.number}, ${hashes.join(' and ')}. Whoever seals now did not make both.`;
  return `${signersOf(accused, [one, other])} signed two seals of block ${one.number}: ${hashes.join(' and ')}.`;
}

function checkRewrittenParent(parent: Seal, child: Seal, accused: Accused): string {
  const hash = checkSealByAnyKey(accused, parent);
  checkSealByAnyKey(accused, child);
  if (child.number !== parent.number + 1n) throw unproved('the second seal is not of the next block');
  if (child.parentSeal === hash) throw unproved('the second seal follows the first');
  const lost = lostKeyAmong(accused, [parent, child]);
  if (lost !== undefined)
    return `${lost}: block ${child.number} follows another block ${parent.number} than ${hash}. Whoever seals now did not make both.`;
  return `${signersOf(accused, [parent, child])} signed seal ${hash} of block ${parent.number}, and a seal of block ${child.number} that follows another one.`;
}

/** The keys that signed, which need not be the first one of the company. */
function signersOf({ domain }: Accused, seals: readonly Seal[]): string {
  const keys = seals.map((seal) => recoverAddress(sealDigest(domain, seal), seal.signature));
  return [...new Set(keys)].join(' and ');
}

/** Whether a proof is one against whoever has a lost key of the seal, and none against whoever seals now. */
export function provesLostKey(evidence: Evidence, accused: Accused): boolean {
  switch (evidence.kind) {
    case 'double-seal':
      return lostKeyAmong(accused, evidence.seals) !== undefined;
    case 'rewritten-parent':
      return lostKeyAmong(accused, [evidence.parent, evidence.child]) !== undefined;
    case 'invalid-block': {
      const { seal } = evidence.record;
      const key = recoverAddress(sealDigest(accused.domain, seal), seal.signature);
      return lostBefore(accused, key, seal.number) !== undefined;
    }
    default:
      return false;
  }
}

/** Of two seals by two keys, that one is by a key which was said to be lost before: who holds it forked the chain, not who holds the key that followed. */
function lostKeyAmong(accused: Accused, seals: readonly Seal[]): string | undefined {
  const by = seals.map((seal) => recoverAddress(sealDigest(accused.domain, seal), seal.signature));
  for (const [at, key] of by.entries()) {
    const number = seals[at]?.number ?? 0n;
    const handover = lostBefore(accused, key, number);
    if (handover === undefined || by.every((other) => lostBefore(accused, other, handover.number) === handover))
      continue;
    const retired = keyAt(accused, handover.number - 1n);
    const said = `which portal and witnesses said to be lost before block ${handover.number}`;
    const who = key === retired ? `${key}, ${said},` : `${key}, which was to follow ${retired}, ${said},`;
    return `${who} sealed block ${number}`;
  }
  return undefined;
}

function checkDoubleCosignature(witness: Hex, pair: [SignedCosignature, SignedCosignature], accused: Accused): string {
  const [one, other] = pair;
  for (const cosignature of pair) {
    if (
      recoverAddress(cosignatureDigest(accused.domain, cosignature), cosignature.signature) !== witness.toLowerCase()
    ) {
      throw unproved(`a cosignature is not signed by ${witness}`);
    }
  }
  if (one.number !== other.number) throw unproved('the two cosignatures are of different blocks');
  if (one.sealHash === other.sealHash) throw unproved('the two cosignatures say the same');
  return `${witness} cosigned two seals of block ${one.number}: ${one.sealHash} and ${other.sealHash}.`;
}

function checkDoubleHandover(pair: [Handover, Handover], accused: Accused): string {
  const [one, other] = pair;
  const [retiring, again] = pair.map((handover) =>
    recoverAddress(sealKeyDigest(accused.domain, handover), handover.signature),
  );
  if (retiring === undefined || retiring !== again) throw unproved('the two handovers are not signed by one key');
  if (!isSealKey(accused, retiring)) throw unproved(`${retiring} is no seal key of the company`);
  if (one.number === other.number && one.next === other.next) throw unproved('the two handovers say the same');
  if (!holdAtOnce(one, other)) throw unproved('the second handover holds only after the first has ended');
  return `${retiring} handed over to ${one.next} from block ${one.number} and to ${other.next} from block ${other.number}, and both statements hold at once.`;
}
