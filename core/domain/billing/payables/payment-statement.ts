import { concatBytes, fromHex, uintBytes, utf8, type Hex } from '../../bytes/hex.ts';
import type { BlockData } from '../../ledger/block-data.ts';

/** A ledger of a network: what a proof that is made for it can be used for nowhere else. */
type Place = { chainId: bigint; ledger: Hex };

/** What is said by the proof in a PAYMENT (docs/formats.md §6). */
export function paymentStatement(
  { chainId, ledger }: Place,
  said: Pick<BlockData['PAYMENT'], 'payer' | 'invoiceId' | 'paymentReference' | 'paidAt'>,
): Uint8Array {
  return concatBytes(
    utf8('Domledger payment v1'),
    uintBytes(chainId, 32),
    ...[ledger, said.payer, said.invoiceId, said.paymentReference].map(fromHex),
    uintBytes(said.paidAt, 8),
  );
}

/** What is said by the proof in a REFUND. */
export function refundStatement(
  { chainId, ledger }: Place,
  said: Pick<BlockData['REFUND'], 'orderId' | 'paymentReference' | 'paidAt'>,
): Uint8Array {
  return concatBytes(
    utf8('Domledger refund v1'),
    uintBytes(chainId, 32),
    ...[ledger, said.orderId, said.paymentReference].map(fromHex),
    uintBytes(said.paidAt, 8),
  );
}
