import type { Command } from 'commander';
import type {
  AnswerOptions,
  CancelOptions,
  ConfirmKeyOptions,
  EnterWitnessOptions,
  OfferOptions,
  RemoveWitnessOptions,
  RequestOptions,
  WithdrawOfferOptions,
  WithdrawRateOptions,
} from '../clerk.ts';
import type {
  BillsOptions,
  CarryOptions,
  RefundOptions,
  RefuseOptions,
  TakeOptions,
  VoidOptions,
} from '../clerk-bills.ts';
import { writes } from '../documents/write-options.ts';
import type { ClerkDocumentOptions } from '../documents/clerk-document.ts';
import type { PremisesOptions } from '../clerk-premises.ts';
import type { MeterAddOptions } from './meter-add.ts';
import type { MeterReplaceOptions } from './meter-replace.ts';

/** Adds what a clerk of a provider or of the company does by hand, and the adding of meters. */
export function registerHouseTools(cli: Command): void {
  const meter = cli.command('meter').description('Meters of the sandbox house.');
  meter
    .command('add')
    .description('Register the meter that a telegram is from as a general meter of the running house.')
    .requiredOption('--name <name>', 'the name it gets')
    .requiredOption('--format <format>', 'mbus')
    .requiredOption('--file <file>', 'a telegram of the meter, in hex')
    .option('--digits <count>', 'how many digits its counter shows before it begins again at zero')
    .option('--scale <power>', 'the power of ten, in its unit, that the last of them counts')
    .option('--data <dir>', 'folder of the running system', 'data')
    .option('--wait <seconds>', 'how long to wait for the ledger', '60')
    .option('--json', 'print one JSON object')
    .action(async (options: MeterAddOptions) => (await import('./meter-add.ts')).meterAdd(options));
  meter
    .command('replace')
    .description('Put the meter that a telegram is from in the place of another one, which is closed.')
    .requiredOption('--old <meter>', 'name, or id on the ledger, of the meter that was taken away')
    .requiredOption('--name <name>', 'the name that the new one gets')
    .requiredOption('--format <format>', 'mbus')
    .requiredOption('--file <file>', 'a telegram of the new meter, in hex')
    .option('--digits <count>', 'how many digits its counter shows before it begins again at zero')
    .option('--scale <power>', 'the power of ten, in its unit, that the last of them counts')
    .option(
      '--final <decimal>',
      "the old meter's last reading, in its unit; OBIS=decimal, repeated, where it has several registers",
      collect,
      [],
    )
    .option('--data <dir>', 'folder of the running system', 'data')
    .option('--wait <seconds>', 'how long to wait for the ledger', '60')
    .option('--json', 'print one JSON object')
    .action(async (options: MeterReplaceOptions) => (await import('./meter-replace.ts')).meterReplace(options));

  const clerk = cli.command('clerk').description("What a provider's or the company's clerk does by hand.");
  const by = (name: string, text: string): Command =>
    clerk
      .command(name)
      .description(text)
      .requiredOption('--settings <file>', "the biller's settings, for example data/biller-electricity/settings.json")
      .option('--wait <seconds>', 'how long to wait for the ledger', '60')
      .option('--json', 'print one JSON object');
  by('offer', 'Offer a contract to a subscriber.')
    .requiredOption('--subscriber <address>', "the subscriber's address")
    .requiredOption('--resource <name>', 'electricity, cold-water, hot-water, heat, gas or upkeep')
    .requiredOption('--from <date>', 'first day, YYYY-MM-DD')
    .option('--area <m2>', 'area of the flat; the company knows it')
    .option('--residents <count>', 'people in the flat; the company knows it')
    .option('--meter <id>', "a meter's id on the ledger; may be repeated", collect, [])
    .action(async (options: OfferOptions) => (await import('../clerk.ts')).clerkOffer(options));
  by('withdraw-offer', 'Withdraw an own offer, or an own copy that stands alone, until the other party has signed.')
    .requiredOption('--contract <id>', "the contract's id")
    .action(async (options: WithdrawOfferOptions) => (await import('../clerk.ts')).clerkWithdrawOffer(options));
  by('cancel', 'Cancel a signed contract from this side.')
    .requiredOption('--contract <id>', "the contract's id")
    .requiredOption('--on <date>', 'first day on which it no longer holds, YYYY-MM-DD')
    .requiredOption('--reason <text>', 'why, for the other party alone')
    .action(async (options: CancelOptions) => (await import('../clerk.ts')).clerkCancel(options));
  by('request-reading', 'Ask the collector, or with --manual the owner, to read a meter.')
    .requiredOption('--meter <id>', "the meter's id on the ledger")
    .requiredOption('--due <date>', 'day until which, YYYY-MM-DD')
    .option('--manual', "ask the meter's owner for a reading by hand")
    .action(async (options: RequestOptions) => (await import('../clerk.ts')).clerkRequestReading(options));
  by('confirm-key', 'Confirm with the portal, as the company, another key for a resident whose own is lost.')
    .requiredOption('--account <address>', "the resident's account")
    .requiredOption('--key <address>', "the new key, as the resident's page shows it")
    .option('--refuse', 'end the request instead')
    .action(async (options: ConfirmKeyOptions) => (await import('../clerk.ts')).clerkConfirmKey(options));
  by('enter-witness', 'As the company, propose a witness to the portal, or confirm the one that it proposed.')
    .requiredOption('--witness <address>', 'the address that it cosigns with')
    .requiredOption('--owner <address>', 'in whose hand it is; those of company and portal are not counted')
    .action(async (options: EnterWitnessOptions) => (await import('../clerk.ts')).clerkEnterWitness(options));
  by(
    'remove-witness',
    'As the company, propose to the portal that a witness goes, or confirm it. Its key never comes back.',
  )
    .requiredOption('--witness <address>', 'the address that it cosigns with')
    .action(async (options: RemoveWitnessOptions) => (await import('../clerk.ts')).clerkRemoveWitness(options));
  by('answer-appeal', 'Answer a question, complaint or suggestion.')
    .requiredOption('--appeal <id>', "the appeal's id")
    .requiredOption('--outcome <outcome>', 'answered, in-work or redirected')
    .requiredOption('--text <text>', 'the answer, for the subscriber alone')
    .action(async (options: AnswerOptions) => (await import('../clerk.ts')).clerkAnswerAppeal(options));
  by(
    'withdraw-rate',
    'Withdraw the newest rate, which is not in force yet. Correct the settings first, and restart the biller.',
  )
    .requiredOption('--resource <name>', 'electricity, cold-water, hot-water, heat, gas or upkeep')
    .option('--zone <number>', 'the zone of the tariff; 0 is the single rate', '0')
    .requiredOption('--from <date>', 'first day of the rate, YYYY-MM-DD')
    .action(async (options: WithdrawRateOptions) => (await import('../clerk.ts')).clerkWithdrawRate(options));
  registerBillTools(by);
  registerPremisesTools(by);
}

