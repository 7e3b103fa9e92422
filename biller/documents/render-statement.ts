import type { StatementOfContract } from '../accounts/account-of-contract.ts';
import type { BillInAccount, PaymentInAccount } from '../../core/domain/billing/payables/account-statement.ts';
import { formatAmount, parseAmount } from '../../core/domain/billing/money.ts';
import type { Issuer, PayableDocument, Payer } from '../../core/domain/documents/payable-document.ts';
import { columns, day, shownMoney } from './pdf-tables.ts';
import { openSheet, SHEET_WIDTH, type Cell, type Sheet } from './sheet.ts';
import { STATEMENT_TEXTS, type StatementTexts } from './statement-texts.ts';
import { TEXTS, type Texts } from './texts.ts';

const LEFT = 36;

/** Whose statement it is: what stands in no ledger. */
export type StatementParties = {
  language: PayableDocument['language'];
  issuer: Issuer;
  payer: Payer | undefined;
  resource: PayableDocument['resource'];
};

type Words = { texts: Texts; said: StatementTexts };

/**
 * A statement of account as it is given into somebody's hands, on the sheet that bills have. The same statement gives the same bytes.
 * @throws InputError GLYPH_MISSING
 */
export async function renderStatement(statement: StatementOfContract, parties: StatementParties): Promise<Uint8Array> {
  const { issuer, language } = parties;
  const words: Words = { texts: TEXTS[language], said: STATEMENT_TEXTS[language] };
  const { said } = words;
  const title = said.title(day(statement.asOf));
  const date = new Date(`${statement.asOf}T00:00:00Z`);
  const sheet = openSheet({ title, author: issuer.name, language, date });
  sheet.heading(title, 'H1');
  partiesPart(sheet, statement, parties, words);
  sumPart(sheet, statement, words);
  const { bills, payments, refunds } = statement;
  tablePart(
    sheet,
    said.bills,
    { shares: [0.28, 0.14, 0.15, 0.15, 0.14, 0.14], texts: [] },
    bills.map((one) => billCells(one, words)),
  );
  tablePart(
    sheet,
    said.payments,
    { shares: [0.12, 0.14, 0.22, 0.52], texts: [2, 3] },
    payments.map((one) => paymentCells(one, words)),
  );
  tablePart(
    sheet,
    said.refunds,
    { shares: [0.3, 0.3, 0.4], texts: [2] },
    refunds.map(({ orderedOn, amount, paidOn }) => [
      { text: day(orderedOn) },
      { text: amount === null ? said.unknown : shownMoney(amount, words.texts) },
      { text: paidOn === null ? said.notPaid : day(paidOn) },
    ]),
  );
  tablePart(sheet, said.derivation, { shares: [0.22, 0.62, 0.16], texts: [1] }, penaltyCells(statement, words));
  sheet.y += 10;
  sheet.room(40);
  const facts = said.facts({ ...statement.facts, pack: statement.pack });
  sheet.y = sheet.paragraph(facts, { x: LEFT, width: SHEET_WIDTH, y: sheet.y }, { size: 7, grey: true });
  return sheet.bytes();
}

function partiesPart(
  sheet: Sheet,
  { contract }: StatementOfContract,
  { issuer, payer, resource }: StatementParties,
  { texts }: Words,
): void {
  const { labels } = texts;
  const facts = [
    [labels.payee, issuer.name],
    [labels.payer, payer?.name],
    [labels.account, payer?.account],
    [labels.line, texts.resources[resource]],
    [labels.contract, contract],
  ] as const;
  for (const [label, value] of facts)
    if (value !== undefined)
      sheet.y = sheet.paragraph(`${label}: ${value}`, { x: LEFT, width: SHEET_WIDTH, y: sheet.y }) + 1.5;
  sheet.y += 4;
}

function sumPart(sheet: Sheet, statement: StatementOfContract, { texts, said }: Words): void {
  const { owed, overdue, overdueSince, uncovered, advance, penalty, currency } = statement;
  const money = (amount: string): string => `${shownMoney(amount, texts)} ${texts.currencies[currency] ?? currency}`;
  const { summary } = said;
  const late = overdueSince === null ? '' : `; ${summary.overdue(day(overdueSince))}: ${money(overdue)}`;
  const back = uncovered === '0.00' ? '' : `; ${summary.uncovered}: ${money(uncovered)}`;
  const lines = [
    `${summary.owed}: ${money(owed)}${late}${back}`,
    `${summary.advance}: ${money(advance)}`,
    penalty === null ? said.noPenalty : `${summary.penalty}: ${money(penalty)}`,
  ];
  for (const line of lines)
    sheet.y = sheet.paragraph(line, { x: LEFT, width: SHEET_WIDTH, y: sheet.y }, { font: 'bold', size: 9.5 }) + 1.5;
}

/** Nothing where there are no rows. */
function tablePart(
  sheet: Sheet,
  { title, head }: { title: string; head: readonly string[] },
  { shares, texts }: { shares: readonly number[]; texts: readonly number[] },
  rows: readonly (readonly Cell[])[],
): void {
  if (rows.length === 0) return;
  sheet.y += 8;
  sheet.heading(title, 'H2');
  sheet.table(columns(shares, texts), head, rows);
}

function billCells({ name, state, dueOn, asked, paid, open, penalty }: BillInAccount, words: Words): Cell[] {
  const { texts, said } = words;
  const note = said.billStates[state];
  return [
    { text: billName(name, words), ...(note === '' ? {} : { note }) },
    { text: day(dueOn) },
    ...[asked, paid, open].map((amount): Cell => ({ text: shownMoney(amount, texts) })),
    { text: penalty === null ? '' : shownMoney(penalty, texts) },
  ];
}

function paymentCells({ paidOn, amount, state, bill, ...payment }: PaymentInAccount, words: Words): Cell[] {
  const { texts, said } = words;
  const rest = [
    [said.givenBack, payment.givenBack],
    [said.advance, payment.advance],
  ] as const;
  const parts = [
    ...payment.allocation.map((part) => [billName(part.bill, words), part.amount] as const),
    ...rest.filter(([, part]) => part !== '0.00'),
  ];
  return [
    { text: day(paidOn) },
    { text: amount === null ? said.unknown : shownMoney(amount, texts) },
    { text: said.paymentStates[state], note: billName(bill, words) },
    { text: parts.map(([what, part]) => `${what}: ${shownMoney(part, texts)}`).join('; ') },
  ];
}

function penaltyCells({ derivation }: StatementOfContract, words: Words): Cell[][] {
  const prefix = 'penalty on ';
  return derivation.flatMap(({ what = '', formula = '', value = '', act = '', point = '' }) =>
    what.startsWith(prefix)
      ? [
          [
            { text: billName(what.slice(prefix.length), words) },
            {
              text: formula.replace(/ on (\S+)$/, (_, on: string) => `, ${day(on)}`),
              note: words.said.law(act, point),
            },
            { text: shownMoney(formatAmount(parseAmount(value)), words.texts) },
          ],
        ]
      : [],
  );
}

/** '202611-1' → 'November 2026, in the place of a withdrawn one, no. 1' */
function billName(name: string, { texts, said }: Words): string {
  const [period = '', series = '0'] = name.split('-');
  const month = `${texts.months[Number(period.slice(4)) - 1] ?? period} ${period.slice(0, 4)}`;
  return series === '0' ? month : `${month}, ${said.again(series)}`;
}
