import { opens } from '../../crypto/commitment.ts';
import type { Point } from '../../crypto/commitment.ts';
import { InputError } from '../../bytes/errors.ts';
import { ZERO_32 } from '../../bytes/hex.ts';
import type { Hex } from '../../bytes/hex.ts';
import type { EnvelopeReader } from '../../crypto/envelope.ts';
import type { Network } from '../../ledger/network.ts';
import { carriedBy } from '../../sealed/carried-envelope.ts';
import { openSealed } from '../../sealed/sealed-content.ts';
import { readRecorded, same } from '../recorded.ts';
import type { Recorded } from '../recorded.ts';

/** A payment after opening. `amount` in 10⁻¹² of the currency unit, `paidAt` unix seconds, as the portal signed it. */
export type OpenedPayment = {
  paymentId: Hex;
  amount: bigint;
  blinding: bigint;
  commitment: Point;
  orderId: string;
  paidAt: bigint;
};

type Opener = EnvelopeReader;

/**
 * Opens a bill's payments: each signed by the portal, for this invoice on its ledger, shown once, and its commitment is to the amount inside.
 * @throws InputError BLOCK_OTHER, SENDER_MISMATCH, PAYMENT_OTHER, PAYMENT_NOT_OPENED, ENVELOPE_*
 */
export async function openPayments(args: {
  network: Network;
  account: Opener;
  ledger: Hex;
  invoiceId: Hex;
  payments: readonly Recorded[];
}): Promise<OpenedPayment[]> {
  const { network, account, invoiceId } = args;
  const ledgers = [args.ledger];
  if (new Set(args.payments.map(({ digest }) => digest.toLowerCase())).size !== args.payments.length) {
    throw new InputError('PAYMENT_OTHER', 'A payment is shown here twice.');
  }
  return Promise.all(
    args.payments.map(async (recorded) => {
      const data = readRecorded({ network, recorded, kind: 'PAYMENT', from: network.portal, ledgers });
      if (!same(data.invoiceId, invoiceId))
        throw new InputError('PAYMENT_OTHER', 'A payment shown here is for another bill.');
      const { amount, blinding, orderId } = await openSealed({
        network,
        account,
        kind: 'PAYMENT',
        carried: carriedBy(recorded.signed, data),
      });
      if (!opens(data.commitment, amount, blinding)) {
        throw new InputError(
          'PAYMENT_NOT_OPENED',
          'The payment on the ledger is not the amount that the portal told you.',
        );
      }
      return {
        paymentId: recorded.digest,
        amount,
        blinding,
        commitment: data.commitment,
        orderId,
        paidAt: data.paidAt,
      };
    }),
  );
}

/**
 * Checks the issuer's receipts: signed by it, of this bill and the payments shown, and of their amounts.
 * @param total what the bill asks for
 * @throws InputError RECEIPT_OTHER, RECEIPT_AMOUNT_WRONG, and those of reading blocks
 */
export async function checkReceipts(args: {
  network: Network;
  account: Opener;
  ledger: Hex;
  issuer: Hex;
  invoiceId: Hex;
  total: bigint;
  payments: readonly OpenedPayment[];
  receipts: readonly Recorded[];
}): Promise<void> {
  const { network, account, issuer, invoiceId, payments } = args;
  const ledgers = [args.ledger];
  for (const recorded of args.receipts) {
    const data = readRecorded({ network, recorded, kind: 'RECEIPT', from: issuer, ledgers });
    const payment = payments.find(({ paymentId }) => same(paymentId, data.paymentId));
    // A bill of nothing is settled without a payment.
    const withoutPayment = data.settles && same(data.paymentId, ZERO_32);
    if (!same(data.invoiceId, invoiceId) || (payment === undefined && !withoutPayment)) {
      throw new InputError('RECEIPT_OTHER', 'A receipt shown here is for another bill or payment.');
    }
    if (payment === undefined) continue;
    const content = await openSealed({
      network,
      account,
      kind: 'RECEIPT',
      carried: carriedBy(recorded.signed, data),
    });
    if (
      BigInt(content.amount) !== payment.amount ||
      BigInt(content.total) !== args.total ||
      !same(content.paymentId, payment.paymentId)
    ) {
      throw new InputError('RECEIPT_AMOUNT_WRONG', 'The receipt names another amount than was paid or billed.');
    }
  }
}
