import type { Account } from '../../core/domain/ledger/account.ts';
import type { Addressee } from '../../core/domain/crypto/envelope.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { SealedKind } from '../../core/domain/sealed/carried-envelope.ts';
import { UnreadableContent } from '../../core/domain/sealed/sealed-content.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { LedgerName, Network } from '../../core/domain/ledger/network.ts';
import { sealForBlock, withSelf } from '../../core/domain/resident/author.ts';
import type { FactBook } from '../engine/fact-book.ts';
import type { HouseReader } from '../house-files.ts';
import type { Decryptor } from '../decryptor.ts';
import type { LetterBook } from '../letters/letter-book.ts';
import type { BillerSettings } from '../settings.ts';
import type { State } from '../state.ts';

/** What every decision looks at. Deciding changes nothing. */
export type DecisionContext = {
  readonly state: State;
  readonly decryptor: Decryptor;
  readonly account: Account;
  readonly network: Network;
  readonly settings: BillerSettings;
  readonly house: HouseReader;
  /** What was entered of the house, and stands. */
  readonly facts: Pick<FactBook, 'standing'>;
  /** What stands in letters and in own answers to them. */
  readonly letters: Pick<LetterBook, 'read'>;
  /** Unix seconds now. */
  readonly now: () => bigint;
  /** Notes why something that should be said cannot be: an id and a stable code, never a message with figures. */
  readonly fault: (about: string, error: InputError) => void;
  /** Notes what somebody else sealed and this biller cannot read. That is nobody's fault here: it has its stated effect, and is told. */
  readonly alarm: (about: string, error: UnreadableContent) => void;
};

/** The ledger of this biller's invoices: the company's own are in ContractLedger (paper S51). */
export function payablesOf(context: DecisionContext): 'contractLedger' | 'billingLedger' {
  return context.settings.role === 'company' ? 'contractLedger' : 'billingLedger';
}

/** @throws InputError PARTICIPANT_UNKNOWN */
export function addressee(context: DecisionContext, address: Hex): Addressee {
  const found = context.state.participants.get(address);
  if (found === undefined)
    throw new InputError('PARTICIPANT_UNKNOWN', `${address} has not enrolled; there is no key to encrypt for it.`);
  return { address, encryptionKey: found.encryptionKey };
}

/**
 * Seals for the other party and oneself, who has to read its own blocks again after a loss of its files, and binds that to the block which is
 * going to carry it.
 * @param place as in that block: `subject` left out where it creates what it is about
 * @param room bytes that the kind of content may need, whatever its figures are
 * @throws InputError PARTICIPANT_UNKNOWN
 */
export function sealForBoth(
  context: DecisionContext,
  place: { ledger: LedgerName; kind: SealedKind; subject?: Hex },
  content: Uint8Array,
  other: Hex,
  room = 0,
): Promise<Hex> {
  return sealForBlock(context, place, content, withSelf(context.account, [addressee(context, other)]), room);
}

/** What does not open is an alarm, what does not fit a fault. */
export function noteError(context: DecisionContext, about: string, error: InputError): void {
  if (error instanceof UnreadableContent) context.alarm(about, error);
  else context.fault(about, error);
}

/** Runs a part of a decision; what does not open becomes an alarm, what does not fit a fault, and either no answer. */
export async function orFault<T>(
  context: DecisionContext,
  about: string,
  work: () => Promise<T> | T,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    noteError(context, about, error);
    return undefined;
  }
}
