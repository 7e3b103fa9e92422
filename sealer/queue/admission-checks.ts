import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { bytesOf, checkFact, checkForm } from '../../core/domain/ledger/check-block.ts';
import { KIND, ROLE } from '../../core/domain/ledger/kinds.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import { CLOCK_TOLERANCE } from '../../core/domain/limits.ts';
import type { RateLimit } from './rate-limit.ts';
import type { ParticipantStatus } from './participant-status.ts';
import { recoverAddress } from '../../core/domain/ledger/internal-block.ts';

/** How often, and how many bytes of data, who may send. `enrolments` is one bucket for all strangers together; what they send is small. `refusals` bounds those that are signed. */
export type Rates = {
  subscribers: RateLimit;
  subscriberBytes: RateLimit;
  programs: RateLimit;
  programBytes: RateLimit;
  enrolments: RateLimit;
  refusals: RateLimit;
};

/** @throws InputError TIMESTAMP_AHEAD */
export function checkClock(signed: SignedBlock, now: bigint): void {
  if (signed.block.timestamp > now + CLOCK_TOLERANCE) {
    throw new InputError(
      'TIMESTAMP_AHEAD',
      `The block is dated ${signed.block.timestamp}, now is ${now}. Set the clock right and sign again.`,
    );
  }
}

/** @throws InputError SIGNATURE_INVALID, SENDER_MISMATCH */
export function checkSender(signed: SignedBlock, digest: Hex, { key }: ParticipantStatus): void {
  const signer = recoverAddress(digest, signed.signature);
  if (signer !== key) {
    throw new InputError(
      'SENDER_MISMATCH',
      `The block says it is from ${signed.block.from}, but ${signer} signed it. Sign with the sender's key, which is ${key}.`,
    );
  }
}

/**
 * Who may send: participants in good standing, each at a bounded rate, and strangers who enrol, at a bounded rate together.
 * @throws InputError SENDER_SUSPENDED, SENDER_NOT_ACTIVE, RATE_LIMITED
 */
export function checkStatus(
  signed: SignedBlock,
  status: ParticipantStatus,
  network: Network,
  rates: Rates,
  nowMs: number,
): void {
  const { from, kind } = signed.block;
  // To say that one's key is not lost is open to whom the company suspended: else it would silence him for these days.
  const isObjection =
    status.role !== 0 && kind === KIND.REKEY_OBJECT && signed.ledger === network.contracts.participants;
  if (status.suspended && !isObjection) {
    throw new InputError('SENDER_SUSPENDED', `${from} is suspended. Ask the company to restore it.`);
  }
  if (!status.active) {
    if (!isObjection && (kind !== KIND.ENROL || signed.ledger !== network.contracts.participants)) {
      throw new InputError(
        'SENDER_NOT_ACTIVE',
        `${from} is no participant in good standing. Enrol, and wait for the company's registration and, as a subscriber, the portal's attestation.`,
      );
    }
    limit(rates.enrolments, 'all', nowMs);
  } else {
    const isSubscriber = status.role === ROLE.subscriber;
    limit(isSubscriber ? rates.subscribers : rates.programs, from, nowMs);
    limit(isSubscriber ? rates.subscriberBytes : rates.programBytes, from, nowMs, bytesOf(signed));
  }
}

/** Whether a block is what its sender signed, and a fact that its ledger takes: whose sender is active is owed an answer by name. */
export function isWellFormed(signed: SignedBlock, status: ParticipantStatus, network: Network, digest: Hex): boolean {
  try {
    checkForm(signed, network);
    checkSender(signed, digest, status);
    checkFact(signed, network);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

function limit(rate: RateLimit, key: string, nowMs: number, amount = 1): void {
  if (!rate.take(key, nowMs, amount)) {
    throw new InputError(
      'RATE_LIMITED',
      'Too many internal blocks at once, or too much in them. Send the rest more slowly.',
    );
  }
}
