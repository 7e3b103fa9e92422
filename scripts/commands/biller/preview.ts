import { openDesk } from '../../../biller/commands/act-by-hand.ts';
import { previewBills, type Previewed } from '../../../biller/commands/preview-bills.ts';
import { flatsOf } from '../../../biller/flats.ts';
import { formatAmount } from '../../../core/domain/billing/money.ts';
import { printJson, resourceNameOf } from '../arguments.ts';
import { residentName, type Looking } from '../clerk/lists/list-row.ts';
import { actingBy, type ClerkOptions } from '../clerk/clerk.ts';

export type PreviewOptions = ClerkOptions;

const WORDS: Readonly<Record<Previewed['reasons'][number], string>> = {
  first: 'the first bill',
  more: 'more than half as much again as before',
  less: 'less than half as much as before',
  'nothing-used': 'the meters stood still',
  'nothing-to-pay': 'nothing is to be paid',
};

/** @throws as `openDesk` */
export async function billerPreview(options: PreviewOptions): Promise<void> {
  const { settings, signal } = actingBy(options);
  const { context } = await openDesk(settings, signal);
  const until = context.now() - BigInt(Math.floor(settings.billAfter / 1000));
  const { bills, faults } = await previewBills(context, until);
  const looking = { context, flats: await flatsOf(context) };
  if (options.json === true) return printJson({ bills: bills.map(shown), faults });
  for (const bill of bills) process.stdout.write(`${inWords(looking, bill)}\n`);
  for (const { about, code } of faults) process.stdout.write(`cannot be billed: ${about} (${code})\n`);
  const sum = bills.reduce((total, { total: one }) => total + one, 0n);
  const odd = bills.filter(({ reasons }) => reasons.length > 0).length;
  process.stdout.write(
    `${bills.length} bills of ${formatAmount(sum)} in all, ${odd} to look at, ${faults.length} that cannot be made.\n`,
  );
}

function inWords(looking: Looking, bill: Previewed): string {
  const { period, subscriber, resource, total, difference, reasons } = bill;
  const than =
    difference === undefined ? '' : `, ${difference < 0n ? '' : '+'}${formatAmount(difference)} to the bill before`;
  const odd = reasons.length === 0 ? '' : `; look: ${reasons.map((one) => WORDS[one]).join(', ')}`;
  return `${period} ${resourceNameOf(resource)}, ${residentName(looking, subscriber)}: ${formatAmount(total)}${than}${odd}`;
}

function shown({ total, own, before, difference, ...bill }: Previewed): object {
  const amount = (value: bigint | undefined): string | null => (value === undefined ? null : formatAmount(value));
  return { ...bill, total: amount(total), own: amount(own), before: amount(before), difference: amount(difference) };
}
