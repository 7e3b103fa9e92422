import type { BillContent, BillMeteredLine } from './bill.ts';
import type { DeclaredAmount } from './bill-lines.ts';
import { isEstimate } from './line-text.ts';
import { roundingOf } from './rounding.ts';
import { commit, mod, opens, type Point } from '../crypto/commitment.ts';
import type { ContractTerms } from './contract-terms.ts';
import type { InvoiceData } from '../ledger/block-data.ts';
import { InputError } from '../bytes/errors.ts';
import { ZERO_32, type Hex } from '../bytes/hex.ts';
import { invoiceIdOf, obisToText } from '../ledger/ids.ts';
import { LABEL } from '../ledger/kinds.ts';
import { localDate, nextPeriod, periodStart, startOfLocalDate } from './period.ts';
import type { BillingRules } from './tariff-rules.ts';

/** A register reading that its reader has opened: the ledger's point, what it is a commitment to, and the link of its frame. */
export type OpenedReading = {
  sequence: bigint;
  time: bigint;
  link: Hex;
  point: Point;
  value: bigint;
  blinding: bigint;
};
/** One billed register: where it stood and where it stands. */
export type BilledRegister = {
  meterId: Hex;
  obis: Hex;
  zone: number;
  rate: bigint;
  open: OpenedReading;
  close: OpenedReading;
};

export type BillDraft = {
  invoiceId: Hex;
  content: BillContent;
  /** Goes to the ledger together with the envelope of `content`. */
  invoiceData: Omit<InvoiceData, 'envelope'>;
  /** 10⁻¹² of the currency unit; whole minor units. */
  total: bigint;
  totalBlinding: bigint;
  readonly totalPoint: Point;
};

/**
 * Makes a bill: pure, and the same numbers for everyone. A contract with meters has one metered line per register (so one per zone). Every other line was priced
 * by the engine before.
 * @param lines what the issuer declares beside the metered lines and the rounding
 * @param account what the contract's account holds, and opens to: the bill takes it over
 * @param replaces the void invoice in whose place it comes
 * @param randomScalar a fresh blinding, 0 < b < n
 * @throws InputError READING_FALLS, READING_NOT_OPENED, READING_ORDER, BILL_NEGATIVE, NO_REGISTERS
 */
export function draftBill(args: {
  contractId: Hex;
  terms: ContractTerms;
  period: number;
  series: number;
  registers: readonly BilledRegister[];
  lines?: readonly DeclaredAmount[];
  carriedIn: bigint;
  account?: { value: bigint; blinding: bigint } | undefined;
  replaces?: Hex | undefined;
  rules: BillingRules;
  currency: string;
  dueDate: bigint;
  randomScalar: () => bigint;
}): BillDraft {
  const { terms, contractId, period, series } = args;
  const metered = args.registers.map((register) => meteredLine(register, terms));
  const isEstimated = args.lines?.some(({ code = '' }) => isEstimate(code)) === true;
  if (terms.meterIds.length > 0 && metered.length === 0 && !isEstimated) {
    throw new InputError(
      'NO_REGISTERS',
      `The contract ${contractId} counts by meters, but no register was given for ${period}.`,
    );
  }
  const lines = args.lines ?? [];
  const exact = [...metered.map((line) => BigInt(line.amount)), ...lines.map((line) => line.amount)].reduce(
    (a, b) => a + b,
    0n,
  );
  const account = args.account ?? { value: 0n, blinding: 0n };
  const { amount, carriedOut, total: ofLines } = roundingOf(exact, args.carriedIn);
  const total = ofLines + account.value;
  if (ofLines < 0n) {
    throw new InputError(
      'BILL_NEGATIVE',
      `The bill of ${contractId} for ${period} would be negative. Spread the recalculation over later periods.`,
    );
  }
  const declared = [
    ...lines,
    {
      label: LABEL.rounding,
      text: 'Rounding to whole minor units, carried forward',
      amount,
      code: undefined,
      derivation: undefined,
    },
  ].map((line) => ({
    ...line,
    blinding: mod(args.randomScalar()),
  }));
  const invoiceId = invoiceIdOf(terms.provider, contractId, period, series);
  const totalBlinding = mod(
    args.registers.reduce((sum, { rate, open, close }) => sum + rate * (close.blinding - open.blinding), 0n) +
      declared.reduce((sum, line) => sum + line.blinding, account.blinding),
  );
  const content: BillContent = {
    version: '1',
    invoiceId,
    contractId,
    issuer: terms.provider,
    subscriber: terms.subscriber,
    period: String(period),
    series: String(series),
    resource: terms.resource,
    currency: args.currency,
    metered,
    declared: declared.map((line) => ({
      label: String(line.label),
      text: line.text,
      amount: String(line.amount),
      blinding: String(line.blinding),
      ...(line.code === undefined ? {} : { code: line.code }),
      ...(line.derivation === undefined ? {} : { derivation: line.derivation }),
    })),
    account: { amount: String(account.value), blinding: String(account.blinding) },
    total: String(total),
    dueDate: String(args.dueDate),
    rounding: { carriedIn: String(args.carriedIn), carriedOut: String(carriedOut) },
    rules: args.rules.name,
  };
  const invoiceData = {
    contractId,
    period,
    series,
    dueDate: args.dueDate,
    metered: args.registers.map(({ meterId, obis, zone, open, close }) => ({
      meterId,
      obis,
      zone,
      openSequence: open.sequence,
      openTime: open.time,
      open: open.point,
      openLink: open.link,
      closeSequence: close.sequence,
      closeTime: close.time,
      close: close.point,
      closeLink: close.link,
    })),
    declared: declared.map((line) => ({ label: line.label, commitment: commit(line.amount, line.blinding) })),
    account: commit(account.value, account.blinding),
    replaces: args.replaces ?? ZERO_32,
  };
  return {
    ...{ invoiceId, content, invoiceData, total, totalBlinding },
    // The ledger computes it by itself: only who compares needs it here.
    get totalPoint() {
      return commit(total, totalBlinding);
    },
  };
}

