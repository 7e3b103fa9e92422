import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { strictFields } from '../bytes/strict-json.ts';
import { recoverAddress, type Signer } from '../ledger/internal-block.ts';
import type { Network, NetworkDomain } from '../ledger/network.ts';
import { checkSealAlone, sealDigest, sealKeyDigest, type Seal, type SealKeyStatement } from './seal.ts';

/** The company's statement that it seals with another key, signed by both (docs/formats.md §7); it counts once it is recorded on the ledger. */
export type Handover = SealKeyStatement & {
  /** By the key before. */
  signature: Hex;
  /** By the new key: it exists, and who holds it agrees. */
  acceptance: Hex;
};

/** A network, and the handovers of its seal key that a client has checked (`learnHandovers`). */
export type KeyedNetwork = Network & { readonly handovers?: readonly Handover[] };

/** The company's keys: its first one, and the checked handovers from it on where there are any. */
export type SealKeys = { signer: Hex; handovers?: readonly Handover[] };

/** Where the chain of seal keys begins. */
type Origin = { domain: NetworkDomain; signer: Hex };

/** The statement that `next` follows `retiring` from block `number` on. A key signs none that holds beside another one of it. */
export function signHandover(
  domain: NetworkDomain,
  term: Omit<SealKeyStatement, 'next'>,
  retiring: Signer,
  next: Signer,
): Handover {
  const statement = { ...term, next: next.address };
  const digest = sealKeyDigest(domain, statement);
  return { ...statement, signature: retiring.sign(digest), acceptance: next.sign(digest) };
}

/** Whether there is a block that could record either. */
export function holdAtOnce(one: SealKeyStatement, other: SealKeyStatement): boolean {
  return one.validFrom <= other.validUntil && other.validFrom <= one.validUntil;
}

/** Whether a block of this number may record the statement. */
export function holdsIn({ validFrom, validUntil }: SealKeyStatement, number: bigint): boolean {
  return validFrom <= number && number <= validUntil;
}

/** Whose seal block `number` bears. @param handovers checked ones, by rising number */
export function sealKeyAt(first: Hex, handovers: readonly Handover[], number: bigint): Hex {
  return handovers.findLast((handover) => handover.number <= number)?.next ?? first;
}

/** Whether the company ever sealed, or is going to seal, with this key. */
export function isSealKey({ signer, handovers = [] }: SealKeys, key: Hex): boolean {
  return key === signer.toLowerCase() || handovers.some(({ next }) => next === key);
}

export function keyAt({ signer, handovers = [] }: SealKeys, number: bigint): Hex {
  return sealKeyAt(signer, handovers, number);
}

/**
 * Checks that a seal is signed by any key that the company ever had, be the seal under the target or not: as a proof of a fault, the signature alone counts.
 * @returns its hash
 * @throws InputError SEAL_SIGNER, SIGNATURE_INVALID
 */
export function checkSealByAnyKey(accused: SealKeys & { domain: NetworkDomain }, seal: Seal): Hex {
  const key = recoverAddress(sealDigest(accused.domain, seal), seal.signature);
  const signer = isSealKey(accused, key) ? key : keyAt(accused, seal.number);
  return checkSealAlone({ domain: accused.domain, signer, seal, targetBits: 0 });
}

/**
 * Checks a list of handovers from the network's first seal key on: rising numbers, each signed by the key before and by the new one, no key twice.
 * @throws InputError HANDOVER_ORDER, HANDOVER_VALIDITY, HANDOVER_REPEATED, HANDOVER_SIGNER, HANDOVER_UNACCEPTED, SIGNATURE_INVALID
 */
