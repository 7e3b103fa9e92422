import { unixSeconds } from '../../../core/domain/unix-seconds.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { commit, INFINITY, mod, type Point } from '../../../core/domain/crypto/commitment.ts';
import { periodOf } from '../../../core/domain/billing/period.ts';
import type { BlockData, InvoiceData, MeteredLine } from '../../../core/domain/ledger/block-data.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { invoiceIdOf } from '../../../core/domain/ledger/ids.ts';
import { LABEL, RESOURCE } from '../../../core/domain/ledger/kinds.ts';
import { freshNonces, paymentData } from '../../support/payment-data.ts';
import { proveRefund } from '../../../core/domain/billing/payables/prove-payment.ts';
import { bytesOf, idOf } from './accounts.ts';
import { DOMAIN } from '../../support/domain.ts';
import type { House, LedgerName } from './house.ts';
import { OBIS_TOTAL, type MadeFrame } from './metering.ts';

export type Opening = { value: bigint; blinding: bigint };
/** The month of the frames, which are of these days. */
export const PERIOD = periodOf(BigInt(Math.floor(Date.now() / 1000)), 'UTC');

/** A contract between these two over these meters, signed by both. */
export async function sign(
  house: House,
  supplier: Account,
  consumer: Account,
  meterIds: readonly Hex[] = [],
): Promise<Hex> {
  const subjectHash = idOf('terms');
  const value = {
    resource: RESOURCE.electricity,
    meterId: ZERO_32,
    validUntil: house.now + 30n * 86_400n,
    envelope: '0x' as const,
  };
  const contractId = await house.create(consumer, 'OFFER', value, { to: supplier.address });
  for (const [from, to] of [
    [supplier, consumer],
    [consumer, supplier],
  ] as const) {
    const copy = { contractId, subjectHash, meterIds: [...meterIds].sort(), envelope: '0x' as const };
    await house.send(from, 'COPY', copy, { to: to.address, subject: contractId });
  }
  return contractId;
}

/** The line of a register between two recorded frames. */
export function lineOf(meterId: Hex, open: MadeFrame, close: MadeFrame, obis: Hex = OBIS_TOTAL): MeteredLine {
  return {
    meterId,
    obis,
    zone: Number.parseInt(obis.slice(10, 12), 16),
    openSequence: open.sequence,
    openTime: open.time,
    open: open.commitment,
    openLink: open.link,
    closeSequence: close.sequence,
    closeTime: close.time,
    close: close.commitment,
    closeLink: close.link,
  };
}

/** rate × (close − open), as the parties open it. */
export function lineOpening(rate: bigint, open: MadeFrame, close: MadeFrame): Opening {
  return { value: rate * (close.value - open.value), blinding: mod(rate * (close.blinding - open.blinding)) };
}

export function blindingOf(name: string): bigint {
  return mod(BigInt(`0x${Buffer.from(bytesOf(name)).toString('hex')}`));
}

export function declared(label: number, opening: Opening): { label: number; commitment: Point } {
  return { label, commitment: commit(opening.value, opening.blinding) };
}

/** Of bills whose date is not what a test is about: later than any test moves the clock to. */
const DUE = unixSeconds() + 300n * 86_400n;

/** INVOICE data with one upkeep line of 1,000 whole minor units, unless told otherwise. */
export const upkeep: Opening = { value: 1_000_000n, blinding: blindingOf('upkeep') };
export function invoiceData(contractId: Hex, change: Partial<InvoiceData> = {}): InvoiceData {
  return {
    contractId,
    period: PERIOD,
    series: 0,
    dueDate: DUE,
    metered: [],
    declared: [declared(LABEL.upkeep, upkeep)],
    account: INFINITY,
    replaces: ZERO_32,
    envelope: '0x0102',
    ...change,
  };
}

/** Ways to bill on one of the two ledgers, and all that may happen to a bill afterwards. */
export function biller(house: House, issuer: Account, subscriber: Account, ledger: LedgerName) {
  const idFor = (data: InvoiceData): Hex => invoiceIdOf(issuer.address, data.contractId, data.period, data.series);
  const { portal } = house;
  const address = house.contracts[ledger].address;
  const toSubscriber = (subject: Hex) => ({ ledger, to: subscriber.address, subject });
  const before = house.now - 3_600n;
  const payment = (invoiceId: Hex, amount: Opening, reference: string, paidAt = before): BlockData['PAYMENT'] =>
    paymentData({
      networkHash: DOMAIN.networkHash,
      ledger: address,
      invoiceId,
      amount: amount.value,
      blinding: amount.blinding,
      paymentReference: idOf(reference),
      paidAt,
      payer: subscriber.address,
    });
  return {
    idFor,
    payment,
    async issue(data: InvoiceData, from: Account = issuer, to: Account = subscriber): Promise<Hex> {
      return await house.send(from, 'INVOICE', data, { ledger, to: to.address });
    },
    async pay(invoiceId: Hex, amount: Opening, reference: string, from: Account = portal): Promise<Hex> {
      return await house.create(from, 'PAYMENT', payment(invoiceId, amount, reference), toSubscriber(invoiceId));
    },
    async payWith(data: BlockData['PAYMENT']): Promise<Hex> {
      return await house.create(portal, 'PAYMENT', data, toSubscriber(data.invoiceId));
    },
    async receipt(
      invoiceId: Hex,
      paymentId: Hex,
      settlement?: bigint,
      from: Account = issuer,
      to: Account = subscriber,
    ): Promise<Hex> {
      const settles = settlement !== undefined;
      const value = { invoiceId, paymentId, settles, opening: settlement ?? 0n, envelope: '0x' as const };
      return await house.send(from, 'RECEIPT', value, { ledger, to: to.address, subject: invoiceId });
    },
    async refuse(invoiceId: Hex, paymentId: Hex, reason = 1, from: Account = issuer): Promise<Hex> {
      const value = { invoiceId, paymentId, reason, envelope: '0x' as const };
      return await house.send(from, 'PAYMENT_REFUSED', value, toSubscriber(invoiceId));
    },
    async deem(invoiceId: Hex, paymentId: Hex, from: Account = portal): Promise<Hex> {
      return await house.send(from, 'PAYMENT_DEEMED', { invoiceId, paymentId }, toSubscriber(invoiceId));
    },
    async reverse(invoiceId: Hex, paymentId: Hex, reason = 1, from: Account = portal): Promise<Hex> {
      return await house.send(from, 'PAYMENT_REVERSED', { invoiceId, paymentId, reason }, toSubscriber(invoiceId));
    },
    async carry(invoiceId: Hex, from: Account = issuer): Promise<Hex> {
      return await house.send(from, 'CARRY', { invoiceId }, toSubscriber(invoiceId));
    },
    async withdraw(data: BlockData['VOID'], from: Account = issuer): Promise<Hex> {
      return await house.send(from, 'VOID', data, toSubscriber(data.invoiceId));
    },
    async order(contractId: Hex, amount: Opening, from: Account = issuer): Promise<Hex> {
      const value = { contractId, commitment: commit(amount.value, amount.blinding), envelope: '0x' as const };
      return await house.create(from, 'REFUND_ORDER', value, toSubscriber(contractId));
    },
    async refund(orderId: Hex, amount: Opening, reference: string, from: Account = portal): Promise<Hex> {
      const said = { orderId, paymentReference: idOf(reference), paidAt: before };
      const data = proveRefund({ networkHash: DOMAIN.networkHash, ledger: address }, said, amount, freshNonces());
      return await house.send(from, 'REFUND', data, toSubscriber(orderId));
    },
  };
}
