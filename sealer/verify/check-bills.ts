import type { PayableFact } from '../../core/domain/billing/payables/apply-payable.ts';
import {
  addPoints,
  equalPoints,
  INFINITY,
  multiplyPoint,
  subtractPoints,
  type Point,
} from '../../core/domain/crypto/commitment.ts';
import { changeRates, type RateFact } from '../../core/domain/billing/rates/change-rates.ts';
import { rateOver } from '../../core/domain/billing/rates/rate-over.ts';
import type { Rate } from '../../core/domain/billing/rates/tariff.ts';
import type { BlockData, MeteredLine } from '../../core/domain/ledger/block-data.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { InternalBlock } from '../../core/domain/ledger/internal-block.ts';
import { channelOf } from '../../core/domain/ledger/ids.ts';
import type { Held } from './check-outstanding.ts';
import { createPayableChecker, onCurve } from './check-payables.ts';
import type { MeterHistory } from './meter-history.ts';

/** A register that a frame fixed: bills may begin and end with it. */
export type Register = { channel: Hex; sequence: bigint; time: bigint; commitment: Point; link: Hex };

/**
 * The arithmetic of every bill, done again from the recorded blocks alone: C_total = Σ rate × (C_close − C_open) + Σ C_declared + C_account, and what is owed after
 * each block. What the ledger holds is only compared with it.
 */
export type BillChecker = {
  readonly bills: number;
  /** A first or closing register of a channel, or one behind which a meter was handed over. */
  register(register: Register): void;
  /**
   * @returns what is owed where it moved
   * @throws InputError BILL_REGISTER, BILL_ORDER, BILL_PARTIES, BILL_RATE, METER_UNKNOWN, those of `changeRates` and of `createPayableChecker`
   */
  take(said: SaidBill): Held[];
};

/** Recorded facts that bills follow from. */
export type BillFact = RateFact | PayableFact;
/** One of them: in which ledger, who says it to whom, in a block of which time. */
export type SaidBill = { ledger: Hex; block: InternalBlock; digest: Hex; time: bigint; fact: BillFact };

export function createBillChecker(networkHash: Hex, meters: MeterHistory): BillChecker {
  const registers = new Map<string, Register>();
  const firsts = new Map<Hex, bigint>();
  const rates = new Map<string, Rate[]>();
  const billed = new Map<string, bigint>();
  const payables = createPayableChecker(networkHash);
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

  const change = (issuer: Hex, fact: RateFact): Held[] => {
    const key = rateKey(issuer, fact.data.resource, fact.data.zone);
    rates.set(key, changeRates(rates.get(key) ?? [], issuer, fact));
    return [];
  };
  const linesOf = (ledger: Hex, block: InternalBlock, invoice: BlockData['INVOICE']): Point => {
    let sum = INFINITY;
    for (const { commitment } of invoice.declared) sum = addPoints(sum, onCurve(commitment));
    for (const line of invoice.metered) sum = addPoints(sum, lineOf(ledger, block, line));
    bills++;
    return sum;
  };
  /** What was billed is billable again. Its newest line comes first: two of them may follow each other. */
  const unbill = (ledger: Hex, { invoiceId, ranges }: BlockData['VOID']): void => {
    for (const { channel, openSequence, closeSequence } of ranges.toReversed()) {
      const key = `${ledger}:${channel}`;
      if (billed.get(key) !== closeSequence)
        throw new InputError('BILL_ORDER', `Invoice ${invoiceId} is withdrawn, but is not the last of ${channel}.`);
      billed.set(key, openSequence);
    }
  };

  return {
    get bills() {
      return bills;
    },
    register(register) {
      registers.set(`${register.channel}:${register.sequence}`, register);
      if (!firsts.has(register.channel)) firsts.set(register.channel, register.sequence);
    },
    take({ ledger, block, digest, time, fact }) {
      if (fact.kind === 'RATE' || fact.kind === 'RATE_WITHDRAW') return change(block.from, fact);
      const said = { ledger, digest, from: block.from, time, fact };
      if (fact.kind === 'INVOICE') return payables.take({ ...said, lines: linesOf(ledger, block, fact.data) });
      const held = payables.take(said);
      if (fact.kind === 'VOID') unbill(ledger, fact.data);
      return held;
    },
  };
}

function rateKey(issuer: Hex, resource: number, zone: number): string {
  return `${issuer}:${resource}:${zone}`;
}
