import { loadBills, type LoadedBill } from '../../../app/web/src/resident/load/load-bills.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { RESOURCE } from '../../../core/domain/ledger/kinds.ts';
import { AMOUNT_PER_MINOR, parseAmount } from '../../../core/domain/billing/money.ts';
import { counts } from '../../../core/domain/billing/payables/payable-book.ts';
import { payBill } from '../../../sandbox/residents/pay-bill.ts';
import { until, type SandboxResident } from '../../../sandbox/residents/resident.ts';
import { contractsOf, MONTH } from '../house-month.ts';
import { acceptBill } from './accept-bill.ts';
import { putRight } from './enter-facts.ts';
import { untilLedgers, type Stage } from './stage.ts';

/** A bill as its own flat opened it; amounts in 10⁻¹² of the currency unit. */
export type BillResult = {
  invoiceId: Hex;
  resource: string;
  billed: string;
  paid: string;
  receipted: string;
  settled: boolean;
  /** The lines that the issuer declares. */
  declared: { label: string; amount: string }[];
  /** Each check that the resident's code ran, and its state. */
  checks: Record<string, string>;
};
export type FlatResult = { premise: string; billed: string; paid: string; receipted: string; bills: BillResult[] };

/** Bills come by themselves once the month is over; each resident opens, checks and pays them, and gets receipts (S41, S44, S45, S50, S51). */
export async function billHouse(stage: Stage): Promise<FlatResult[]> {
  const { progress, view, residents } = stage;
  const expected = [...residents.keys()].reduce((sum, premise) => sum + contractsOf(premise), 0);
  await progress.step(
    'Providers and the company bill the month; the contract computes the metered lines from commitments',
    (tick) =>
      untilLedgers(stage, 'every contract is billed', () => {
        const count = view
          .ofKind('INVOICE')
          .filter(({ data }) => decodeData('INVOICE', data).period === stage.period).length;
        tick(count, expected);
        return count >= expected ? count : undefined;
      }),
    (count) => `${count} invoices`,
  );
  await putRight(stage);
  await progress.step(
    'Residents open and check their bills and pay through the portal; issuers send receipts',
    async (tick) => {
      let done = 0;
      await Promise.all(
        [...residents.values()].map(async (resident) => {
          const bills = await until(`all bills of ${resident.person.premise} show`, async () => {
            const found = (await loadBills(resident)).filter(stands);
            return found.length >= contractsOf(resident.person.premise) ? found : undefined;
          });
          for (const bill of bills) await pay(resident, bill);
          tick(++done, residents.size);
        }),
      );
    },
    () => `${view.ofKind('INVOICE').length} bills`,
  );
  return progress.step(
    'Every bill that is paid in full is settled by an opening to zero; residents read their receipts',
    async (tick) => {
      const flats: FlatResult[] = [];
      for (const [premise, resident] of [...residents].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
        const bills = await until(`${premise} has all receipts`, async () => {
          const found = (await loadBills(resident)).filter(stands);
          return found.every((bill) => isAnswered(premise, bill)) ? found : undefined;
        });
        flats.push(flatResult(premise, bills));
        tick(flats.length, residents.size);
      }
      return flats;
    },
    (flats) => `${flats.filter(({ billed, paid }) => BigInt(paid) >= BigInt(billed)).length} flats owe nothing`,
  );
}

/** A bill that was withdrawn is nobody's to pay. */
function stands({ report }: LoadedBill): boolean {
  return report.state !== 'void';
}

async function pay(resident: SandboxResident, bill: LoadedBill): Promise<void> {
  const { premise } = resident.person;
  const { total } = acceptBill(premise, bill);
  const half = (total / 2n / AMOUNT_PER_MINOR) * AMOUNT_PER_MINOR;
  const resource = bill.report.content?.resource;
  const parts = { full: [total], parts: [half, total - half], half: [half], more: [total + MORE] };
  for (const part of parts[manner(premise, resource)])
    if (part > 0n) await payBill(resident, bill.record.invoiceId, part);
}

const MORE = parseAmount(MONTH.advance.more);

/** How a flat pays a bill. */
function manner(premise: string, resource: string | undefined): 'full' | 'parts' | 'half' | 'more' {
  if (resource === String(RESOURCE.electricity) && premise === MONTH.inParts.flat) return 'parts';
  if (resource !== String(RESOURCE.upkeep)) return 'full';
  return premise === MONTH.debt.flat ? 'half' : premise === MONTH.advance.flat ? 'more' : 'full';
}

/** Whether the issuer has said all that it says to what was paid: of too much it moves the rest into the account, of too little nothing more. */
function isAnswered(premise: string, { report }: LoadedBill): boolean {
  const taken = report.payments.length > 0 && report.payments.every(({ state }) => counts(state));
  switch (manner(premise, report.content?.resource)) {
    case 'half':
      return taken;
    case 'more':
      return taken && report.state === 'carried';
    default:
      return report.settled;
  }
}

function flatResult(premise: string, bills: readonly LoadedBill[]): FlatResult {
  const results = bills.map(({ record, report }): BillResult => {
    const billed = report.opened?.total ?? 0n;
    const paid = report.payments.reduce((sum, payment) => sum + payment.amount, 0n);
    const receipted = report.payments.reduce((sum, { state, amount }) => sum + (counts(state) ? amount : 0n), 0n);
    return {
      invoiceId: record.invoiceId,
      resource: resourceName(report.content?.resource),
      billed: billed.toString(),
      paid: paid.toString(),
      receipted: receipted.toString(),
      settled: report.settled,
      declared: (report.content?.declared ?? []).map(({ label, amount }) => ({ label, amount })),
      checks: Object.fromEntries(report.checks.map(({ name, state }) => [name, state])),
    };
  });
  const sum = (pick: (bill: BillResult) => string): string =>
    results.reduce((total, bill) => total + BigInt(pick(bill)), 0n).toString();
  return {
    premise,
    billed: sum((bill) => bill.billed),
    paid: sum((bill) => bill.paid),
    receipted: sum((bill) => bill.receipted),
    bills: results,
  };
}

function resourceName(code: string | undefined): string {
  return Object.entries(RESOURCE).find(([, number]) => String(number) === code)?.[0] ?? 'unknown';
}
