import { nextPeriod, periodStart } from '../../../core/domain/billing/period.ts';
import { AMOUNT_PER_MINOR } from '../../../core/domain/billing/money.ts';
import { channelOf, obisFromText } from '../../../core/domain/ledger/ids.ts';
import { FLAG, RESOURCE } from '../../../core/domain/ledger/kinds.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { startRegisters } from '../../../sandbox/meters/house-registers.ts';
import type { HousePlan } from '../house-plan.ts';
import { periodsOf } from './world-spec.ts';
import { countMonth, type Counting } from './count-month.ts';
import { enterAbsence, issueAnew, writeAnsweredLetter, writeLetter } from './events.ts';
import type { Past } from './past.ts';
import { invoiceOf, openKnownBill, payBills, type KnownBill } from './people.ts';
import { beginHandReading, readByHand } from './read-by-hand.ts';
import { replaceMeter } from './replace-meter.ts';
import { changesOf, rolesOf, seededBytes, seededHouse, seededProfiles } from './seeded-house.ts';

const HOUR = 3_600n;
const DAY = 24n * HOUR;
/** On these days of a month bills are paid; each flat has its own. */
const PAY_DAYS = [4n, 7n, 10n];
const CONTRACTS = 3;
/** Months whose days are told one by one, so that there is something to see. */
const DAILY_MONTHS = 2;
/** Months of which one flat pays nothing. */
const OVERDUE_MONTHS = 3;

/**
 * Every month of the past: meters count, gateway and collector bring it to the ledger, the billers bill, the people pay. In the last months something happens.
 * @param raise tells the billers the rates of a month that begins soon
 * @returns what the meters show at the end
 */
export async function writeMonths(
  past: Past,
  { raise, onMonth }: { raise: (period: number) => Promise<void>; onMonth: (done: number) => void },
): Promise<Counting> {
  const { spec, timeZone, plan } = past;
  const periods = periodsOf(spec);
  const { house } = seededHouse(spec, false);
  const counting: Counting = { registers: startRegisters(house), hours: 0 };
  const uses = seededProfiles(spec, plan.house, (periods[0] ?? 1) % 100);
  const byHand = beginHandReading();
  const last = periods.length - 1;
  const at = (back: number): number => Math.max(0, last - back);
  const replacedIn = Math.ceil(last / 2);

  for (const [index, period] of periods.entries()) {
    if (changesOf(spec).includes(nextPeriod(period))) await raise(nextPeriod(period));
    const ways = { ...uses, period, timeZone, spoolDir: plan.spoolDir, isDaily: last - index < DAILY_MONTHS };
    const from = index === replacedIn ? await replaceMeter(past, counting, ways) : undefined;
    const now = seededHouse(spec, index >= replacedIn);
    const end = periodStart(nextPeriod(period), timeZone);
    if (index === at(2)) {
      past.moveTo(end - 5n * DAY);
      enterAbsence(past, period);
    }
    past.moveTo(end + 3n * HOUR);
    countMonth({ ...ways, house: now.house, counting, ...(from === undefined ? {} : { from }) });
    await readByHand(past, byHand, index === 0 ? [periodStart(period, timeZone), end] : [end]);
    await untilClosed(past, now, end);
    const billed = await untilBilled(past, period);
    const bills = index === at(3) ? await issueAnew(past, billed, period) : billed;
    for (const [number, day] of PAY_DAYS.entries()) {
      const payers = plan.house.premises.filter(({ premise }) => payDayOf(spec.seed, premise, period) === number);
      if (payers.length === 0) continue;
      past.moveTo(end + (day - 1n) * DAY + 18n * HOUR);
      const due = payers.map(({ flat, premise }) => ({
        premise,
        payments: bills
          .filter((bill) => bill.premise === premise)
          .flatMap((bill) => paymentsOf(past, bill, flat, index)),
      }));
      await Promise.all(due.map(({ premise, payments }) => payBills(past, premise, payments)));
      await untilReceipted(
        past,
        due.flatMap(({ payments }) => payments),
      );
    }
    if (index === at(1)) await writeAnsweredLetter(past, end + 11n * DAY);
    onMonth(index + 1);
  }
  // By now, or by the end of the month behind a past that ended long ago.
  const over = periodStart(nextPeriod(nextPeriod(spec.until)), timeZone);
  const today = past.machineNow() < over ? past.machineNow() : over;
  await writeLetter(past, today - 2n * DAY, 'The lamp on our floor has been out for a week. When is it mended?');
  return counting;
}

function payDayOf(seed: number, premise: string, period: number): number {
  return (seededBytes(seed, `pays ${premise} ${period}`, 1)[0] ?? 0) % PAY_DAYS.length;
}

type Paid = { invoiceId: Hex; amount: bigint };

/** What a flat pays of a bill: all of it, unless the story of its flat is another. */
function paymentsOf({ spec }: Past, bill: KnownBill, flat: number, index: number): Paid[] {
  const { overdue, partPaid, writes } = rolesOf(spec);
  const last = spec.months - 1;
  if (bill.total <= 0n) return [];
  if (flat === overdue && last - index < OVERDUE_MONTHS) return [];
  // The last bills of the flat whose pages are looked at first are left to whoever looks.
  if (flat === writes && index === last) return [];
  const isPart = flat === partPaid && index === last - 1 && bill.resource === RESOURCE.electricity;
  const half = (bill.total / 2n / AMOUNT_PER_MINOR) * AMOUNT_PER_MINOR;
  return [{ invoiceId: bill.invoiceId, amount: isPart ? half : bill.total }];
}

async function untilClosed(past: Past, { meters, house }: HousePlan, end: bigint): Promise<void> {
  const hangs = new Set(house.meters.map(({ name }) => name));
  const channels = meters
    .filter(({ name, device }) => device === 'gateway' && hangs.has(name))
    .flatMap(({ name, obis }) => obis.map((code) => channelOf(past.meterIds.get(name) ?? '0x', obisFromText(code))));
  let seen = 0;
  const closed = new Set<Hex>();
  await past.until('the month is closed on every channel', () => {
    const { frames } = past.view;
    for (const { flags, time, channel } of frames.slice(seen))
      if ((flags & FLAG.periodClose) !== 0 && time === end) closed.add(channel);
    seen = frames.length;
    return channels.every((one) => closed.has(one)) ? true : undefined;
  });
}

async function untilBilled(past: Past, period: number): Promise<KnownBill[]> {
  const expected = past.plan.house.premises.length * CONTRACTS;
  const found = await past.until(`the bills of ${period}`, () => {
    const bills = past.view.ofKind('INVOICE').filter((one) => invoiceOf(one).period === period);
    return bills.length >= expected ? bills : undefined;
  });
  return Promise.all(found.map((one) => openKnownBill(past, one)));
}

async function untilReceipted(past: Past, payments: readonly Paid[]): Promise<void> {
  const wanted = payments.map(({ invoiceId }) => invoiceId);
  await past.until('every payment has its receipt', () => {
    const receipted = new Set(past.view.ofKind('RECEIPT').map(({ block }) => block.subject));
    return wanted.every((one) => receipted.has(one)) ? true : undefined;
  });
}
