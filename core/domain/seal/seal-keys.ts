import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { strictFields } from '../bytes/strict-json.ts';
import { lostKeyToJson, parseLostKey, type LostKey, type LostKeyJson } from '../handovers/lost-key.ts';
import { recoverAddress, type Signer } from '../ledger/internal-block.ts';
import type { Network, NetworkDomain } from '../ledger/network.ts';
import { checkSealAlone, sealDigest, sealKeyDigest, type Seal, type SealKeyStatement } from './seal.ts';

/** The company's statement that it seals with another key, signed by both (docs/formats.md §7); it counts once it is recorded on the ledger. */
export type Handover = SealKeyStatement & {
  /** By the key before; by the portal where that is lost. */
  signature: Hex;
  /** By the new key: it exists, and who holds it agrees. */
  acceptance: Hex;
  /** Where the key before is lost, who says so in its place: such a handover holds in block `number` alone, which is under the new key. */
  lost?: LostKey;
};

/** A network, and the handovers of its seal key that a client has checked (`learnHandovers`). */
export type KeyedNetwork = Network & { readonly handovers?: readonly Handover[] };

/** The company's keys: its first one, and the checked handovers from it on where there are any. */
export type SealKeys = { signer: Hex; handovers?: readonly Handover[] };

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

/**
 * Whose seal block `number` bears.
 * @param handovers checked ones, as they were recorded: behind one of a lost key, those before it that had not begun never do
 */
export function sealKeyAt(first: Hex, handovers: readonly Handover[], number: bigint): Hex {
  return handovers.findLast((handover) => handover.number <= number)?.next ?? first;
}

/** The key that a handover follows: the last one that was handed over to; of a lost key the one that was in force. */
export function retiringKey(first: Hex, before: readonly Handover[], { number, lost }: Handover): Hex {
  return lost === undefined ? (before.at(-1)?.next ?? first) : sealKeyAt(first, before, number - 1n);
}

/** The handover of a lost key because of which this key seals no block of this number: it is the lost one, or was to follow it and never begins. */
export function lostBefore({ signer, handovers = [] }: SealKeys, key: Hex, number: bigint): Handover | undefined {
  return handovers.find((handover, place) => {
    if (handover.lost === undefined || handover.number > number) return false;
    const takenBack = handovers.slice(0, place).filter((before) => before.number >= handover.number);
    return sealKeyAt(signer, handovers, handover.number - 1n) === key || takenBack.some(({ next }) => next === key);
  });
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

export type HandoverJson = {
  number: string;
  next: Hex;
  validFrom: string;
  validUntil: string;
  signature: Hex;
  acceptance: Hex;
  lost?: LostKeyJson;
};

export function handoverToJson(handover: Handover): HandoverJson {
  const { number, validFrom, validUntil, lost, ...rest } = handover;
  return {
    ...rest,
    ...(lost === undefined ? {} : { lost: lostKeyToJson(lost) }),
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
  const fields = strictFields(json, HANDOVER_KEYS, 'The handover', 'RECORD_INVALID', { optional: ['lost'] });
  return {
    ...(fields.has('lost') ? { lost: parseLostKey(fields.value('lost')) } : {}),
    number: fields.uint64('number'),
    next: fields.mixedHex('next', 20),
    validFrom: fields.uint64('validFrom'),
    validUntil: fields.uint64('validUntil'),
    signature: fields.mixedHex('signature', 65),
    acceptance: fields.mixedHex('acceptance', 65),
  };
}