function meteredLine(register: BilledRegister, terms: ContractTerms): BillMeteredLine {
  const { open, close } = register;
  const which = `register ${obisToText(register.obis)} of meter ${register.meterId}`;
  for (const reading of [open, close]) {
    if (!opens(reading.point, reading.value, reading.blinding)) {
      throw new InputError(
        'READING_NOT_OPENED',
        `Frame ${reading.sequence} of ${which} does not open to the value given for it.`,
      );
    }
  }
  if (close.sequence <= open.sequence || close.time <= open.time) {
    throw new InputError(
      'READING_ORDER',
      `The closing frame ${close.sequence} of ${which} is not after the opening frame ${open.sequence}.`,
    );
  }
  if (close.value < open.value) {
    throw new InputError(
      'READING_FALLS',
      `The ${which} falls between frames ${open.sequence} and ${close.sequence}. Registers only rise; check the meter.`,
    );
  }
  const volume = close.value - open.value;
  return {
    meterId: register.meterId,
    obis: register.obis,
    zone: String(register.zone),
    unit: terms.unit,
    exponent: terms.exponent,
    openSequence: String(open.sequence),
    openTime: String(open.time),
    openValue: String(open.value),
    closeSequence: String(close.sequence),
    closeTime: String(close.time),
    closeValue: String(close.value),
    volume: String(volume),
    rate: String(register.rate),
    amount: String(register.rate * volume),
  };
}

/**
 * When a bill is due: the end of the lawful day of the month after the period, and for a bill that was issued later than the law
 * asks, never less than the same number of days after it.
 * @param issuedAt unix seconds
 */
export function dueDateOf(args: { period: number; rules: BillingRules; issuedAt: bigint; timeZone: string }): bigint {
  const { rules, timeZone } = args;
  const after = nextPeriod(args.period);
  const lawful = startOfDay(periodStart(after, timeZone), rules.dueDay, timeZone);
  const notice = BigInt(rules.dueDay - rules.billDay);
  const later = startOfDay(args.issuedAt + notice * 86_400n, 1, timeZone);
  return lawful > later ? lawful : later;
}

/** One second before midnight that ends the day `day` days after (1 = the day itself). */
function startOfDay(time: bigint, day: number, timeZone: string): bigint {
  const inside = startOfLocalDate(localDate(time, timeZone), timeZone) + BigInt(day - 1) * 86_400n + 43_200n;
  return startOfLocalDate(localDate(inside + 86_400n, timeZone), timeZone) - 1n;
}
