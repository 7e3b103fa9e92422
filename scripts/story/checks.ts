import type { ChainClient } from '../../core/chain/chain-client.ts';
import { checkBillArithmetic } from '../../core/domain/billing/bill-commitments.ts';
import { rateOver } from '../../core/domain/billing/rates/rate-over.ts';
import { sumPoints } from '../../core/domain/crypto/commitment.ts';
import { decodeData, type InvoiceData, type MeteredLine } from '../../core/domain/ledger/block-data.ts';
import { deviceIdOf, verifyDeviceSignature } from '../../core/domain/crypto/device-signature.ts';
import { batchMessage } from '../../core/domain/reading/frame.ts';
import { type Hex } from '../../core/domain/bytes/hex.ts';
import { channelOf, invoiceIdOf } from '../../core/domain/ledger/ids.ts';
import { checkSignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { followsFrame } from '../../core/domain/reading/follows-frame.ts';
import type { LedgerView } from './ledger-view.ts';
import type { NetworkDomain } from '../../core/domain/ledger/network.ts';

/** What a check found wrong; an empty list is a pass. */
export type Faults = string[];

/** Every contract with two copies: each signed by its party, and equal subject hashes (S38). */
export function checkCopies(view: LedgerView, domain: NetworkDomain): Faults {
  const faults: Faults = [];
  const copies = Map.groupBy(view.ofKind('COPY'), ({ data }) => decodeData('COPY', data).contractId);
  for (const offer of view.ofKind('OFFER')) {
    const pair = copies.get(offer.digest) ?? [];
    const hashes = new Set(pair.map(({ data }) => decodeData('COPY', data).subjectHash));
    const parties = new Set(pair.map((copy) => copy.block.from));
    const due = new Set([offer.block.from, offer.block.to]);
    for (const copy of pair) checkSignedBlock(domain, copy);
    if (pair.length !== 2 || hashes.size !== 1 || parties.symmetricDifference(due).size !== 0) {
      faults.push(`contract ${offer.digest} has ${pair.length} copies with ${hashes.size} subject hashes`);
    }
  }
  return faults;
}

/** Every frame on the ledger: its device's signature, its place in the channel's chain, its meter's registration. */
export function checkFrames(view: LedgerView): Faults {
  const faults: Faults = [];
  const devices = new Map(
    view.ofKind('DEVICE_REGISTER').map(({ data }) => {
      const { algorithm, x, y } = decodeData('DEVICE_REGISTER', data);
      const key = { algorithm: algorithm === 1 ? 1 : 2, x: BigInt(x), y: BigInt(y) } as const;
      return [deviceIdOf(key), key] as const;
    }),
  );
  const deviceOfChannel = new Map(
    view.ofKind('METER_REGISTER').flatMap(({ data }) => {
      const { meterId, obis, deviceId } = decodeData('METER_REGISTER', data);
      return obis.map((code) => [channelOf(meterId, code), deviceId] as const);
    }),
  );
  for (const [batch, frames] of Map.groupBy(view.frames, (frame) => frame.batch)) {
    const device = devices.get(batch.deviceId);
    const message = batchMessage(frames.map(({ hash }) => hash));
    if (device === undefined || !verifyDeviceSignature(device, message, batch.signature))
      faults.push(`a batch of device ${batch.deviceId} is not signed by it`);
    for (const frame of frames) {
      const isOwn = deviceOfChannel.get(frame.channel) === batch.deviceId;
      if (!isOwn || followsFrame(frame.before, frame) !== 'follows')
        faults.push(`frame ${frame.sequence} of channel ${frame.channel} does not follow its chain`);
    }
  }
  return faults;
}

/**
 * Every invoice from public data alone: frames, rates and sums against what the contract keeps, which is the total less the commitments paid, or of one that was
 * withdrawn the lines that it took back.
 */
export async function checkBills(view: LedgerView, client: ChainClient): Promise<Faults> {
  const faults: Faults = [];
  const payments = view.ofKind('PAYMENT').map(({ data }) => decodeData('PAYMENT', data));
  const paid = new Map(
    [...Map.groupBy(payments, ({ invoiceId }) => invoiceId)].map(([id, list]) => [
      id,
      list.map(({ commitment }) => commitment),
    ]),
  );
  const voided = new Map(
    view.ofKind('VOID').map(({ data }) => {
      const { invoiceId, lines } = decodeData('VOID', data);
      return [invoiceId, lines];
    }),
  );
  const carried = new Set(view.ofKind('CARRY').map(({ data }) => decodeData('CARRY', data).invoiceId));
  for (const { block, data, ledgerName } of view.ofKind('INVOICE')) {
    const ledger = ledgerName === 'contractLedger' ? 'contractLedger' : 'billingLedger';
    const invoice = decodeData('INVOICE', data);
    const invoiceId = invoiceIdOf(block.from, invoice.contractId, invoice.period, invoice.series);
    const kept = await client.read.invoice(ledger, invoiceId);
    if (!kept) {
      faults.push(`invoice ${invoiceId} is not on its ledger`);
      continue;
    }
    try {
      const rates = await ratesOf(client, block.from, invoice);
      const closes = await closeHashesOf(client, invoice);
      // Of a carried bill the contract's account has what was left.
      const rest = carried.has(invoiceId) ? await client.read.account(ledger, invoice.contractId) : kept.outstanding;
      const left = [rest, ...(paid.get(invoiceId) ?? [])];
      const withdrawn = voided.get(invoiceId);
      checkBillArithmetic({
        invoiceData: invoice,
        rateOf: (line) => rates.get(line) ?? -1n,
        closeHashOnLedger: (channel, sequence) => closes.get(`${channel}:${sequence}`),
        ledgerTotal: sumPoints(withdrawn === undefined ? left : [withdrawn, invoice.account]),
      });
    } catch (error) {
      faults.push(`invoice ${invoiceId}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return faults;
}

async function ratesOf(client: ChainClient, issuer: Hex, invoice: InvoiceData): Promise<Map<MeteredLine, bigint>> {
  const rates = new Map<MeteredLine, bigint>();
  for (const line of invoice.metered) {
    const meter = await client.read.meter(line.meterId);
    const dated = await client.read.rates(issuer, meter?.resource ?? 0, line.zone);
    const query = { provider: issuer, resource: meter?.resource ?? 0, zone: line.zone };
    const list = dated.map((one) => ({ ...query, ...one }));
    rates.set(line, rateOver(list, { ...query, from: line.openTime, to: line.closeTime }).rate);
  }
  return rates;
}

async function closeHashesOf(client: ChainClient, invoice: InvoiceData): Promise<Map<string, Hex>> {
  const hashes = new Map<string, Hex>();
  for (const line of invoice.metered) {
    const channel = channelOf(line.meterId, line.obis);
    for (const sequence of [line.openSequence, line.closeSequence]) {
      const hash = await client.read.closeHash(channel, sequence);
      if (hash !== undefined) hashes.set(`${channel}:${sequence}`, hash);
    }
  }
  return hashes;
}

/** Every replica holds byte for byte the sealer's blocks and seals, and the same heads of all ledgers. */
export async function checkReplicas(sealer: ChainClient, replicas: readonly ChainClient[]): Promise<Faults> {
  const faults: Faults = [];
  const head = await sealer.headInfo();
  for (const [index, replica] of replicas.entries()) {
    for (let from = 0n; from <= head.number;) {
      const theirs = await replica.blockRecords(from, 100);
      const ours = await sealer.blockRecords(from, 100);
      const count = Math.min(theirs.length, ours.length);
      if (count === 0) {
        faults.push(`replica ${index + 1} lacks block ${from}`);
        break;
      }
      for (let i = 0; i < count; i++) {
        if (asText(theirs[i]) !== asText(ours[i]))
          faults.push(`replica ${index + 1} differs in block ${from + BigInt(i)}`);
      }
      from += BigInt(count);
    }
  }
  return faults;
}

function asText(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? member.toString() : member));
}
