import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { recoverAddress } from '../ledger/internal-block.ts';
import { domainOf, type Network, type NetworkDomain } from '../ledger/network.ts';
import { SEAL_KEY_SILENCE, WITNESS_STANDING } from '../limits.ts';
import { storageUnder } from '../proof/open-storage.ts';
import { readKey, slotsOfKey } from '../proof/participant-state.ts';
import { checkSealedHeader } from '../seal/light-client.ts';
import { checkSealAlone, sealDigest } from '../seal/seal.ts';
import { countedWitnesses } from '../witnesses/witness.ts';
import { standingWitnesses, witnessSlots, type StandingWitness } from '../witnesses/witness-register.ts';
import { lostKeyDigest, type LostKey, type LostKeyRequest, type LostKeyStatement } from './lost-key.ts';

/** What of a network's founding says who may name the key that follows a lost one. */
export type LostKeyFounding = {
  domain: NetworkDomain;
  targetBits: number;
  participants: Hex;
  company: Hex;
  portal: Hex;
};

export function lostKeyFoundingOf(network: Network): LostKeyFounding {
  const { company, portal, contracts, seal } = network;
  const { targetBits } = seal;
  return { domain: domainOf(network), targetBits, participants: contracts.participants, company, portal };
}

/** What has to be proved of `Participants` at the newest block. */
export function lostKeySlots(portal: Hex, witnesses: number): Hex[] {
  return [...witnessSlots(witnesses), ...slotsOfKey(portal)];
}

/**
 * That the portal says it of a block which the company sealed, whose state the proof shows.
 * @param sealKey whose seal block `head` bears
 * @returns the witnesses that count, having stood for 90 days by then
 * @throws InputError LOST_KEY_PROOF, LOST_KEY_TIME, LOST_KEY_CONSENT; SEAL_TARGET, SEAL_SIGNER, SIGNATURE_INVALID, HEADER_INVALID, HEADER_MISMATCH,
 *   PROOF_BROKEN, LEDGER_ABSENT
 */
export function checkLostKeyRequest(
  founding: LostKeyFounding,
  sealKey: Hex,
  request: LostKeyRequest,
): StandingWitness[] {
  const { head, headSeal, headTime, time, proof } = request;
  const { domain, targetBits, participants, portal } = founding;
  const sealHash = sealDigest(domain, proof.seal);
  if (sealHash !== headSeal || proof.seal.number !== head || proof.seal.timestamp !== headTime)
    throw new InputError(
      'LOST_KEY_PROOF',
      `The lost key is said of block ${head} with seal ${headSeal}, and shows the state of block ${proof.seal.number}.`,
    );
  checkSealAlone({ domain, seal: proof.seal, signer: sealKey, targetBits });
  if (time < headTime)
    throw new InputError('LOST_KEY_TIME', `The key is said to be lost at ${time}, before its block of ${headTime}.`);
  const storage = storageUnder(checkSealedHeader(proof.seal, proof.header), sealHash, participants, proof);
  const signer = recoverAddress(lostKeyDigest(domain, request), request.consent);
  const expected = readKey(storage, portal);
  if (signer !== expected)
    throw new InputError(
      'LOST_KEY_CONSENT',
      `That the key is lost is signed by ${signer}, not by the portal's ${expected}.`,
    );
  return countedWitnesses(founding, standingWitnesses(storage)).filter(
    ({ since }) => since + WITNESS_STANDING <= headTime,
  );
}

/**
 * That more than half of these witnesses, and two at least, say so.
 * @throws InputError WITNESSES_TOO_FEW, WITNESS_NOT_COUNTED, WORDS_NOT_RISING, SIGNATURE_INVALID
 */
export function checkLostKeyWords(
  domain: NetworkDomain,
  counted: readonly StandingWitness[],
  said: LostKeyStatement,
  words: readonly Hex[],
): void {
  const needed = Math.max(2, Math.floor(counted.length / 2) + 1);
  if (words.length < needed)
    throw new InputError('WITNESSES_TOO_FEW', `${words.length} witnesses gave their word; it takes ${needed}.`);
  const digest = lostKeyDigest(domain, said);
  let last = '';
  for (const signer of words.map((word) => recoverAddress(digest, word))) {
    if (!counted.some(({ key }) => key === signer))
      throw new InputError('WITNESS_NOT_COUNTED', `${signer} is no witness that counted and had stood for 90 days.`);
    if (signer <= last)
      throw new InputError('WORDS_NOT_RISING', `The word of ${signer} is not in its place, or there twice.`);
    last = signer;
  }
}

/**
 * That a lost key is followed in the block where this may be: the one right behind the block of which it was said, 14 days later.
 * @throws InputError LOST_KEY_HEAD, LOST_KEY_EARLY
 */
export function checkLostKeyBlock(
  lost: LostKey,
  parent: { sealHash: Hex; timestamp: bigint } | undefined,
  timestamp: bigint,
): void {
  if (parent?.sealHash !== lost.headSeal || parent.timestamp !== lost.headTime)
    throw new InputError(
      'LOST_KEY_HEAD',
      `The key of the seal is said to be lost at seal ${lost.headSeal}, and the block before has ${parent?.sealHash ?? 'none'}.`,
    );
  checkSilence(lost, timestamp);
}

/** @param time a block's date, or the reader's own clock @throws InputError LOST_KEY_EARLY */
export function checkSilence(lost: Pick<LostKey, 'time'>, time: bigint): void {
  if (time < lostKeyFrom(lost))
    throw new InputError('LOST_KEY_EARLY', `The living key has until ${lostKeyFrom(lost)} to seal; ${time} is before.`);
}

/** From when on, unix seconds, the new key may seal. */
export function lostKeyFrom({ time }: Pick<LostKey, 'time'>): bigint {
  return time + SEAL_KEY_SILENCE;
}
