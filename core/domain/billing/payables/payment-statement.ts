import { concatBytes, fromHex, uintBytes, utf8, type Hex } from '../../bytes/hex.ts';
import type { BlockData } from '../../ledger/block-data.ts';

/** A ledger of a network: what a proof that is made for it can be used for nowhere else. */
export type LedgerPlace = { networkHash: Hex; ledger: Hex };

/** What is said by the proof in a PAYMENT (docs/formats.md §6). */
export function paymentStatement(
  { networkHash, ledger }: LedgerPlace,
  said: Pick<BlockData['PAYMENT'], 'payer' | 'invoiceId' | 'paymentReference' | 'paidAt'>,
): Uint8Array {
  return concatBytes(
    utf8('Domledger payment v1'),
    ...[networkHash, ledger, said.payer, said.invoiceId, said.paymentReference].map(fromHex),
    uintBytes(said.paidAt, 8),
  );
}

/** What is said by the proof in a REFUND. */
export function refundStatement(
  { networkHash, ledger }: LedgerPlace,
  said: Pick<BlockData['REFUND'], 'orderId' | 'paymentReference' | 'paidAt'>,
): Uint8Array {
  return concatBytes(
    utf8('Domledger refund v1'),
    ...[networkHash, ledger, said.orderId, said.paymentReference].map(fromHex),
    uintBytes(said.paidAt, 8),
  );
}
