import { commit, INFINITY } from '../../../../core/domain/crypto/commitment.ts';
import { ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import type { BlockData } from '../../../../core/domain/ledger/block-data.ts';
import type { DataKind } from '../../../../core/domain/ledger/fact-table.ts';
import { internalBlockDigest, type SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { paymentData } from '../../../support/payment-data.ts';
import { fact, FLAT, NETWORK, STRANGER, type CheatingCompany, type Place } from './cheating-company.ts';
import { laxLie, type Lie } from './lie.ts';
import {
  billFlat,
  CLOSE,
  DEVICE,
  FIRST,
  FOURTH,
  handOverFlat,
  invoice,
  INVOICE_ID,
  LINE,
  linkTo,
  METER,
  meterFlat,
  meterOf,
  NEXT_LINE,
  OWED,
  payment,
  rateFrom,
  readings,
  receipt,
  recordOwing,
  register,
  THIRD,
  transfer,
} from './metered-flat.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';

const NO_METER: Hex = `0x${'4f'.repeat(32)}`;
/** One kopeck more than the bill comes to. */
const MORE = commit(OWED.value + 1n, OWED.blinding);
const NO_POINT = { x: 1n, y: 1n };
/** A date so late that a rate from it on can be withdrawn. */
const NEVER = 10_000_000_000n;
const PAID = { value: 555n, blinding: 11n };
const PAYMENT = {
  ledger: NETWORK.contracts.contractLedger,
  networkHash: domainOf(NETWORK).networkHash,
  invoiceId: INVOICE_ID,
  amount: PAID.value,
  blinding: PAID.blinding,
  paymentReference: ZERO_32,
  paidAt: 0n,
};

/** Bills that do not follow from meters, rates and payments. */
export const billLies: readonly Lie[] = [
  lie('METER_UNKNOWN', 'a bill is of a meter that nobody registered', () => invoice({ meterId: NO_METER })),
  lie('BILL_PARTIES', 'a bill is by another than the provider', () => invoice({}, { signer: STRANGER })),
  lie('BILL_PARTIES', 'a bill is to another than the owner', () => invoice({}, { to: STRANGER.address })),
  laxLie('BILL_PARTIES', 'a bill is to the new owner for what came before a handover', async (company) => {
    await meterFlat(company);
    await handOverFlat(company);
    return company.record(invoice({}, { to: STRANGER.address }));
  }),
  laxLie('BILL_PARTIES', 'a bill is to the owner of before for what came behind a handover', async (company) => {
    await meterFlat(company);
    await handOverFlat(company);
    await company.record(readings([FOURTH]));
    const close = { closeSequence: 4n, closeTime: FOURTH.time, close: FOURTH.commitment, closeLink: linkTo(FOURTH) };
    return company.record(invoice(close));
  }),
  laxLie('BILL_PARTIES', 'a bill goes by a handover that the company said alone', async (company) => {
    await meterFlat(company);
    await company.record(transfer(STRANGER.address));
    await company.record(readings([FOURTH]));
    const { closeSequence, closeTime, close, closeLink } = NEXT_LINE;
    const open = { openSequence: closeSequence, openTime: closeTime, open: close, openLink: closeLink };
    const end = { closeSequence: 4n, closeTime: FOURTH.time, close: FOURTH.commitment, closeLink: linkTo(FOURTH) };
    return company.record(invoice({ ...open, ...end }, { to: STRANGER.address }));
  }),
  laxLie('CLOSING_UNKNOWN', 'a meter is handed over behind another frame than its last', async (company) => {
    await meterFlat(company);
    return handOverFlat(company, CLOSE);
  }),
  laxLie('ACT_REPEATED', 'a meter is handed over by one hand twice', async (company) => {
    await meterFlat(company);
    await company.record(transfer(STRANGER.address));
    return company.record(transfer(STRANGER.address, THIRD, { to: FLAT.address }));
  }),
  laxLie('ACT_FOREIGN', 'a meter is handed over by its owner', async (company) => {
    await meterFlat(company);
    return company.record(transfer(STRANGER.address, THIRD, { signer: FLAT }));
  }),
  lie('BILL_REGISTER', 'a bill ends with a reading that no device made', () => invoice({ close: commit(900n, 2n) })),
  lie('BILL_REGISTER', 'a bill begins with a reading of another time', () => invoice({ openTime: FIRST.time + 1n })),
  lie('BILL_REGISTER', 'a bill ends with a frame that is not there', () => invoice({ closeSequence: 7n })),
  lie('BILL_REGISTER', 'a bill begins with another frame of the same register', () =>
    invoice({ openLink: LINE.closeLink }),
  ),
  lie('BILL_ORDER', 'a bill ends where it begins', () =>
    invoice({ closeSequence: 1n, closeTime: FIRST.time, close: FIRST.commitment, closeLink: LINE.openLink }),
  ),
  lie('BILL_ORDER', 'a first bill leaves out what was used before', () => invoice(NEXT_LINE)),
  laxLie('BILL_ORDER', 'a bill takes what was billed before', async (company) => {
    await meterFlat(company);
    await billFlat(company);
    return company.record(invoice({}, {}, { period: 202611 }));
  }),
  lie('BILL_RATE', 'a bill is by a rate that was never published', () => invoice({ zone: 1 })),
  laxLie('BILL_TOTAL', 'a bill goes over a change of the rate by the old rate alone', async (company) => {
    await meterFlat(company);
    await company.record(rateFrom(CLOSE.time - 1n, 9n));
    return billFlat(company);
  }),
  lie('RATE_NOT_IN_ORDER', 'a rate begins with the one before it', () => rateFrom(0n)),
  lie('RATE_MISSING', 'a rate is withdrawn that was never published', () => withdrawn(0n, 1)),
  laxLie('RATE_NOT_NEWEST', 'a rate is withdrawn that another one follows', async (company) => {
    await meterFlat(company);
    await company.record(rateFrom(NEVER));
    return company.record(withdrawn(NEVER - 1n));
  }),
  lie('RATE_IN_FORCE', 'a rate is withdrawn by which there may be bills', () => withdrawn(0n)),
  lie('BILL_UNKNOWN', 'a payment is of a bill that nobody issued', () => payment(PAID.value, PAID.blinding)),
  lie('BILL_UNKNOWN', 'a receipt is of a bill that nobody issued', () => receipt(0n)),
  laxLie('BILL_SETTLEMENT', 'a bill is called settled that is not paid', async (company) => {
    await meterFlat(company);
    await billFlat(company);
    return company.record(receipt(OWED.blinding));
  }),
  lie('POINT_INVALID', 'a declared amount is no point of the curve', () =>
    invoice({}, {}, { declared: [{ label: 1, commitment: NO_POINT }] }),
  ),
  laxLie('POINT_INVALID', 'a reading that is billed is no point of the curve', async (company) => {
    await company.record(register(DEVICE));
    await company.record(meterOf(METER, DEVICE));
    await company.record(rateFrom(0n));
    const bent = { ...CLOSE, commitment: NO_POINT };
    await company.record(readings([FIRST, bent]));
    return company.record(invoice({ close: NO_POINT, closeLink: linkTo(bent) }));
  }),
  laxLie('POINT_INVALID', 'a payment is no point of the curve', async (company) => {
    await meterFlat(company);
    await billFlat(company);
    return company.record(fact('contractLedger', 'PAYMENT', { ...paymentData(PAYMENT), commitment: NO_POINT }));
  }),
  laxLie('BILL_TOTAL', 'a ledger holds more as owed than the bill comes to', async (company) => {
    await meterFlat(company);
    return recordOwing(company, invoice(), MORE);
  }),
  laxLie('BILL_TOTAL', 'a ledger holds a payment that was taken as never made', async (company) => {
    const { paymentId, left } = await payFlat(company);
    return recordOwing(company, receipt(left, paymentId), commit(OWED.value, OWED.blinding));
  }),
  laxLie('BILL_TOTAL', 'a receipt changes what is owed', async (company) => {
    const { paymentId, left } = await payFlat(company);
    return recordOwing(company, receipt(left, paymentId), MORE);
  }),
  laxLie('BILL_TOTAL', 'a payment changes what is owed before it is taken', async (company) => {
    await meterFlat(company);
    await billFlat(company);
    const rest = commit(OWED.value - PAID.value, OWED.blinding - PAID.blinding);
    return recordOwing(company, payment(PAID.value, PAID.blinding), rest);
  }),
  laxLie('ACCOUNT_TOTAL', 'an invoice is carried, and its rest is in no account', async (company) => {
    await meterFlat(company);
    await billFlat(company);
    return recordOwing(company, about('CARRY', { invoiceId: INVOICE_ID }), INFINITY);
  }),
  lie('BILL_ACCOUNT', 'a bill takes over what no account holds', () => invoice({}, {}, { account: MORE })),
  laxLie('BILL_LINES', 'a bill is withdrawn with other lines than its own', async (company) => {
    await meterFlat(company);
    await billFlat(company);
    return company.record(about('VOID', { invoiceId: INVOICE_ID, lines: MORE, ranges: [], reason: 1 }));
  }),
  laxLie('BILL_STATE', 'a bill is carried that is settled', async (company) => {
    const { paymentId, left } = await payFlat(company);
    await recordOwing(company, receipt(left, paymentId), commit(0n, left));
    return company.record(about('CARRY', { invoiceId: INVOICE_ID }));
  }),
  laxLie('PAYMENT_UNPROVED', 'a payment is a copy of what is outstanding', async (company) => {
    await meterFlat(company);
    await billFlat(company);
    const copied = { ...paymentData(PAYMENT), commitment: commit(OWED.value, OWED.blinding) };
    return company.record(fact('contractLedger', 'PAYMENT', copied));
  }),
  laxLie('PAYMENT_UNKNOWN', 'a receipt is for a payment that nobody made', async (company) => {
    await meterFlat(company);
    await billFlat(company);
    return company.record(receipt(0n, NO_METER));
  }),
  laxLie('PAYMENT_STATE', 'a payment is refused that was taken', async (company) => {
    const { paymentId, left } = await payFlat(company);
    await recordOwing(company, receipt(left, paymentId), commit(0n, left));
    return company.record(about('PAYMENT_REFUSED', { invoiceId: INVOICE_ID, paymentId, reason: 1, envelope: '0x' }));
  }),
  laxLie('PAYMENT_NOT_OVERDUE', 'a payment is deemed taken at once', async (company) => {
    const { paymentId } = await payFlat(company);
    return company.record(about('PAYMENT_DEEMED', { invoiceId: INVOICE_ID, paymentId }));
  }),
  lie('ORDER_UNKNOWN', 'money is given back that nobody ordered to', () =>
    about('REFUND', { orderId: NO_METER, paymentReference: ZERO_32, paidAt: 0n, proof: paymentData(PAYMENT).proof }),
  ),
];

/** A fact about the flat's money. */
function about<K extends DataKind>(kind: K, data: BlockData[K]): SignedBlock {
  return fact('contractLedger', kind, data);
}

function withdrawn(validFrom: bigint, zone = 0): SignedBlock {
  return fact('tariffs', 'RATE_WITHDRAW', { resource: 1, zone, validFrom });
}

function lie(code: string, title: string, told: () => SignedBlock): Lie {
  return laxLie(code, title, async (company): Promise<Place> => {
    await meterFlat(company);
    return company.record(told());
  });
}

/** The flat is metered and billed and pays all. @returns the payment, and the blinding that is left once it is taken */
export async function payFlat(company: CheatingCompany): Promise<{ paymentId: Hex; left: bigint }> {
  await meterFlat(company);
  await billFlat(company);
  const left = OWED.blinding - PAID.blinding;
  const signed = payment(OWED.value, PAID.blinding);
  await recordOwing(company, signed, commit(OWED.value, OWED.blinding));
  return { paymentId: internalBlockDigest(domainOf(NETWORK), signed.ledger, signed.block), left };
}
