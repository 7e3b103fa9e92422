import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { fromHex, toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { dataBytesMax } from '../../core/domain/ledger/data-bytes-max.ts';
import { FACTS } from '../../core/domain/ledger/fact-table.ts';
import { readFact, takesKind } from '../../core/domain/ledger/read-fact.ts';
import { KIND, kindName, ROLE } from '../../core/domain/ledger/kinds.ts';
import { ledgerNameOf, type Network } from '../../core/domain/ledger/network.ts';
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

/**
 * What can be seen of a block without its signature, the state and the time.
 * @throws InputError DATA_TOO_LARGE, LEDGER_UNKNOWN, DATA_HASH_MISMATCH
 */
export function checkForm(signed: SignedBlock, network: Network): void {
  const bytes = bytesOf(signed);
  const most = dataBytesMax(signed.block.kind);
  if (bytes > most) {
    throw new InputError(
      'DATA_TOO_LARGE',
      `The data has ${bytes} bytes; an internal block of kind ${kindName(signed.block.kind)} holds at most ${most}. Split it.`,
    );
  }
  if (ledgerNameOf(network, signed.ledger) === undefined) {
    throw new InputError(
      'LEDGER_UNKNOWN',
      `${signed.ledger} is none of this network's ledgers. Take its address from /v1/network.`,
    );
  }
  if (toHex(keccak_256(fromHex(signed.data))) !== signed.block.dataHash) {
    throw new InputError('DATA_HASH_MISMATCH', 'The data of the internal block is not the data that was signed.');
  }
}

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

/**
 * Refuses what no ledger records. Reading the data costs most of all checks, so that only those come here who may send, at their rate.
 * @throws InputError KIND_FOREIGN, and as `readFact`
 */
export function checkFact({ ledger, block, data }: SignedBlock, network: Network): void {
  const name = ledgerNameOf(network, ledger);
  const { kind } = readFact({ kind: block.kind, data });
  if (name === undefined || !takesKind(name, kind))
    throw new InputError(
      'KIND_FOREIGN',
      `This ledger takes no ${kind}. Send it to ${FACTS[kind].ledgers.join(' or ')}.`,
    );
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

function bytesOf({ data }: SignedBlock): number {
  return (data.length - 2) / 2;
}
