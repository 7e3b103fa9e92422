import type { Command } from 'commander';
import type {
  CancelOptions,
  ClerkOptions,
  ConfirmKeyOptions,
  CorrectHandoverOptions,
  EnterWitnessOptions,
  OfferOptions,
  RemoveWitnessOptions,
  RequestOptions,
  RevokeDeviceOptions,
  WithdrawOfferOptions,
  WithdrawRateOptions,
} from './clerk.ts';
import type { CarryOptions, RefundOptions, RefuseOptions, TakeOptions, VoidOptions } from './clerk-bills.ts';
import { writes } from '../documents/write-options.ts';
import type { ClerkDocumentOptions } from '../documents/clerk-document.ts';
import type { ListOptions, ProlongOptions, RedirectOptions, TextOptions } from './letters.ts';
import type { ListName, ShowListOptions } from './show-lists.ts';
import type { AccountListOptions, ShowAccountOptions } from './accounts.ts';
import type { ClerkReconcileOptions } from './reconcile.ts';
import type { PremisesOptions } from './clerk-premises.ts';
import { collect } from '../collect.ts';

/** Adds what a clerk of a provider or of the company does by hand. */
export function registerClerkTools(cli: Command): void {
  const clerk = cli.command('clerk').description("What a provider's or the company's clerk does by hand.");
  const by = commandsIn(clerk);
  by('offer', 'Offer a contract to a subscriber.')
    .requiredOption('--subscriber <address>', "the subscriber's address")
    .requiredOption('--resource <name>', 'electricity, cold-water, hot-water, heat, gas or upkeep')
    .requiredOption('--from <date>', 'first day, YYYY-MM-DD')
    .option('--area <m2>', 'area of the flat; the company knows it')
    .option('--residents <count>', 'people in the flat; the company knows it')
    .option('--meter <id>', "a meter's id on the ledger; may be repeated", collect, [])
    .action(async (options: OfferOptions) => (await import('./clerk.ts')).clerkOffer(options));
  by('withdraw-offer', 'Withdraw an own offer, or an own copy that stands alone, until the other party has signed.')
    .requiredOption('--contract <id>', "the contract's id")
    .action(async (options: WithdrawOfferOptions) => (await import('./clerk.ts')).clerkWithdrawOffer(options));
  by('cancel', 'Cancel a signed contract from this side.')
    .requiredOption('--contract <id>', "the contract's id")
    .requiredOption('--on <date>', 'first day on which it no longer holds, YYYY-MM-DD')
    .requiredOption('--reason <text>', 'why, for the other party alone')
    .action(async (options: CancelOptions) => (await import('./clerk.ts')).clerkCancel(options));
  by('request-reading', 'Ask the collector, or with --manual the owner, to read a meter.')
    .requiredOption('--meter <id>', "the meter's id on the ledger")
    .requiredOption('--due <date>', 'day until which, YYYY-MM-DD')
    .option('--manual', "ask the meter's owner for a reading by hand")
    .action(async (options: RequestOptions) => (await import('./clerk.ts')).clerkRequestReading(options));
  by(
    'correct-handover',
    'As the company, propose to the portal that an estimated handover is put right by what the meter says since, within ten days.',
  )
    .requiredOption('--meter <id>', "the meter's id on the ledger")
    .action(async (options: CorrectHandoverOptions) => (await import('./clerk.ts')).clerkCorrectHandover(options));
  by('confirm-key', 'Confirm with the portal, as the company, another key for a resident whose own is lost.')
    .requiredOption('--account <address>', "the resident's account")
    .requiredOption('--key <address>', "the new key, as the resident's page shows it")
    .option('--refuse', 'end the request instead')
    .action(async (options: ConfirmKeyOptions) => (await import('./clerk.ts')).clerkConfirmKey(options));
  by('enter-witness', 'As the company, propose a witness to the portal, or confirm the one that it proposed.')
    .requiredOption('--witness <address>', 'the address that it cosigns with')
    .requiredOption('--owner <address>', 'in whose hand it is; those of company and portal are not counted')
    .action(async (options: EnterWitnessOptions) => (await import('./clerk.ts')).clerkEnterWitness(options));
  by(
    'remove-witness',
    'As the company, propose to the portal that a witness goes, or confirm it. Its key never comes back.',
  )
    .requiredOption('--witness <address>', 'the address that it cosigns with')
    .action(async (options: RemoveWitnessOptions) => (await import('./clerk.ts')).clerkRemoveWitness(options));
  by(
    'revoke-device',
    'As the company, end the key of a gateway or meter that was stolen or is lost. It never comes back.',
  )
    .requiredOption('--device <id>', "the device's id, as `clerk meters show` says it")
    .action(async (options: RevokeDeviceOptions) => (await import('./clerk.ts')).clerkRevokeDevice(options));
  by(
    'withdraw-rate',
    'Withdraw the newest rate, which is not in force yet. Correct the settings first, and restart the biller.',
  )
    .requiredOption('--resource <name>', 'electricity, cold-water, hot-water, heat, gas or upkeep')
    .option('--zone <number>', 'the zone of the tariff; 0 is the single rate', '0')
    .requiredOption('--from <date>', 'first day of the rate, YYYY-MM-DD')
    .action(async (options: WithdrawRateOptions) => (await import('./clerk.ts')).clerkWithdrawRate(options));
  by(
    'reconcile',
    'Add up the payments of the own bills: what the ledger has, against receipts, refusals and reversals.',
  )
    .option('--from <date>', 'of what was paid at the bank from this local date on, YYYY-MM-DD')
    .option('--to <date>', 'and until this one')
    .addHelpText('after', '\nExit code 1 where a payment was not answered in time, or cannot be read.')
    .action(async (options: ClerkReconcileOptions) => (await import('./reconcile.ts')).clerkReconcile(options));
  registerLetterTools(commandsIn(clerk.command('letters').description('Letters of residents to this biller.')));
  registerLists(clerk);
  registerAccountTools(commandsIn(clerk.command('account').description('What is owed by a contract, and since when.')));
  registerBillTools(by);
  registerPremisesTools(by);
}

