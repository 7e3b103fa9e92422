import { commit, INFINITY, type Point } from '../../../../core/domain/crypto/commitment.ts';
import { deviceIdOf, deviceSigner, type DeviceSigner } from '../../../../core/domain/crypto/device-signature.ts';
import { toHex, uintBytes, ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import type { InvoiceData, MeteredLine } from '../../../../core/domain/ledger/block-data.ts';
import { invoiceIdOf } from '../../../../core/domain/ledger/ids.ts';
import type { SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { FLAG, KIND } from '../../../../core/domain/ledger/kinds.ts';
import {
  batchMessage,
  encodeFrame,
  frameDomain,
  frameHash,
  linkOf,
  payloadHashOf,
  ZERO_LINK,
  type Frame,
} from '../../../../core/domain/reading/frame.ts';
import { encodeReadings } from '../../../../core/domain/reading/readings-data.ts';
import { slotsOfInvoice } from '../../../../core/domain/seal/invoice-proof.ts';
import { channelOf } from '../../../../core/domain/ledger/ids.ts';
import { paymentData } from '../../../support/payment-data.ts';
import { deviceData, meterData } from '../../support/meters.ts';
import {
  COMPANY,
  fact,
  FLAT,
  NETWORK,
  rawFact,
  STRANGER,
  word,
  type CheatingCompany,
  type Place,
} from './cheating-company.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';

export const METER: Hex = `0x${'4e'.repeat(32)}`;
export const OBIS: Hex = '0x0100010800ff';
export const CHANNEL = channelOf(METER, OBIS);
export const DEVICE = deviceSigner(1, uintBytes(0xd1, 32));
export const OTHER_DEVICE = deviceSigner(1, uintBytes(0xd2, 32));
export const DOMAIN = frameDomain(domainOf(NETWORK), NETWORK.contracts.readingLedger);
/** 5 × 10⁻³ of the currency unit, as an amount. */
const RATE = 5_000_000_000n;
/** A frame as its device made it, with number and link. */
export type WholeFrame = Frame & { ciphertext: Uint8Array };

export function register(device: DeviceSigner): SignedBlock {
  return rawFact('meters', KIND.DEVICE_REGISTER, deviceData(device.key));
}

export function meterOf(meterId: Hex, device: DeviceSigner): SignedBlock {
  const parties = { owner: FLAT.address, provider: COMPANY.address };
  return rawFact('meters', KIND.METER_REGISTER, meterData({ meterId, deviceId: deviceIdOf(device.key), ...parties }));
}

export function rateFrom(validFrom: bigint, mantissa = 5n): SignedBlock {
  return fact('tariffs', 'RATE', { resource: 1, zone: 0, mantissa, exponent: -3, validFrom });
}

/** The n-th frame of the flat's meter: 100 units later and 1,000 seconds later than the one before; the blinding is its number. */
export function frame(sequence: bigint, previous: Hex, over: Partial<Frame> = {}): WholeFrame {
  const time = 1_000n * sequence;
  const commitment = commit(100n * sequence, sequence);
  const ciphertext = new Uint8Array(26);
  const payloadHash = payloadHashOf(ciphertext);
  const head = { algorithm: 1 as const, flags: 0, domain: DOMAIN, channel: CHANNEL, sequence, time, previous };
  return { ...head, commitment, payloadHash, ciphertext, ...over };
}

export function hashOf(one: Frame): Uint8Array {
  return frameHash(encodeFrame(one));
}

/** By which the next frame names this one. */
export function linkTo(one: Frame): Hex {
  return linkOf(toHex(hashOf(one)));
}

/** @param signer who really signs */
export function readings(frames: WholeFrame[], device = DEVICE, signer = device): SignedBlock {
  const signature = signer.sign(batchMessage(frames.map(hashOf)));
  const data = encodeReadings([{ deviceId: deviceIdOf(device.key), signature, frames }]);
  return rawFact('readingLedger', KIND.READINGS, data);
}

export const FIRST = frame(1n, ZERO_LINK);
/** What the flat's bill begins and ends with. */
export const CLOSE = frame(2n, linkTo(FIRST), { flags: FLAG.periodClose });
export const THIRD = frame(3n, linkTo(CLOSE), { flags: FLAG.periodClose });

/** The flat has a meter with three registers that bills may use, and a rate from the beginning on. */
export async function meterFlat(company: CheatingCompany): Promise<void> {
  await company.record(register(DEVICE));
  await company.record(meterOf(METER, DEVICE));
  await company.record(rateFrom(0n));
  await company.record(readings([FIRST, CLOSE, THIRD]));
}

/** One hand's half of a handover of the flat's meter: the company's, unless told otherwise. */
export function transfer(
  owner: Hex,
  closing: WholeFrame | undefined = THIRD,
  over: { meterId?: Hex; signer?: typeof COMPANY; to?: Hex } = {},
): SignedBlock {
  const { meterId = METER, ...said } = over;
  const closings = closing === undefined ? [] : [toHex(encodeFrame(closing))];
  return fact('meters', 'METER_TRANSFER', { meterId, owner, estimated: false, closings, envelope: '0x' }, said);
}

/** The meter goes to the stranger, who is the portal too. */
export async function handOverFlat(company: CheatingCompany, closing = THIRD): Promise<Place> {
  await company.record(transfer(STRANGER.address, closing));
  return company.record(transfer(STRANGER.address, closing, { signer: STRANGER }));
}

export const LINE: MeteredLine = {
  meterId: METER,
  obis: OBIS,
  zone: 0,
  openSequence: 1n,
  openTime: FIRST.time,
  open: FIRST.commitment,
  openLink: linkTo(FIRST),
  closeSequence: 2n,
  closeTime: CLOSE.time,
  close: CLOSE.commitment,
  closeLink: linkTo(CLOSE),
};
/** Behind the handover. */
export const FOURTH = frame(4n, linkTo(THIRD), { flags: FLAG.periodClose });

/** Of the month after: from where the last bill ended. */
export const NEXT_LINE: MeteredLine = {
  ...LINE,
  openSequence: 2n,
  openTime: CLOSE.time,
  open: CLOSE.commitment,
  openLink: linkTo(CLOSE),
  closeSequence: 3n,
  closeTime: THIRD.time,
  close: THIRD.commitment,
  closeLink: linkTo(THIRD),
};
const DECLARED = { value: 55n, blinding: 3n };
/** What `LINE` and the declared amount come to, and the blinding of that. */
export const OWED = { value: RATE * 100n + DECLARED.value, blinding: RATE * 1n + DECLARED.blinding };
export const INVOICE_ID = invoiceIdOf(COMPANY.address, ZERO_32, 202610, 0);

export function invoice(
  over: Partial<MeteredLine> = {},
  parties: { signer?: typeof COMPANY; to?: Hex } = {},
  head: Partial<InvoiceData> = {},
): SignedBlock {
  const declared = [{ label: 1, commitment: commit(DECLARED.value, DECLARED.blinding) }];
  const metered = [{ ...LINE, ...over }];
  const fixed: InvoiceData = {
    contractId: ZERO_32,
    period: 202610,
    series: 0,
    dueDate: 0n,
    metered,
    declared,
    account: INFINITY,
    replaces: ZERO_32,
    envelope: '0x',
  };
  return fact('contractLedger', 'INVOICE', { ...fixed, ...head }, { to: FLAT.address, ...parties });
}

export function payment(value: bigint, blinding: bigint, invoiceId = INVOICE_ID): SignedBlock {
  const { contracts, portal } = NETWORK;
  const { networkHash } = domainOf(NETWORK);
  const amount = { ledger: contracts.contractLedger, networkHash, invoiceId, amount: value, blinding };
  const data = paymentData({ ...amount, paymentReference: ZERO_32, paidAt: 0n, payer: portal });
  return fact('contractLedger', 'PAYMENT', data);
}

/** That a bill is settled, by this payment where there is one. */
export function receipt(opening: bigint, paymentId: Hex = ZERO_32, invoiceId = INVOICE_ID): SignedBlock {
  return fact('contractLedger', 'RECEIPT', { invoiceId, paymentId, settles: true, opening, envelope: '0x' });
}

/** Records a fact about an invoice, and has the ledger hold this as its outstanding. */
export function recordOwing(company: CheatingCompany, signed: SignedBlock, owing: Point): Promise<Place> {
  const [x, y] = slotsOfInvoice(INVOICE_ID);
  if (x === undefined || y === undefined) throw new Error('an outstanding has two slots');
  const also = [company.store('contractLedger', x, word(owing.x)), company.store('contractLedger', y, word(owing.y))];
  return company.record(signed, { also });
}

/** The flat's honest bill. */
export function billFlat(company: CheatingCompany): Promise<Place> {
  return recordOwing(company, invoice(), commit(OWED.value, OWED.blinding));
}
