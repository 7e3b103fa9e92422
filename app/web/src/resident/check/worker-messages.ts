import type { EnvelopeReader } from '../../../../../core/domain/crypto/envelope.ts';
import type { BillCase } from '../../../../../core/domain/resident/check/bill-evidence.ts';
import type { BillReport } from '../../../../../core/domain/resident/check/check-bill.ts';
import type { Glance } from './glance-at-bill.ts';

/** What a page asks of its worker. The account comes without what signs: a check needs only what opens. */
export type Question = { id: number } & (
  { kind: 'glance'; glance: Glance; bill?: never } | { kind: 'check'; bill: BillCase; glance?: never }
);

export type Answer = { id: number } & ({ report: BillReport; fault?: never } | { fault: string; report?: never });

/** Of an account what opens envelopes; functions and the key that signs stay behind. */
export function readerOf({
  address,
  encryptionPrivateKey,
  formerEncryptionKeys,
  lost,
}: EnvelopeReader): EnvelopeReader {
  return { address, encryptionPrivateKey, formerEncryptionKeys, lost };
}
