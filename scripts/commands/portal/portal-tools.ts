import type { Command } from 'commander';
import type { CloseOptions, MismatchOptions } from './mismatches.ts';
import type { ReconcileOptions } from './reconcile.ts';
import type { ReleaseOptions, SettleOptions } from './disputed-refunds.ts';
import type { LettersOptions, ReplyOptions } from './letters.ts';
import type { AccountOptions, AnswerOptions, DecideOptions, FactOptions, PortalOptions } from './act-for-portal.ts';

/** Adds what whoever runs the portal does by hand. */
export function registerPortalTools(cli: Command): void {
  const portal = cli.command('portal').description('What whoever runs the portal does by hand, on its machine.');
  const by = (name: string, text: string, group = portal): Command =>
    group
      .command(name)
      .description(text)
      .option('--data <dir>', "the portal's data folder, which holds operator.token", 'data/app')
      .option('--url <url>', "the portal's port for its operator", 'http://127.0.0.1:4731')
      .option('--json', 'print one JSON object');
  const letters = portal.command('letters').description('Letters of residents to the portal.');
  by('acts', 'List what the company proposed and waits for the portal.').action(async (options: PortalOptions) =>
    (await import('./act-for-portal.ts')).portalActs(options),
  );
  by('decide', 'Confirm an act of the company, or refuse it.')
    .requiredOption('--act <hash>', 'the act, as `portal acts` lists it')
    .option('--refuse', 'refuse it')
    .action(async (options: DecideOptions) => (await import('./act-for-portal.ts')).portalDecide(options));
  by('answer', 'Answer an appeal to the portal.')
    .requiredOption('--appeal <id>', "the appeal's id")
    .requiredOption('--text <text>', 'the answer, for the one who asked alone')
    .option('--redirect <address>', 'who is to be asked instead')
    .action(async (options: AnswerOptions) => (await import('./act-for-portal.ts')).portalAnswer(options));
  registerLetters((name, text) => by(name, text, letters));
  const ofFlat = (name: string, text: string): Command =>
    by(name, text)
      .requiredOption('--house <id>', "the house's id")
      .requiredOption('--flat <id>', "the flat's id on the ledger")
      .requiredOption('--on <date>', 'first day on which it holds, YYYY-MM-DD')
      .requiredOption('--reference <text>', "of the entry in the portal's registers; the same again is the same word");
  ofFlat('flat-fact', 'Attest what the registers say of a flat.')
    .requiredOption('--quantity <name>', 'area, residents, share or privilege')
    .option('--value <number>', 'in 0.01 m², persons or 10⁻⁹; without it the fact ends')
    .action(async (options: FactOptions) => (await import('./act-for-portal.ts')).portalFlatFact(options));
  ofFlat('flat-account', 'Attest whose account answers for a flat.')
    .option('--account <address>', 'the account; without it nobody answers')
    .action(async (options: AccountOptions) => (await import('./act-for-portal.ts')).portalFlatAccount(options));
  const refunds = portal
    .command('refunds')
    .description('Refunds of which the bank holds something else than it was asked for.');
  by('list', 'List them, with what to ask the bank.', refunds).action(async (options: PortalOptions) =>
    (await import('./disputed-refunds.ts')).portalDisputes(options),
  );
  const ofRefund = (name: string, text: string): Command =>
    by(name, text, refunds)
      .requiredOption('--refund <name>', 'its name, as `portal refunds list` tells it')
      .requiredOption('--reference <text>', "the bank's reference of what it says: of the payment, or of its answer");
  ofRefund('settle', 'The bank says that it gave money back.')
    .requiredOption('--amount <amount>', 'how much, with two digits behind the point')
    .requiredOption('--paid-at <time>', 'when, as 2026-11-27T10:30:00+03:00')
    .action(async (options: SettleOptions) => (await import('./disputed-refunds.ts')).portalSettle(options));
  ofRefund('release', 'The bank says that it gave nothing back and is not going to.').action(
    async (options: ReleaseOptions) => (await import('./disputed-refunds.ts')).portalRelease(options),
  );
  const payments = portal.command('payments').description('Money at the bank that is not what was ordered.');
  by('list', 'List it, with what it is.', payments).action(async (options: PortalOptions) =>
    (await import('./mismatches.ts')).portalMismatches(options),
  );
  const ofPayment = (name: string, text: string): Command =>
    by(name, text, payments).requiredOption('--payment <name>', "the bank's name, as `portal payments list` tells it");
  ofPayment('return', 'Have the bank give it back to whoever paid.').action(async (options: MismatchOptions) =>
    (await import('./mismatches.ts')).portalReturn(options),
  );
  ofPayment('count', "Count it as its order's payment.").action(async (options: MismatchOptions) =>
    (await import('./mismatches.ts')).portalCount(options),
  );
  ofPayment('close', 'The bank says that it gave it back another way.')
    .requiredOption('--reference <text>', "the bank's reference of that")
    .action(async (options: CloseOptions) => (await import('./mismatches.ts')).portalClose(options));
  const range = 'local date, YYYY-MM-DD, included; without it, of the last 35 days';
  by('reconcile', 'Compare what the bank, its orders, the ledger and the receipts have of the same money.', cli)
    .option('--from <date>', range)
    .option('--to <date>', range)
    .addHelpText('after', '\nExit code 1 where something does not add up. What is on its way, and not late, does.')
    .action(async (options: ReconcileOptions) => (await import('./reconcile.ts')).portalReconcile(options));
  by('compare', 'Write the read model again from block 0 beside the live one and compare.').action(
    async (options: PortalOptions) => (await import('./act-for-portal.ts')).portalCompare(options),
  );
}

function registerLetters(by: (name: string, text: string) => Command): void {
  const which = 'its number in the list, FLAT:YYYY-MM-DD, or its id';
  by('list', 'List them, with the day on which each answer is due.')
    .option('--open', 'only those without a final answer')
    .action(async (options: LettersOptions) => (await import('./letters.ts')).portalLetters(options));
  by('show', 'Show one with its text and what was said to it.')
    .argument('<letter>', which)
    .action(async (letter: string, options: PortalOptions) =>
      (await import('./letters.ts')).portalLetter(letter, options),
    );
  by('answer', 'Answer one, for good.')
    .argument('<letter>', which)
    .requiredOption('--text <text>', 'the answer, for the one who asked alone')
    .option('--redirect <address>', 'who is to be asked instead')
    .action(async (letter: string, options: ReplyOptions) =>
      (await import('./letters.ts')).portalReply(letter, options),
    );
}
