import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../../core/domain/ledger/internal-block.ts';

/** A register fact that was checked: what it is about, and when its signer said it. */
export type Proof = { subject: Hex; kind: number; timestamp: bigint; signed: SignedBlock };
