import { InputError } from '../bytes/errors.ts';
import { lowerHex, type Hex } from '../bytes/hex.ts';
import { recoverAddress } from '../ledger/internal-block.ts';
import { domainOf, type Network, type NetworkDomain } from '../ledger/network.ts';
import { holdAtOnce, retiringKey, type Handover } from '../seal/seal-keys.ts';
import { sealKeyDigest } from '../seal/seal.ts';
import { checkLostKeyRequest, checkLostKeyWords, lostKeyFoundingOf, type LostKeyFounding } from './check-lost-key.ts';
import { lostKeyDigest, lostKeyStatement, type LostKey } from './lost-key.ts';

/** Where the chain of seal keys begins, and who may name one that follows a lost one; without that none is believed. */
export type Origin = { domain: NetworkDomain; signer: Hex; founding?: LostKeyFounding | undefined };

export function originOf(network: Network): Origin {
  return { domain: domainOf(network), signer: network.seal.address, founding: lostKeyFoundingOf(network) };
}

/**
 * Checks a list of handovers from the network's first seal key on, as they were recorded: rising numbers, each signed by the key before and by the new one, no
 * key twice. One of a lost key goes behind the key in force, and takes the place of those that had not begun.
 * @throws InputError HANDOVER_ORDER, HANDOVER_VALIDITY, HANDOVER_REPEATED, HANDOVER_SIGNER, HANDOVER_UNACCEPTED, SIGNATURE_INVALID; of a
 *   lost key as `checkLostKeyRequest` and `checkLostKeyWords`
 */
export function checkHandovers(origin: Origin, handovers: readonly Handover[]): readonly Handover[] {
  const used = [lowerHex(origin.signer)];
  let last = 0n;
  let lastLost = 0n;
  for (const [place, handover] of handovers.entries()) {
    const { number, next } = handover;
    if (number <= (handover.lost === undefined ? last : lastLost)) {
      throw new InputError('HANDOVER_ORDER', `A seal key begins with block ${number}, not after block ${last}.`);
    }
    if (used.includes(next)) throw new InputError('HANDOVER_REPEATED', `The seal key ${next} was in force before.`);
    const retiring = retiringKey(origin.signer, handovers.slice(0, place), handover);
    const digest =
      handover.lost === undefined
        ? checkSigned(origin, handover, retiring)
        : checkLost(origin, handover, retiring, handover.lost);
    if (recoverAddress(digest, handover.acceptance) !== next) {
      throw new InputError(
        'HANDOVER_UNACCEPTED',
        `The handover at block ${number} is not signed by its new key ${next}.`,
      );
    }
    used.push(next);
    last = number;
    if (handover.lost !== undefined) lastLost = number;
  }
  return handovers;
}

/** By the key before, in whose blocks alone it holds. @returns what was signed */
function checkSigned(origin: Origin, handover: Handover, retiring: Hex): Hex {
  const { number, validFrom, validUntil } = handover;
  if (validFrom > validUntil || validUntil >= number)
    throw new InputError(
      'HANDOVER_VALIDITY',
      `The handover at block ${number} holds in blocks ${validFrom} to ${validUntil}, which is none before it.`,
    );
  const digest = sealKeyDigest(origin.domain, handover);
  const signer = recoverAddress(digest, handover.signature);
  if (signer !== retiring)
    throw new InputError(
      'HANDOVER_SIGNER',
      `The handover at block ${number} is signed by ${signer}, not by the seal key ${retiring} before it.`,
    );
  return digest;
}

/** Of a lost key: by the portal and witnesses, as the state of the newest block names them. @returns what was signed */
function checkLost({ domain, founding }: Origin, handover: Handover, retiring: Hex, lost: LostKey): Hex {
  const { number, validFrom, validUntil, signature: consent } = handover;
  if (validFrom !== number || validUntil !== number)
    throw new InputError('HANDOVER_VALIDITY', `The handover of a lost key at block ${number} holds elsewhere.`);
  if (founding === undefined)
    throw new InputError(
      'HANDOVER_SIGNER',
      `Who may name the seal key of block ${number} for a lost one, is not known.`,
    );
  const said = lostKeyStatement(handover, lost);
  const counted = checkLostKeyRequest(founding, retiring, { ...said, consent, proof: lost.proof });
  checkLostKeyWords(domain, counted, said, lost.words);
  return lostKeyDigest(domain, said);
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
  // What portal and witnesses say of a lost key is no word of that key.
  if (mine?.lost !== undefined || theirs?.lost !== undefined) return undefined;
  return mine !== undefined && theirs !== undefined && holdAtOnce(mine, theirs) ? [mine, theirs] : undefined;
}
