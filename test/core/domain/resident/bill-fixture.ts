import { paymentData } from '../../../support/payment-data.ts';
import { accountFromMnemonic } from '../../../../core/domain/ledger/account.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import { linesByTerms, shareOfPeriod } from '../../../../core/domain/billing/bill-lines.ts';
import { draftBill } from '../../../../core/domain/billing/bill-draft.ts';
import type { BillDraft, OpenedReading } from '../../../../core/domain/billing/bill-draft.ts';
import { encodeBill } from '../../../../core/domain/billing/bill.ts';
import { encodePayment, encodeReceipt, settlementOpening } from '../../../../core/domain/billing/bill-settle.ts';
import { commit, subtractPoints } from '../../../../core/domain/crypto/commitment.ts';
import type { ContractTerms } from '../../../../core/domain/billing/contract-terms.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import type { BlockData } from '../../../../core/domain/ledger/block-data.ts';
import { deviceIdOf, deviceSigner } from '../../../../core/domain/crypto/device-signature.ts';
import { periodKeyContext } from '../../../../core/domain/crypto/envelope-context.ts';
import { sealEnvelope, type Addressee } from '../../../../core/domain/crypto/envelope.ts';
import {
  batchMessage,
  encodeFrame,
  frameDomain,
  frameHash,
  linkOf,
  ZERO_LINK,
} from '../../../../core/domain/reading/frame.ts';
import { toHex, ZERO_32 } from '../../../../core/domain/bytes/hex.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { channelOf, obisFromText } from '../../../../core/domain/ledger/ids.ts';
import { internalBlockDigest, signBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { FLAG, KIND } from '../../../../core/domain/ledger/kinds.ts';
import { domainOf, type Network } from '../../../../core/domain/ledger/network.ts';
import { frameKeys, sealFrame } from '../../../../core/domain/reading/payload.ts';
import { periodStart } from '../../../../core/domain/billing/period.ts';
import type { BillEvidence } from '../../../../core/domain/resident/check/bill-evidence.ts';
import type { OwnFrame } from '../../../../core/domain/reading/open-readings.ts';
import type { Recorded } from '../../../../core/domain/resident/recorded.ts';
import { rulesAt } from '../../../../core/domain/billing/tariff-rules.ts';
import type { CarriedPeriodKey } from '../../../../core/domain/sealed/carried-envelope.ts';
import { contextOf } from '../../../support/context-of.ts';
import type { DataKind } from '../../../../core/domain/ledger/fact-table.ts';

const PHRASES = {
  company: 'legal winner thank year wave sausage worth useful legal winner thank yellow',
  portal: 'letter advice cage absurd amount doctor acoustic avoid letter advice cage above',
  provider: 'zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong',
  subscriber: 'test test test test test test test test test test test junk',
};
export type Actor = keyof typeof PHRASES;
export const actors: Record<Actor, Account> = {
  company: accountFromMnemonic(PHRASES.company),
  portal: accountFromMnemonic(PHRASES.portal),
  provider: accountFromMnemonic(PHRASES.provider),
  subscriber: accountFromMnemonic(PHRASES.subscriber),
};

const address = (byte: number): Hex => `0x${byte.toString(16).padStart(2, '0').repeat(20)}`;

export const network: Network = {
  name: 'test',
  chainId: 53278n,
  salt: `0x${'5a'.repeat(32)}`,
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  seal: { address: actors.company.address, targetBits: 4 },
  company: actors.company.address,
  portal: actors.portal.address,
  witnesses: [],
  contracts: {
    participants: address(1),
    meters: address(2),
    tariffs: address(3),
    premises: address(7),
    contractLedger: address(4),
    billingLedger: address(5),
    readingLedger: address(6),
  },
};

export const PERIOD = 202610;
/** 0.00473 of the currency unit per Wh. */
export const RATE = 4_730_000_000n;
const PRICE = { resource: 1, zone: 0, mantissa: 473n, exponent: -5, validFrom: 1_700_000_000n };
export const METER: Hex = `0x${'3e'.repeat(32)}`;
export const CONTRACT: Hex = `0x${'c7'.repeat(32)}`;
export const OBIS = obisFromText('1-0:1.8.0*255');
export const device = deviceSigner(1, new Uint8Array(32).fill(9));
export const periodKeys = { 202609: new Uint8Array(32).fill(1), [PERIOD]: new Uint8Array(32).fill(2) };

/** What a test makes otherwise in one frame. */
type FrameChange = { periodKey?: Uint8Array; time?: bigint; sequence?: bigint; flags?: number };

let clock = 1_793_000_000n;

/** Long before any bill. */
export const EARLIER = 1_700_000_000n;

/** An internal block as its ledger would record it. */
export function record<K extends DataKind>(
  kind: K,
  from: Actor,
  to: Actor,
  ledger: keyof Network['contracts'],
  subject: Hex,
  data: BlockData[K],
  timestamp = clock++,
): Recorded {
  const signed = signBlock({
    domain: domainOf(network),
    ledger: network.contracts[ledger],
    signer: actors[from],
    to: actors[to].address,
    kind: KIND[kind],
    subject,
    data: encodeData(kind, data),
    timestamp,
  });
  return { digest: internalBlockDigest(domainOf(network), signed.ledger, signed.block), position: 3n, signed };
}

/** Seals as the sender of a payable does, on the providers' ledger. */
export function seal(
  kind: 'INVOICE' | 'PAYMENT' | 'RECEIPT',
  from: Actor,
  subject: Hex,
  content: Uint8Array,
  addressees: readonly Addressee[],
): Promise<Hex> {
  const context = contextOf(network, actors[from], kind, { ledger: 'billingLedger', subject });
  return sealEnvelope({ content, addressees, context });
}

/** The meter's key of a period as its device announces it. */
export async function periodKeyOf(
  period: number,
  key: Uint8Array,
  addressees: readonly Addressee[],
): Promise<CarriedPeriodKey> {
  const place = { deviceId: deviceIdOf(device.key), meterId: METER, period };
  const context = periodKeyContext(network, place);
  return { ...place, envelope: await sealEnvelope({ content: key, addressees, context }) };
}

/** Register values of one channel, in order: the opening at the start of the period, days, and the close at its end. */
export function makeFrames(values: readonly bigint[], change: (index: number) => FrameChange = () => ({})): OwnFrame[] {
  const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
  const start = periodStart(PERIOD, network.timeZone);
  const end = periodStart(PERIOD + 1, network.timeZone);
  const frames: OwnFrame[] = [];
  let previous = ZERO_LINK;
  for (const [index, mantissa] of values.entries()) {
    const first = index === 0;
    const last = index === values.length - 1;
    const { periodKey, ...header } = change(index);
    const { frame, ciphertext } = sealFrame({
      periodKey: periodKey ?? (first ? periodKeys[202609] : (periodKeys[PERIOD] ?? new Uint8Array(32))),
      header: {
        algorithm: 1,
        flags: first || last ? FLAG.periodClose : 0,
        domain,
        channel: channelOf(METER, OBIS),
        sequence: BigInt(index + 1),
        time: last ? end : start + BigInt(index) * 86_400n,
        previous,
        ...header,
      },
      payload: { kind: 'single', exponent: 0, mantissa },
    });
    frames.push({ meterId: METER, obis: OBIS, frame, ciphertext });
    previous = linkOf(toHex(frameHash(encodeFrame(frame))));
  }
  return frames;
}

export function signFrames(frames: readonly OwnFrame[]): BillEvidence['batches'] {
  const hashes = frames.map(({ frame }) => frameHash(encodeFrame(frame)));
  return [
    { deviceId: deviceIdOf(device.key), signature: device.sign(batchMessage(hashes)), frameHashes: hashes.map(toHex) },
  ];
}

export const terms: ContractTerms = {
  version: '1',
  resource: '1',
  provider: actors.provider.address,
  subscriber: actors.subscriber.address,
  meterIds: [METER],
  zones: '1',
  unit: '1',
  exponent: '0',
  area: '54.30',
  residents: '2',
  norm: null,
  installation: 'possible',
  from: '2026-01-01',
};

export type BillWorld = { evidence: BillEvidence; draft: BillDraft };

/** A paid and receipted electricity bill with everything that servers hand over about it, except the ledger proof; by the one published rate unless told otherwise. */
export async function billWorld(rate = RATE): Promise<BillWorld> {
  const { frames, draft } = draftOf([10_000n, 12_345n, 230_456n], rate);
  const readers = [actors.subscriber, actors.provider];
  const envelope = await seal('INVOICE', 'provider', CONTRACT, encodeBill(draft.content), readers);
  const invoice = record('INVOICE', 'provider', 'subscriber', 'billingLedger', CONTRACT, {
    ...draft.invoiceData,
    envelope,
  });
  const payment = { amount: draft.total, blinding: 77n };
  const paid = await paymentOf(draft, payment, `0x${'1f'.repeat(32)}`);
  return {
    draft,
    evidence: {
      invoice,
      issuer: actors.provider.address,
      terms,
      proof: undefined,
      meters: [{ recorded: meterRecord(), device: device.key }],
      rates: [record('RATE', 'provider', 'company', 'tariffs', ZERO_32, PRICE, EARLIER)],
      frames,
      batches: signFrames(frames),
      periodKeyEnvelopes: await Promise.all(
        Object.entries(periodKeys).map(([period, key]) => periodKeyOf(Number(period), key, readers)),
      ),
      payments: [paid],
      receipts: [await receiptOf(draft, paid.digest, [payment])],
      acts: [],
    },
  };
}

/** What the portal records of a payment, which resident and provider may read. */
export async function paymentOf(
  { invoiceId }: BillDraft,
  { amount, blinding }: { amount: bigint; blinding: bigint },
  paymentReference: Hex,
): Promise<Recorded> {
  const content = encodePayment({ amount, blinding, orderId: 'order-1', purpose: 'Electricity 10.2026' });
  const envelope = await seal('PAYMENT', 'portal', invoiceId, content, [actors.subscriber, actors.provider]);
  const place = { ledger: network.contracts.billingLedger, networkHash: domainOf(network).networkHash, invoiceId };
  const said = { amount, blinding, paymentReference, paidAt: 1_793_000_000n, envelope };
  return record('PAYMENT', 'portal', 'provider', 'billingLedger', invoiceId, paymentData({ ...place, ...said }));
}

/** An upkeep bill of the provider: area × rate, by the rules of a date. */
export async function upkeepWorld(rulesOn = '2026-11-01'): Promise<BillWorld> {
  const { evidence } = await billWorld();
  const upkeep: ContractTerms = { ...terms, resource: '6', meterIds: [], unit: '0' };
  const { of } = shareOfPeriod({ from: upkeep.from, period: PERIOD, timeZone: network.timeZone });
  const rules = rulesAt(rulesOn);
  let scalar = 5_000n;
  const draft = draftBill({
    contractId: CONTRACT,
    terms: upkeep,
    period: PERIOD,
    series: 0,
    registers: [],
    lines: linesByTerms({
      terms: upkeep,
      parts: [{ from: upkeep.from, days: of, rate: 32_150_000_000_000n }],
      of,
      rules,
    }),
    carriedIn: 0n,
    rules,
    currency: 'RUB',
    dueDate: 1_794_700_000n,
    randomScalar: () => scalar++,
  });
  const envelope = await seal('INVOICE', 'provider', CONTRACT, encodeBill(draft.content), [actors.subscriber]);
  const rate = { resource: 6, zone: 0, mantissa: 3215n, exponent: -2, validFrom: 1_700_000_000n };
  return {
    draft,
    evidence: {
      ...evidence,
      terms: upkeep,
      invoice: record('INVOICE', 'provider', 'subscriber', 'billingLedger', CONTRACT, {
        ...draft.invoiceData,
        envelope,
      }),
      rates: [record('RATE', 'provider', 'company', 'tariffs', ZERO_32, rate)],
      frames: [],
      batches: [],
      payments: [],
      receipts: [],
    },
  };
}

export async function receiptOf(
  draft: BillDraft,
  paymentId: Hex,
  payments: readonly { amount: bigint; blinding: bigint }[],
  change: { opening?: bigint; amount?: string } = {},
): Promise<Recorded> {
  const { opening, settles, outstanding } = settlementOpening({ ...draft, payments });
  const amount = change.amount ?? String(payments[0]?.amount ?? 0n);
  const content = encodeReceipt({
    version: '1',
    invoiceId: draft.invoiceId,
    paymentId,
    amount,
    total: String(draft.total),
    paid: amount,
    outstanding: String(outstanding),
    allocation: [amount],
  });
  return record('RECEIPT', 'provider', 'subscriber', 'billingLedger', draft.invoiceId, {
    invoiceId: draft.invoiceId,
    paymentId,
    settles,
    opening: change.opening ?? (settles ? opening : 0n),
    envelope: await seal('RECEIPT', 'provider', draft.invoiceId, content, [actors.subscriber]),
  });
}

export function meterRecord(
  from: Actor = 'company',
  deviceId = deviceIdOf(device.key),
  change: Partial<BlockData['METER_REGISTER']> = {},
): Recorded {
  return record('METER_REGISTER', from, 'company', 'meters', ZERO_32, {
    meterId: METER,
    owner: actors.subscriber.address,
    provider: actors.provider.address,
    resource: 1,
    unit: 1,
    exponent: 0,
    digits: 0,
    scale: 0,
    deviceId,
    verifiedUntil: 1_900_000_000n,
    obis: [OBIS],
    ...change,
  });
}

function draftOf(values: readonly bigint[], rate: bigint): { frames: OwnFrame[]; draft: BillDraft } {
  const frames = makeFrames(values);
  const open = readingOf(frames.at(0), values.at(0));
  const close = readingOf(frames.at(-1), values.at(-1));
  let scalar = 1_000n;
  const draft = draftBill({
    contractId: CONTRACT,
    terms,
    period: PERIOD,
    series: 0,
    registers: [{ meterId: METER, obis: OBIS, zone: 0, rate, open, close }],
    carriedIn: 0n,
    rules: rulesAt('2026-11-01'),
    currency: 'RUB',
    dueDate: 1_794_700_000n,
    randomScalar: () => scalar++,
  });
  return { frames, draft };
}

function readingOf(own: OwnFrame | undefined, value: bigint | undefined): OpenedReading {
  if (own === undefined || value === undefined) throw new Error('no frame');
  const { sequence, time, commitment } = own.frame;
  const periodKey = sequence === 1n ? periodKeys[202609] : (periodKeys[PERIOD] ?? new Uint8Array(32));
  const link = linkOf(toHex(frameHash(encodeFrame(own.frame))));
  const blinding = blindingOf(periodKey, own.frame.channel, sequence);
  return { sequence, time, link, point: commitment, value, blinding };
}

function blindingOf(periodKey: Uint8Array, channel: Hex, sequence: bigint): bigint {
  return frameKeys({ periodKey, channel, sequence }).blinding;
}

/** For tests that shift a commitment. */
export const shifted = (point: { x: bigint; y: bigint }): { x: bigint; y: bigint } =>
  subtractPoints(point, commit(1n, 0n));
