import { mayWithdraw } from '../billing/may-withdraw.ts';
import { boundMeters, contractSubjectHash } from '../billing/contract-terms.ts';
import { checkCompletion } from '../billing/contract-template.ts';
import type { ContractContent, ContractForm } from '../billing/contract-terms.ts';
import { InputError } from '../bytes/errors.ts';
import { lowerHex, type Hex } from '../bytes/hex.ts';
import type { EnvelopeReader } from '../crypto/envelope.ts';
import type { Network } from '../ledger/network.ts';
import { carriedBy } from '../sealed/carried-envelope.ts';
import { openSealed } from '../sealed/sealed-content.ts';
import { readRecorded, same } from './recorded.ts';
import type { Recorded } from './recorded.ts';

/** The recorded blocks of one contract, as servers hand them over. */
export type ContractEvidence = {
  contractId: Hex;
  offer: Recorded;
  copies: readonly Recorded[];
  cancels: readonly Recorded[];
  withdrawal?: Recorded | null | undefined;
};

/** A contract as one party sees it after opening and checking it. */
export type OpenedContract = {
  contractId: Hex;
  counterparty: Hex;
  startedByMe: boolean;
  /** What was asked for, where a resident began with a form. */
  form: ContractForm | undefined;
  /** The terms on the table, once a side has completed them. */
  content: ContractContent | undefined;
  /** Last unix second at which the side that did not offer may sign. */
  validUntil: bigint;
  withdrawn: boolean;
  signedByMe: boolean;
  signedByThem: boolean;
  /** Unix seconds from when each side's cancellation is meant; undefined while there is none. */
  endByMe: bigint | undefined;
  endByThem: bigint | undefined;
};

/** Signed means two copies with one subject hash (S38); cancelled by one side alone is labelled so (A9). */
export function contractState(
  contract: OpenedContract,
): 'awaitingMe' | 'awaitingThem' | 'withdrawn' | 'signed' | 'cancelRequested' | 'cancelled' {
  if (contract.withdrawn) return 'withdrawn';
  const ends = [contract.endByMe, contract.endByThem].filter((end) => end !== undefined);
  if (ends.length > 0) return ends.length === 2 ? 'cancelled' : 'cancelRequested';
  if (contract.signedByMe && contract.signedByThem) return 'signed';
  return contract.signedByMe || contract.content === undefined ? 'awaitingThem' : 'awaitingMe';
}

/**
 * Opens a contract and checks that all of it fits: every block signed by its party, every copy's public hash that of the terms inside it, both copies
 * equal, and the provider's completion true to the resident's form.
 * @throws InputError BLOCK_OTHER, SENDER_MISMATCH, DATA_HASH_MISMATCH, ENVELOPE_*, TERMS_INVALID, TERMS_CHANGED, SUBJECT_MISMATCH, METERS_OTHER, COPIES_DIFFER, CONTRACT_OTHER, WITHDRAWAL_NOT_TAKEN
 */
export async function readContract(args: {
  network: Network;
  account: EnvelopeReader;
  evidence: ContractEvidence;
}): Promise<OpenedContract> {
  const { network, account } = args;
  const { contractId, offer, copies, cancels } = args.evidence;
  const ledgers = [network.contracts.contractLedger];
  const { from, to } = offer.signed.block;
  const startedByMe = same(from, account.address);
  const counterparty = startedByMe ? to : from;
  if (!same(offer.digest, contractId) || (!startedByMe && !same(to, account.address))) {
    throw new InputError('CONTRACT_OTHER', 'The server gave another contract than the one asked for.');
  }
  const partyOf = (recorded: Recorded): Hex =>
    same(recorded.signed.block.from, account.address) ? account.address : counterparty;

  const offered = readRecorded({ network, recorded: offer, kind: 'OFFER', from, ledgers });
  const opening = await openSealed({ network, account, kind: 'OFFER', carried: carriedBy(offer.signed, offered) });
  const form = 'form' in opening ? opening.form : undefined;
  let content = 'form' in opening ? undefined : opening;

  let signedByMe = false;
  let signedByThem = false;
  for (const recorded of copies) {
    const party = partyOf(recorded);
    const data = readRecorded({ network, recorded, kind: 'COPY', from: party, ledgers });
    const copy = await openSealed({ network, account, kind: 'COPY', carried: carriedBy(recorded.signed, data) });
    if (!same(data.contractId, contractId))
      throw new InputError('CONTRACT_OTHER', 'A copy shown here is of another contract.');
    if (!same(data.subjectHash, contractSubjectHash(copy))) {
      throw new InputError(
        'SUBJECT_MISMATCH',
        'The terms inside a copy are not those that its public hash stands for.',
      );
    }
    if (data.meterIds.map(lowerHex).join() !== boundMeters(copy.terms).join()) {
      throw new InputError('METERS_OTHER', 'The ledger binds the contract to other meters than its terms name.');
    }
    if (content !== undefined && !same(contractSubjectHash(content), data.subjectHash)) {
      throw new InputError('COPIES_DIFFER', 'The two sides have signed different terms.');
    }
    if (form !== undefined) checkCompletion(form, copy.terms);
    content = copy;
    if (same(party, account.address)) signedByMe = true;
    else signedByThem = true;
  }

  const cancelled = cancels.map((recorded) => {
    const party = partyOf(recorded);
    const data = readRecorded({ network, recorded, kind: 'CANCEL', from: party, ledgers });
    if (!same(data.contractId, contractId))
      throw new InputError('CONTRACT_OTHER', 'A cancellation shown here is of another contract.');
    return { party, ...data };
  });
  const endOf = (party: Hex): bigint | undefined => cancelled.find((one) => same(one.party, party))?.effectiveDate;
  const withdrawal = args.evidence.withdrawal ?? undefined;
  if (withdrawal !== undefined) {
    const party = partyOf(withdrawal);
    const byMe = same(party, account.address);
    const data = readRecorded({ network, recorded: withdrawal, kind: 'OFFER_WITHDRAW', from: party, ledgers });
    if (!same(data.contractId, contractId))
      throw new InputError('CONTRACT_OTHER', 'A withdrawal shown here is of another contract.');
    const signed = { signedByOwn: byMe ? signedByMe : signedByThem, signedByOther: byMe ? signedByThem : signedByMe };
    if (!mayWithdraw({ offeredByOwn: byMe === startedByMe, ...signed, withdrawn: false })) {
      throw new InputError('WITHDRAWAL_NOT_TAKEN', 'A withdrawal is shown that the ledger would not have taken.');
    }
  }
  return {
    contractId,
    counterparty,
    startedByMe,
    form,
    content,
    validUntil: offered.validUntil,
    withdrawn: withdrawal !== undefined,
    signedByMe,
    signedByThem,
    endByMe: endOf(account.address),
    endByThem: endOf(counterparty),
  };
}
