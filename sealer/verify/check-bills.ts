import {
  addPoints,
  commit,
  equalPoints,
  INFINITY,
  isOnCurve,
  multiplyPoint,
  subtractPoints,
  type Point,
} from '../../core/domain/crypto/commitment.ts';
import { changeRates, type RateFact } from '../../core/domain/billing/change-rates.ts';
import { rateOver } from '../../core/domain/billing/rates/rate-over.ts';
import type { Rate } from '../../core/domain/billing/tariff.ts';
import type { BlockData, MeteredLine } from '../../core/domain/ledger/block-data.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { InternalBlock } from '../../core/domain/ledger/internal-block.ts';
import { channelOf, invoiceIdOf } from '../../core/domain/ledger/ids.ts';
import type { FactOf } from '../../core/domain/ledger/read-fact.ts';
import type { MeterHistory } from './meter-history.ts';

/** A register that a frame fixed: bills may begin and end with it. */
export type Register = { channel: Hex; sequence: bigint; time: bigint; commitment: Point; link: Hex };

/**
 * The arithmetic of every bill, done again from the recorded blocks alone: C_total = Σ rate × (C_close − C_open) + Σ C_declared, and the outstanding after each
 * payment. What the ledger holds is only compared with it.
 */
export type BillChecker = {
  readonly bills: number;
  /** A first or closing register of a channel, or one behind which a meter was handed over. */
  register(register: Register): void;
  /**
   * @param block who says it, and to whom
   * @returns the invoice whose outstanding moved, and to what
   * @throws InputError BILL_REGISTER, BILL_ORDER, BILL_PARTIES, BILL_RATE, BILL_UNKNOWN, BILL_SETTLEMENT, POINT_INVALID, METER_UNKNOWN, and those of `changeRates`
   */
  take(ledger: Hex, block: InternalBlock, fact: BillFact): Moved | undefined;
};

/** Recorded facts that bills follow from. */
export type BillFact = RateFact | FactOf<'INVOICE' | 'PAYMENT' | 'RECEIPT'>;
/** The invoice whose outstanding a block moved, and to what. */
export type Moved = { invoiceId: Hex; outstanding: Point };

export function createBillChecker(meters: MeterHistory): BillChecker {
  const registers = new Map<string, Register>();
  const firsts = new Map<Hex, bigint>();
  const rates = new Map<string, Rate[]>();
  const billed = new Map<string, bigint>();
  const outstanding = new Map<string, Point>();
  let bills = 0;

  const checkRegister = ({ channel, sequence, time, commitment, link }: Register): void => {
    const known = registers.get(`${channel}:${sequence}`);
    const isSame = known?.time === time && known.link === link && equalPoints(known.commitment, commitment);
    if (!isSame) {
      throw new InputError('BILL_REGISTER', `No frame ${sequence} of channel ${channel} fixed the register of a bill.`);
    }
  };

  const lineOf = (ledger: Hex, { from, to }: InternalBlock, line: MeteredLine): Point => {
    const meter = meters.meter(line.meterId);
    const channel = channelOf(line.meterId, line.obis);
    const tenure = meters.ownerOfLine(line.meterId, channel, line);
    if (meter.provider !== from || tenure?.owner !== to) {
      throw new InputError('BILL_PARTIES', `Meter ${line.meterId} is not one that ${from} served for ${to} then.`);
    }
    const { openSequence, openTime, closeSequence, closeTime } = line;
    const open = { sequence: openSequence, time: openTime, commitment: line.open, link: line.openLink };
    const close = { sequence: closeSequence, time: closeTime, commitment: line.close, link: line.closeLink };
    checkRegister({ channel, ...open });
    checkRegister({ channel, ...close });
    const key = `${ledger}:${channel}`;
    const before = billed.get(key) ?? firsts.get(channel) ?? 0n;
    // What nobody was billed for before a handover stays so.
    const begins = before < tenure.first ? tenure.first : before;
    if (line.closeSequence <= line.openSequence || line.openSequence !== begins) {
      throw new InputError(
        'BILL_ORDER',
        `A line of channel ${channel} begins with ${line.openSequence}, not ${begins}.`,
      );
    }
    billed.set(key, line.closeSequence);
    const query = { provider: from, resource: meter.resource, zone: line.zone };
    const list = rates.get(rateKey(from, meter.resource, line.zone)) ?? [];
    if (line.closeTime <= line.openTime || list[0] === undefined || list[0].validFrom > line.openTime)
      throw new InputError('BILL_RATE', `No rate of ${from} covers a line of channel ${channel}.`);
    const { rate } = rateOver(list, { ...query, from: line.openTime, to: line.closeTime });
    return multiplyPoint(subtractPoints(onCurve(line.close), onCurve(line.open)), rate);
  };

  const owed = (key: string, invoiceId: Hex): Point => {
    const point = outstanding.get(key);
    if (point === undefined) throw new InputError('BILL_UNKNOWN', `No invoice ${invoiceId} was issued before.`);
    return point;
  };

  const change = (issuer: Hex, fact: RateFact): undefined => {
    const key = rateKey(issuer, fact.data.resource, fact.data.zone);
    rates.set(key, changeRates(rates.get(key) ?? [], issuer, fact));
  };
  const issue = (ledger: Hex, block: InternalBlock, invoice: BlockData['INVOICE']): Moved => {
    const invoiceId = invoiceIdOf(block.from, invoice.contractId, invoice.period, invoice.series);
    let total = INFINITY;
    for (const { commitment } of invoice.declared) total = addPoints(total, onCurve(commitment));
    for (const line of invoice.metered) total = addPoints(total, lineOf(ledger, block, line));
    outstanding.set(`${ledger}:${invoiceId}`, total);
    bills++;
    return { invoiceId, outstanding: total };
  };
  const pay = (ledger: Hex, { invoiceId, commitment }: BlockData['PAYMENT']): Moved => {
    const key = `${ledger}:${invoiceId}`;
    const rest = subtractPoints(owed(key, invoiceId), onCurve(commitment));
    outstanding.set(key, rest);
    return { invoiceId, outstanding: rest };
  };
  const settle = (ledger: Hex, { invoiceId, settles, opening }: BlockData['RECEIPT']): Moved => {
    const rest = owed(`${ledger}:${invoiceId}`, invoiceId);
    if (settles && !equalPoints(rest, commit(0n, opening)))
      throw new InputError('BILL_SETTLEMENT', `Invoice ${invoiceId} is called settled, but is not opened to zero.`);
    return { invoiceId, outstanding: rest };
  };

  return {
    get bills() {
      return bills;
    },
    register(register) {
      registers.set(`${register.channel}:${register.sequence}`, register);
      if (!firsts.has(register.channel)) firsts.set(register.channel, register.sequence);
    },
    take(ledger, block, fact) {
      switch (fact.kind) {
        case 'RATE':
        case 'RATE_WITHDRAW':
          return change(block.from, fact);
        case 'INVOICE':
          return issue(ledger, block, fact.data);
        case 'PAYMENT':
          return pay(ledger, fact.data);
        case 'RECEIPT':
          return settle(ledger, fact.data);
        default:
          return fact satisfies never;
      }
    },
  };
}

/** Without this a ledger that lets any pair of numbers pass would end the verifier instead of being accused. */
function onCurve(point: Point): Point {
  if (!isOnCurve(point)) throw new InputError('POINT_INVALID', `(${point.x}, ${point.y}) is no commitment.`);
  return point;
}

function rateKey(issuer: Hex, resource: number, zone: number): string {
  return `${issuer}:${resource}:${zone}`;
}
