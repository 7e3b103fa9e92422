import { canonicalJson, parseCanonicalJson } from '../bytes/canonical-json.ts';
import { mod } from '../crypto/commitment.ts';
import { InputError } from '../bytes/errors.ts';
import { utf8, type Hex, fromUtf8 } from '../bytes/hex.ts';
import { strictFields } from '../bytes/strict-json.ts';

/**
 * The content of a PAYMENT's envelope, by the portal: canonical JSON, strings. `amount` in 10⁻¹² of the currency unit, `purpose` as the bank shows it.
 */
export type PaymentContent = { amount: bigint; blinding: bigint; orderId: string; purpose: string };

/** The content of a RECEIPT's envelope, by the issuer; `allocation` shares the payment over the bill's lines in their order, metered first, the account last (`shareReceipt`). */
export type ReceiptContent = {
  version: '1';
  invoiceId: Hex;
  paymentId: Hex;
  amount: string;
  total: string;
  paid: string;
  outstanding: string;
  allocation: string[];
};

/**
 * What is still owed after payments, and with what scalar the rest opens: the ledger takes a settling receipt only
 * if `outstanding point = opening·H` (docs/formats.md §6).
 */
export function settlementOpening(args: {
  total: bigint;
  totalBlinding: bigint;
  payments: readonly { amount: bigint; blinding: bigint }[];
}): { outstanding: bigint; settles: boolean; opening: bigint } {
  const outstanding = args.payments.reduce((rest, payment) => rest - payment.amount, args.total);
  const opening = mod(args.payments.reduce((rest, payment) => rest - payment.blinding, args.totalBlinding));
  return { outstanding, settles: outstanding === 0n, opening };
}

export function encodePayment(content: PaymentContent): Uint8Array {
  const { amount, blinding, orderId, purpose } = content;
  return utf8(canonicalJson({ amount: String(amount), blinding: String(blinding), orderId, purpose }));
}

/** @throws InputError PAYMENT_INVALID, JSON_NOT_CANONICAL */
export function decodePayment(bytes: Uint8Array): PaymentContent {
  const value = parseCanonicalJson(fromUtf8(bytes));
  const fields = strictFields(value, ['amount', 'blinding', 'orderId', 'purpose'], 'The payment', 'PAYMENT_INVALID');
  const content = {
    amount: fields.integer('amount'),
    blinding: fields.integer('blinding'),
    orderId: fields.text('orderId', /^.{1,100}$/),
    purpose: fields.text('purpose', /^[^\p{Cc}]*$/u, 210),
  };
  if (content.amount <= 0n || content.blinding < 0n)
    throw new InputError('PAYMENT_INVALID', 'The payment: its amount is not positive, or its blinding negative.');
  return content;
}

export function encodeReceipt(content: ReceiptContent): Uint8Array {
  return utf8(canonicalJson({ ...content }));
}

/** Bytes that a receipt for a bill of so many lines needs at most, for amounts below 10¹² of the currency unit; see `billRoom`. */
export function receiptRoom(lines: number): number {
  return 340 + 27 * lines;
}

/** @throws InputError RECEIPT_INVALID, JSON_NOT_CANONICAL */
export function decodeReceipt(bytes: Uint8Array): ReceiptContent {
  const keys = ['version', 'invoiceId', 'paymentId', 'amount', 'total', 'paid', 'outstanding', 'allocation'];
  const fields = strictFields(parseCanonicalJson(fromUtf8(bytes)), keys, 'The receipt', 'RECEIPT_INVALID');
  if (fields.text('version') !== '1') throw new InputError('RECEIPT_INVALID', 'The receipt has an unknown version.');
  return {
    version: '1',
    invoiceId: fields.hex('invoiceId', 32),
    paymentId: fields.hex('paymentId', 32),
    amount: String(fields.integer('amount')),
    total: String(fields.integer('total')),
    paid: String(fields.integer('paid')),
    outstanding: String(fields.integer('outstanding')),
    allocation: fields.list('allocation', 128).map((share) => {
      if (typeof share !== 'string' || !/^(0|[1-9]\d{0,76})$/.test(share))
        throw new InputError('RECEIPT_INVALID', 'The receipt: a share is no amount.');
      return share;
    }),
  };
}