/** Here, so that `--help` reads no biller. */
const LIST_TEXTS: readonly (readonly [ListName, string])[] = [
  ['contracts', 'Contracts of this biller.'],
  ['meters', 'Meters: whose, how they are read, until when they are verified, when they were heard of last.'],
  ['requests', 'Requests for readings, and whether they were answered.'],
  ['bills', 'Bills with what is open of them.'],
  ['payments', 'Payments of the bills; open are those that nobody answered.'],
  ['residents', 'Residents with their accounts; the company knows their flats.'],
  ['keys', 'Other keys that the portal asks for, for residents who lost their own.'],
  ['faults', 'What this biller should say and cannot, and what it cannot read, each with why.'],
];

type By = (name: string, text: string) => Command;

/** What every command of a clerk takes: whose keystore, and for how long. */
function commandsIn(parent: Command): By {
  return (name, text) =>
    parent
      .command(name)
      .description(text)
      .requiredOption('--settings <file>', "the biller's settings, for example data/biller-electricity/settings.json")
      .option('--wait <seconds>', 'how long to wait for the ledger', '60')
      .option('--json', 'print one JSON object');
}

/** What the other commands are about; each row is named by its number, by the beginning of its id, or by a flat. */
function registerLists(clerk: Command): void {
  for (const [name, text] of LIST_TEXTS) {
    const by = commandsIn(clerk.command(name).description(text));
    by('list', text)
      .option('--open', 'only those that somebody still has to do something about')
      .action(async (options: ShowListOptions) => (await import('./show-lists.ts')).clerkList(name, options));
    by('show', 'One of them, with all that there is to know.')
      .argument('<which>', 'its number in the list, its id or the beginning of it, or a flat')
      .action(async (which: string, options: ClerkOptions) =>
        (await import('./show-lists.ts')).clerkShow(name, which, options),
      );
  }
}

/** Letters of residents. Each is named by its number, by FLAT:YYYY-MM-DD, or by its id. */
function registerLetterTools(by: By): void {
  const onLetter = (name: string, text: string): Command =>
    by(name, text).argument('<letter>', 'its number in the list, FLAT:YYYY-MM-DD, or its id');
  const load = (): Promise<typeof import('./letters.ts')> => import('./letters.ts');
  by('list', 'List letters with the day on which each answer is due.')
    .option('--open', 'only those without a final answer')
    .option('--overdue', 'only those whose answer was due before today')
    .action(async (options: ListOptions) => (await load()).clerkLetters(options));
  onLetter('show', 'Show a letter with its text and every word on it.').action(
    async (letter: string, options: ClerkOptions) => (await load()).clerkShowLetter(letter, options),
  );
  onLetter('answer', 'Answer a letter, for good.')
    .requiredOption('--text <text>', 'the answer, for the one who wrote alone')
    .action(async (letter: string, options: TextOptions) => (await load()).clerkAnswerLetter(letter, options));
  onLetter('redirect', 'Say who is to be asked instead, for good, within the days that the law gives.')
    .requiredOption('--to <addressee>', "company, portal, or a provider's address")
    .requiredOption('--text <text>', 'why, for the one who wrote alone')
    .action(async (letter: string, options: RedirectOptions) => (await load()).clerkRedirectLetter(letter, options));
  onLetter('prolong', 'Put the answer off as far as the law lets, with notice.')
    .requiredOption('--until <date>', 'the day on which it is due then, YYYY-MM-DD')
    .requiredOption('--text <text>', 'why, for the one who wrote alone')
    .action(async (letter: string, options: ProlongOptions) => (await load()).clerkProlongLetter(letter, options));
}