export function checkHandovers(origin: Origin, handovers: readonly Handover[]): readonly Handover[] {
  const used = [origin.signer.toLowerCase()];
  let last = 0n;
  for (const handover of handovers) {
    const { number, next } = handover;
    if (number <= last) {
      throw new InputError('HANDOVER_ORDER', `A seal key begins with block ${number}, not after block ${last}.`);
    }
    if (handover.validFrom > handover.validUntil || handover.validUntil >= number)
      throw new InputError(
        'HANDOVER_VALIDITY',
        `The handover at block ${number} holds in blocks ${handover.validFrom} to ${handover.validUntil}, which is none before it.`,
      );
    if (used.includes(next)) throw new InputError('HANDOVER_REPEATED', `The seal key ${next} was in force before.`);
    const digest = sealKeyDigest(origin.domain, handover);
    const retiring = recoverAddress(digest, handover.signature);
    if (retiring !== used.at(-1)) {
      throw new InputError(
        'HANDOVER_SIGNER',
        `The handover at block ${number} is signed by ${retiring}, not by the seal key ${used.at(-1) ?? ''} before it.`,
      );
    }
    if (recoverAddress(digest, handover.acceptance) !== next) {
      throw new InputError(
        'HANDOVER_UNACCEPTED',
        `The handover at block ${number} is not signed by its new key ${next}.`,
      );
    }
    used.push(next);
    last = number;
  }
  return handovers;
}

/**
 * What a client remembers of two lists of handovers, one of which must go on where the other ends.
 * @throws InputError HANDOVER_CONTRADICTION; as `checkHandovers`
 */
export function learnHandovers(
  origin: Origin,
  known: readonly Handover[],
  told: readonly Handover[],
): readonly Handover[] {
  checkHandovers(origin, told);
  known.forEach((before, index) => {
    const now = told[index];
    if (now !== undefined && !sameSuccession(now, before)) {
      throw new InputError(
        'HANDOVER_CONTRADICTION',
        `From block ${before.number} on ${before.next} seals, as was seen before; now it is said to be ${now.next} from block ${now.number} on.`,
      );
    }
  });
  return told.length > known.length ? told : known;
}

function sameSuccession(one: Handover, other: Handover): boolean {
  return one.number === other.number && one.next === other.next;
}

/**
 * The first two statements of one key, out of two lists that are each properly signed, which name different successions and hold at once.
 * Lists that part by an honest second try have none.
 */
export function contradictingHandovers(
  one: readonly Handover[],
  other: readonly Handover[],
): [Handover, Handover] | undefined {
  const at = one.findIndex((handover, i) => {
    const there = other[i];
    return there !== undefined && !sameSuccession(handover, there);
  });
  const [mine, theirs] = [one[at], other[at]];
  return mine !== undefined && theirs !== undefined && holdAtOnce(mine, theirs) ? [mine, theirs] : undefined;
}

export type HandoverJson = {
  number: string;
  next: Hex;
  validFrom: string;
  validUntil: string;
  signature: Hex;
  acceptance: Hex;
};

export function handoverToJson(handover: Handover): HandoverJson {
  const { number, validFrom, validUntil, ...rest } = handover;
  return {
    ...rest,
    number: number.toString(),
    validFrom: validFrom.toString(),
    validUntil: validUntil.toString(),
  };
}

/** Strict parse of a list; says nothing yet of the signatures. @throws InputError RECORD_INVALID, HEX_INVALID */
export function parseHandovers(json: unknown): Handover[] {
  if (!Array.isArray(json)) throw new InputError('RECORD_INVALID', 'The handovers of the seal key are not a list.');
  return json.map(parseHandover);
}

const HANDOVER_KEYS = ['number', 'next', 'validFrom', 'validUntil', 'signature', 'acceptance'];

/** @throws as `parseHandovers` */
export function parseHandover(json: unknown): Handover {
  const fields = strictFields(json, HANDOVER_KEYS, 'The handover', 'RECORD_INVALID');
  return {
    number: fields.uint64('number'),
    next: fields.mixedHex('next', 20),
    validFrom: fields.uint64('validFrom'),
    validUntil: fields.uint64('validUntil'),
    signature: fields.mixedHex('signature', 65),
    acceptance: fields.mixedHex('acceptance', 65),
  };
}