/** What a clerk does about bills and payments that the biller cannot decide by itself. */
function registerBillTools(by: (name: string, text: string) => Command): void {
  by('bills', "List this biller's bills with what is open of them, their payments, and what the accounts hold.")
    .option('--open', 'only those that are open, or have a payment that nobody answered')
    .action(async (options: BillsOptions) => (await import('../clerk-bills.ts')).clerkBills(options));
  by(
    'void-bill',
    'Withdraw a bill. What was paid on it goes into the account; its lines are billed again at once, so mend first what was wrong.',
  )
    .requiredOption('--bill <id>', "the invoice's id")
    .requiredOption('--reason <reason>', 'figures, contract, billed-already or other')
    .action(async (options: VoidOptions) => (await import('../clerk-bills.ts')).clerkVoidBill(options));
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
    .action(async (options: CarryOptions) => (await import('../clerk-bills.ts')).clerkCarryBill(options));
  by('refuse-payment', 'Refuse a payment that nobody answered yet.')
    .requiredOption('--payment <id>', "the payment's id")
    .requiredOption('--reason <reason>', 'no-amount, not-arrived or other')
    .requiredOption('--text <text>', 'why, for the subscriber alone')
    .action(async (options: RefuseOptions) => (await import('../clerk-bills.ts')).clerkRefusePayment(options));
  by('take-payment', 'Take a payment that was refused, by a receipt.')
    .requiredOption('--payment <id>', "the payment's id")
    .action(async (options: TakeOptions) => (await import('../clerk-bills.ts')).clerkTakePayment(options));
  by('refund', "Order the portal to give back what a contract's account holds for the subscriber.")
    .requiredOption('--contract <id>', "the contract's id")
    .option('--amount <decimal>', 'how much, in the currency unit; all of it where it is left out')
    .action(async (options: RefundOptions) => (await import('../clerk-bills.ts')).clerkRefund(options));
}

/** What the company's clerk does about houses and flats. */
function registerPremisesTools(by: (name: string, text: string) => Command): void {
  const about = (name: string, text: string): Command =>
    by(name, text)
      .requiredOption('--salt <file>', "32 bytes of hex under which the house's ids stand; the portal has the same")
      .requiredOption('--on <date>', 'from this day on, or of this day, YYYY-MM-DD');
  about(
    'list-house',
    'List the flats of the list of premises, and which meters measure the house, with the portal.',
  ).action(async (options: PremisesOptions) => (await import('../clerk-premises.ts')).clerkListHouse(options));
  about('state-areas', 'State the areas of the list of premises that the ledger does not have.').action(
    async (options: PremisesOptions) => (await import('../clerk-premises.ts')).clerkStateAreas(options),
  );
  about('open-area', 'Open the sum of the areas of the house in public.').action(async (options: PremisesOptions) =>
    (await import('../clerk-premises.ts')).clerkOpenArea(options),
  );
}

function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}
