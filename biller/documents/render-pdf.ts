import { utf8 } from '../../core/domain/bytes/hex.ts';
import { paymentCodeOf, paymentReference } from '../../core/domain/documents/payment-code/code-of-document.ts';
import type { Issuer, PayableDocument } from '../../core/domain/documents/payable-document.ts';
import { chargesTable, day, readingsTable, shownMoney } from './pdf-tables.ts';
import { openSheet, SHEET_WIDTH, type Sheet } from './sheet.ts';
import { TEXTS, type Texts } from './texts.ts';

const LEFT = 36;
const PAY_CODE_SIDE = 150;
const CHECK_CODE_SIDE = 92;
const GAP = 12;

/**
 * The document that residents know: what to pay, to whom and with which code above the line; how it was counted, the readings, and how to check
 * it below. The same document gives the same bytes.
 * @throws InputError GLYPH_MISSING; as `paymentCodeOf`
 */
export async function renderPdf(document: PayableDocument): Promise<Uint8Array> {
  const texts = TEXTS[document.language];
  const [year, month] = document.period.from.split('-');
  const title = texts.title(`${texts.months[Number(month) - 1]} ${year}`);
  const sheet = openSheet({
    title: `${title}, ${document.number}`,
    author: document.issuer.name,
    language: document.language,
    date: new Date(`${document.issuedOn}T00:00:00Z`),
  });
  sheet.heading(title, 'H1');
  paymentPart(sheet, document, texts);
  sheet.cut();
  sheet.heading(`${texts.labels.charges}: ${texts.resources[document.resource]}`, 'H2');
  chargesTable(sheet, document, texts);
  if (document.readings.length > 0) {
    sheet.y += 8;
    sheet.heading(texts.labels.readings, 'H2');
    readingsTable(sheet, document, texts);
  }
  checkPart(sheet, document, texts);
  return sheet.bytes();
}

function paymentPart(sheet: Sheet, document: PayableDocument, texts: Texts): void {
  const { labels } = texts;
  const { totals, currency, issuedOn, dueOn, number } = document;
  const top = sheet.y;
  const x = LEFT + SHEET_WIDTH - PAY_CODE_SIDE;
  const side = { x, width: PAY_CODE_SIDE };
  const code = paymentCodeOf(document);
  let right = top;
  if (code === undefined) right = sheet.paragraph(labels.nothingDue, { ...side, y: top }, { font: 'bold', size: 11 });
  else {
    sheet.code(code, { x, y: top, side: PAY_CODE_SIDE, alt: labels.payCode, ecc: 'M' });
    right = sheet.paragraph(labels.payCode, { ...side, y: top + PAY_CODE_SIDE }, { size: 7, grey: true });
  }
  right = sheet.paragraph(
    `${labels.due}: ${shownMoney(totals.due, texts)} ${texts.currencies[currency] ?? currency}`,
    { ...side, y: right + 6 },
    { font: 'bold', size: 12.5 },
  );
  right = sheet.paragraph(`${labels.dueOn}: ${day(dueOn)}`, { ...side, y: right + 1 }, { font: 'bold', size: 9.5 });
  const head = `${labels.number} ${number} ${labels.issued} ${day(issuedOn)}`;
  const left = factLines(sheet, [['', head], ...payerFacts(document, texts), ...payeeFacts(document, texts)], {
    ...{ x: LEFT, width: SHEET_WIDTH - PAY_CODE_SIDE - GAP, y: top },
  });
  sheet.y = Math.max(left, right);
}

type Fact = readonly [label: string, value: string | undefined];

/** One paragraph a fact; those without a value are left out. Gives back where they end. */
function factLines(
  sheet: Sheet,
  facts: readonly Fact[],
  place: { x: number; width: number; y: number },
  size = 8.5,
): number {
  return facts.reduce((y, [label, value]) => {
    if (value === undefined) return y;
    const text = label === '' ? value : `${label}: ${value}`;
    return sheet.paragraph(text, { ...place, y }, { size, ...(label === '' ? { font: 'bold' as const } : {}) }) + 1.5;
  }, place.y);
}

function payerFacts({ payer }: PayableDocument, { labels }: Texts): Fact[] {
  return [
    [labels.payer, payer.name],
    [labels.address, payer.address === undefined ? undefined : addressLine(payer.address)],
    [labels.account, payer.account],
    [labels.unified, payer.unifiedAccount],
    [labels.service, payer.serviceId],
    [labels.uin, payer.uin],
  ];
}

function payeeFacts(document: PayableDocument, { labels }: Texts): Fact[] {
  const { issuer } = document;
  const { bank } = issuer;
  const account: Fact[] =
    bank.kind === 'ru'
      ? [
          [labels.settlement, bank.account],
          [labels.bank, bank.bankName],
          [labels.bic, bank.bic],
          [labels.correspondent, bank.correspondentAccount],
        ]
      : [
          [labels.iban, bank.iban.replace(/(.{4})(?=.)/g, '$1 ')],
          [labels.bic, bank.bic],
          [labels.bank, bank.bankName],
        ];
  return [
    [labels.payee, issuer.name],
    [labels.address, addressLine(issuer.address)],
    [labels.phone, issuer.phone],
    [labels.inn, issuer.inn],
    [labels.kpp, issuer.kpp],
    [labels.vat, issuer.vatId],
    ...account,
    [labels.purpose, paymentReference(document)],
  ];
}

function checkPart(sheet: Sheet, document: PayableDocument, texts: Texts): void {
  const { ledger, verifyUrl } = document;
  const { labels } = texts;
  sheet.y += 10;
  sheet.room(CHECK_CODE_SIDE + 60);
  sheet.heading(labels.check, 'H2');
  const top = sheet.y;
  sheet.code(utf8(verifyUrl), { x: LEFT, y: top, side: CHECK_CODE_SIDE, alt: labels.checkCode, ecc: 'L' });
  const place = { x: LEFT + CHECK_CODE_SIDE + GAP, width: SHEET_WIDTH - CHECK_CODE_SIDE - GAP };
  const below = sheet.paragraph(texts.verify({ url: verifyUrl }), { ...place, y: top }, { size: 8 });
  const facts: Fact[] = [
    [
      labels.ledger,
      `${ledger.network}, ${texts.ledgers[ledger.name]} ${ledger.address}, ${labels.block.toLowerCase()} ${ledger.block}`,
    ],
    [labels.digest, ledger.digest],
    [labels.invoice, ledger.invoiceId],
    [labels.contract, ledger.contractId],
    [labels.rules, ledger.rules],
  ];
  sheet.y = Math.max(factLines(sheet, facts, { ...place, y: below + 4 }, 7), top + CHECK_CODE_SIDE);
}

function addressLine({ country, postcode, city, street }: Issuer['address']): string {
  return [postcode, city, street, country === 'RU' ? undefined : country]
    .filter((part) => part !== undefined)
    .join(', ');
}