/** Accounts are only looked at: bills, payments and refunds alone change them. */
function registerAccountTools(by: By): void {
  const load = (): Promise<typeof import('./accounts.ts')> => import('./accounts.ts');
  const onDay = (name: string, text: string): Command =>
    by(name, text)
      .option('--at <date>', 'on this day, YYYY-MM-DD; today where it is left out')
      .option(
        '--block <number>',
        'only by what the ledger held at this external block: gives an earlier statement again',
      );
  onDay('list', 'Accounts of this biller with what is owed, overdue and since when, advance and penalty so far.')
    .option('--open', 'only those that owe something, or of which nobody knows')
    .action(async (options: AccountListOptions) => (await load()).clerkAccounts(options));
  onDay(
    'show',
    'The statement of an account: bills, payments and how they were allocated, penalty with its derivation.',
  )
    .argument(
      '<which>',
      "its number in the list, the contract's id or the beginning of it, a flat, or a payer's name or account number",
    )
    .option('--pdf <file>', 'write the printed statement instead, with the issuer of the documents file')
    .action(async (which: string, options: ShowAccountOptions) => (await load()).clerkShowAccount(which, options));
}

/** What a clerk does about bills and payments that the biller cannot decide by itself. */
function registerBillTools(by: By): void {
  by(
    'void-bill',
    'Withdraw a bill. What was paid on it goes into the account; its lines are billed again at once, so mend first what was wrong.',
  )
    .requiredOption('--bill <id>', "the invoice's id")
    .requiredOption('--reason <reason>', 'figures, contract, billed-already or other')
    .action(async (options: VoidOptions) => (await import('./clerk-bills.ts')).clerkVoidBill(options));
  writes(
    by(
      'bill-document',
      'Give the payable document of a bill: as JSON, or into files as a resident, a bank or an accountant takes it.',
    ),
  )
    .requiredOption('--bill <id>', "the invoice's id")
    .action(async (options: ClerkDocumentOptions) =>
      (await import('../documents/clerk-document.ts')).clerkBillDocument(options),
    );
  by('carry-bill', "Move what is left of a bill into the contract's account, from where the next bill takes it.")
    .requiredOption('--bill <id>', "the invoice's id")
    .action(async (options: CarryOptions) => (await import('./clerk-bills.ts')).clerkCarryBill(options));
  by('refuse-payment', 'Refuse a payment that nobody answered yet.')
    .requiredOption('--payment <id>', "the payment's id")
    .requiredOption('--reason <reason>', 'no-amount, not-arrived or other')
    .requiredOption('--text <text>', 'why, for the subscriber alone')
    .action(async (options: RefuseOptions) => (await import('./clerk-bills.ts')).clerkRefusePayment(options));
  by('take-payment', 'Take a payment that was refused, by a receipt.')
    .requiredOption('--payment <id>', "the payment's id")
    .action(async (options: TakeOptions) => (await import('./clerk-bills.ts')).clerkTakePayment(options));
  by('refund', "Order the portal to give back what a contract's account holds for the subscriber.")
    .requiredOption('--contract <id>', "the contract's id")
    .option('--amount <decimal>', 'how much, in the currency unit; all of it where it is left out')
    .action(async (options: RefundOptions) => (await import('./clerk-bills.ts')).clerkRefund(options));
}

/** What the company's clerk does about houses and flats. */
function registerPremisesTools(by: By): void {
  const about = (name: string, text: string): Command =>
    by(name, text)
      .requiredOption('--salt <file>', "32 bytes of hex under which the house's ids stand; the portal has the same")
      .requiredOption('--on <date>', 'from this day on, or of this day, YYYY-MM-DD');
  about(
    'list-house',
    'List the flats of the list of premises, and which meters measure the house, with the portal.',
  ).action(async (options: PremisesOptions) => (await import('./clerk-premises.ts')).clerkListHouse(options));
  about('state-areas', 'State the areas of the list of premises that the ledger does not have.').action(
    async (options: PremisesOptions) => (await import('./clerk-premises.ts')).clerkStateAreas(options),
  );
  about('open-area', 'Open the sum of the areas of the house in public.').action(async (options: PremisesOptions) =>
    (await import('./clerk-premises.ts')).clerkOpenArea(options),
  );
}
