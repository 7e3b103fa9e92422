import { parseAmount } from '../../billing/money.ts';
import type { Issuer, PayableDocument } from '../payable-document.ts';
import { paymentReference } from '../payment-code/code-of-document.ts';
import { ublAmount, ublLines, ublPercent, type UblLine } from './ubl-lines.ts';
import { ublBuyer, ublSeller } from './ubl-parties.ts';
import { element, optional, writeXml, type XmlNode } from './xml.ts';

const NAMESPACES = {
  xmlns: 'urn:oasis:names:specification:ubl:schema:xsd:Invoice-2',
  'xmlns:cac': 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2',
  'xmlns:cbc': 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2',
};
/** UNTDID 1001: an invoice of metered services, or any other. */
const [METERED_INVOICE, INVOICE] = ['82', '380'];
/** UNTDID 4461: a credit transfer, or one within SEPA. */
const [CREDIT_TRANSFER, SEPA_TRANSFER] = ['30', '58'];

/**
 * The bill as an invoice of EN 16931 in UBL 2.1. What it asks for is what the document asks for: an advance and what was paid stand in BT-113, a debt and a
 * penalty take away from it, and what the rounding of the lines leaves stands in BT-114.
 */
export function ublInvoice(document: PayableDocument): string {
  const { issuer, currency, totals } = document;
  const amount = (name: keyof typeof totals): bigint => parseAmount(totals[name]);
  const lines = ublLines(document);
  const net = lines.reduce((sum, line) => sum + line.net, 0n);
  const tax = amount('taxIncluded');
  const prepaid = amount('advance') + amount('paid') - amount('debt') - amount('penalty');
  const due = amount('total') - amount('paid');
  const rounding = due - (net + tax - prepaid);
  const money = (name: string, value: bigint): XmlNode =>
    element(`cbc:${name}`, ublAmount(value), { currencyID: currency });
  return writeXml(
    element(
      'Invoice',
      [
        ...header(document),
        ublSeller(issuer),
        ublBuyer(document),
        paymentMeans(document),
        element('cac:TaxTotal', [
          money('TaxAmount', tax),
          element('cac:TaxSubtotal', [
            money('TaxableAmount', net),
            money('TaxAmount', tax),
            taxCategory('cac:TaxCategory', issuer.tax, true),
          ]),
        ]),
        element('cac:LegalMonetaryTotal', [
          money('LineExtensionAmount', net),
          money('TaxExclusiveAmount', net),
          money('TaxInclusiveAmount', net + tax),
          money('PrepaidAmount', prepaid),
          money('PayableRoundingAmount', rounding),
          money('PayableAmount', due),
        ]),
        ...lines.map((line, index) => invoiceLine(line, index + 1, document)),
      ],
      NAMESPACES,
    ),
  );
}

function header(document: PayableDocument): XmlNode[] {
  const { number, issuedOn, dueOn, lines, ledger, verifyUrl, currency, payer, period } = document;
  const isMetered = lines.some(({ kind }) => kind === 'metered');
  const note = `Ledger ${ledger.name} ${ledger.address}, block ${ledger.block}, digest ${ledger.digest}. Checked at ${verifyUrl}`;
  return [
    element('cbc:CustomizationID', 'urn:cen.eu:en16931:2017'),
    element('cbc:ID', number),
    element('cbc:IssueDate', issuedOn),
    element('cbc:DueDate', dueOn),
    element('cbc:InvoiceTypeCode', isMetered ? METERED_INVOICE : INVOICE),
    element('cbc:Note', note),
    element('cbc:DocumentCurrencyCode', currency),
    element('cbc:BuyerReference', payer.account),
    element('cac:InvoicePeriod', [element('cbc:StartDate', period.from), element('cbc:EndDate', period.to)]),
    element('cac:ContractDocumentReference', [element('cbc:ID', ledger.contractId)]),
    element('cac:AdditionalDocumentReference', [element('cbc:ID', ledger.invoiceId)]),
  ];
}

function paymentMeans(document: PayableDocument): XmlNode {
  const { issuer } = document;
  const { bank } = issuer;
  const branch = (id: string | undefined): XmlNode | undefined =>
    id === undefined ? undefined : element('cac:FinancialInstitutionBranch', [element('cbc:ID', id)]);
  return element('cac:PaymentMeans', [
    element('cbc:PaymentMeansCode', bank.kind === 'ru' ? CREDIT_TRANSFER : SEPA_TRANSFER),
    element('cbc:PaymentID', paymentReference(document)),
    element('cac:PayeeFinancialAccount', [
      element('cbc:ID', bank.kind === 'ru' ? bank.account : bank.iban),
      element('cbc:Name', issuer.name),
      branch(bank.bic),
    ]),
  ]);
}

function taxCategory(name: string, tax: Issuer['tax'], withReason: boolean): XmlNode {
  return element(name, [
    element('cbc:ID', tax.category),
    optional('cbc:Percent', ublPercent(tax)),
    withReason && tax.category !== 'S' ? element('cbc:TaxExemptionReason', tax.reason) : undefined,
    element('cac:TaxScheme', [element('cbc:ID', 'VAT')]),
  ]);
}

function invoiceLine(line: UblLine, number: number, { currency, issuer }: PayableDocument): XmlNode {
  const { quantity, unitCode, net, name, note, price, base } = line;
  return element('cac:InvoiceLine', [
    element('cbc:ID', String(number)),
    note === '' ? undefined : element('cbc:Note', note),
    element('cbc:InvoicedQuantity', quantity, { unitCode }),
    element('cbc:LineExtensionAmount', ublAmount(net), { currencyID: currency }),
    element('cac:Item', [element('cbc:Name', name), taxCategory('cac:ClassifiedTaxCategory', issuer.tax, false)]),
    element('cac:Price', [
      element('cbc:PriceAmount', price, { currencyID: currency }),
      element('cbc:BaseQuantity', base, { unitCode }),
    ]),
  ]);
}
