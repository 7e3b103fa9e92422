import type { Account } from '../../../core/domain/ledger/account.ts';
import { commit, mod, type Point } from '../../../core/domain/crypto/commitment.ts';
import { periodOf } from '../../../core/domain/billing/period.ts';
import type { InvoiceData, MeteredLine } from '../../../core/domain/ledger/block-data.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { invoiceIdOf } from '../../../core/domain/ledger/ids.ts';
import { LABEL, RESOURCE } from '../../../core/domain/ledger/kinds.ts';
import { bytesOf, idOf } from './accounts.ts';
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

/** INVOICE data with one upkeep line of 1,000 whole minor units, unless told otherwise. */
export const upkeep: Opening = { value: 1_000_000n, blinding: blindingOf('upkeep') };
export function invoiceData(contractId: Hex, change: Partial<InvoiceData> = {}): InvoiceData {
  return {
    contractId,
    period: PERIOD,
    series: 0,
    dueDate: 1_800_000_000n,
    metered: [],
    declared: [declared(LABEL.upkeep, upkeep)],
    envelope: '0x0102',
    ...change,
  };
}

/** Ways to bill on one of the two ledgers. */
export function biller(house: House, issuer: Account, subscriber: Account, ledger: LedgerName) {
  const idFor = (data: InvoiceData): Hex => invoiceIdOf(issuer.address, data.contractId, data.period, data.series);
  return {
    idFor,
    async issue(data: InvoiceData, from: Account = issuer, to: Account = subscriber): Promise<Hex> {
      return await house.send(from, 'INVOICE', data, { ledger, to: to.address });
    },
    async pay(invoiceId: Hex, amount: Opening, reference: string, from: Account = house.portal): Promise<Hex> {
      const value = {
        invoiceId,
        commitment: commit(amount.value, amount.blinding),
        paymentReference: idOf(reference),
        envelope: '0x' as const,
      };
      return await house.create(from, 'PAYMENT', value, { ledger, to: issuer.address, subject: invoiceId });
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
  };
}
