import type { BillContent } from '../../billing/bill.ts';
import type { ContractTerms } from '../../billing/contract-terms.ts';
import { InputError } from '../../bytes/errors.ts';
import type { Hex } from '../../bytes/hex.ts';
import type { EnvelopeReader } from '../../crypto/envelope.ts';
import type { SignedCosignature, StorageProof, WitnessPolicy } from '../../seal/light-client.ts';
import type { Network } from '../../ledger/network.ts';
import type { Seal } from '../../seal/seal.ts';
import type { BatchEvidence, MeterEvidence } from './check-frames.ts';
import type { OwnFrame } from '../../reading/open-readings.ts';
import type { CarriedPeriodKey } from '../../sealed/carried-envelope.ts';
import type { Recorded } from '../recorded.ts';

export type LedgerEvidence = {
  seal: Seal;
  header: Hex;
  accountProof: readonly Hex[];
  storageProofs: readonly StorageProof[];
  cosignatures: readonly SignedCosignature[];
};

/** All that servers handed over about one bill; nothing of it is believed. */
export type BillEvidence = {
  invoice: Recorded;
  /** The other party of the contract, whom the resident has a signed contract with. */
  issuer: Hex;
  /** Of the resident's signed contract; undefined while it is not at hand. */
  terms: ContractTerms | undefined;
  /** Unix seconds from which a cancelled contract no longer holds. */
  until?: bigint;
  proof: LedgerEvidence | undefined;
  meters: readonly MeterEvidence[];
  /** The issuer's RATE and RATE_WITHDRAW blocks. */
  rates: readonly Recorded[];
  frames: readonly OwnFrame[];
  batches: readonly BatchEvidence[];
  periodKeyEnvelopes: readonly CarriedPeriodKey[];
  payments: readonly Recorded[];
  receipts: readonly Recorded[];
  /** What else was said of the bill: refused, deemed and reversed payments, CARRY, VOID. */
  acts: readonly Recorded[];
  /** The contract's bill before, opened. */
  previous?: BillContent;
};

/** What every check of one bill starts from. `policy`: whose cosignatures count; `now`: unix seconds by this device's clock. */
export type BillCase = {
  network: Network;
  account: EnvelopeReader;
  policy: WitnessPolicy;
  now: bigint;
  evidence: BillEvidence;
};

/** @throws InputError PROOF_MISSING */
export function proofOf({ proof }: BillEvidence): LedgerEvidence {
  return present(proof, 'PROOF_MISSING', 'The bill is not in a sealed block yet.');
}

/** What a check needs, or the code that says why it is not there. */
export function present<T>(value: T | undefined, code: string, message: string): T {
  if (value === undefined) throw new InputError(code, message);
  return value;
}
