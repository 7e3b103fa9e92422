import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { parseAmount } from '../../../../core/domain/billing/money.ts';
import { parseDecimal } from '../../../../core/domain/bytes/decimal.ts';
import type { PayableDocument } from '../../../../core/domain/documents/payable-document.ts';
import { parseDocument } from '../../../../core/domain/documents/parse-document.ts';
import { paymentCodeOf } from '../../../../core/domain/documents/payment-code/code-of-document.ts';
import { readEpcCode } from '../../../../core/domain/documents/payment-code/epc-code.ts';
import { readGostCode } from '../../../../core/domain/documents/payment-code/gost-code.ts';
import { ublInvoice } from '../../../../core/domain/documents/ubl/ubl-invoice.ts';
import { anyDocument } from '../../../documents/support/any-document.ts';
import { GERMAN, PAYER, RUSSIAN, SAMPLE, sampleDocument } from '../../../documents/support/sample-document.ts';
import { refusalOf } from '../../../support/refusal.ts';

const SCHEMA = JSON.parse(
  readFileSync(new URL('../../../../docs/schemas/payable-document.json', import.meta.url), 'utf8'),
);
const isBySchema = new Ajv2020({ strict: true }).compile(SCHEMA);

type Path = (string | number)[];

/** A copy with one value changed, or taken away where it is undefined. */
function changed(value: object, [key = '', ...rest]: Path, to: unknown): object {
  const inner: unknown = Reflect.get(value, key);
  const put = rest.length > 0 && typeof inner === 'object' && inner !== null ? changed(inner, rest, to) : to;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  if (put === undefined) Reflect.deleteProperty(copy, key);
  else Reflect.set(copy, key, put);
  return copy;
}

/** Minor units that the payment code asks for. */
function askedBy({ issuer }: PayableDocument, code: Uint8Array): bigint {
  return issuer.bank.kind === 'ru' ? BigInt(readGostCode(code).fields.Sum ?? 0) : readEpcCode(code).amount;
}

describe('a payable document', () => {
  const document = sampleDocument();

  it('refuses a bill that asks for a part of a minor unit, and a payment of one', () => {
    const total = String(BigInt(SAMPLE.total) + 1n);
    expect(refusalOf(() => sampleDocument({ bill: { total } }))).to.equal('BILL_NOT_PAYABLE');
    expect(refusalOf(() => sampleDocument({ paid: 1n }))).to.equal('BILL_NOT_PAYABLE');
  });

  it('refuses what has another form, as its schema does', () => {
    const wrong: [Path, unknown][] = [
      [['version'], '2'],
      [['language'], 'fr'],
      [['number'], '202610'],
      [['more'], 'unknown'],
      [['payer', 'account'], ''],
      [['payer', 'account'], undefined],
      [['lines', 0, 'amount'], '822.9'],
      [['lines', 0, 'amount'], 822.9],
      [['lines', 0, 'unit'], 'Wh'],
      [['lines', 0, 'text'], 'two\nlines'],
      [['lines', 0, 'text'], 'half \ud800'],
      [['totals', 'total'], '-1.00'],
      [['ledger', 'digest'], '0xD1'],
      [['verifyUrl'], 'https://house.example.org/?key=secret'],
      [['issuer', 'bank', 'kind'], 'us'],
    ];
    for (const [path, value] of wrong) {
      const other = changed(document, path, value);
      expect(
        refusalOf(() => parseDocument(other)),
        path.join('.'),
      ).to.equal('DOCUMENT_INVALID');
      expect(isBySchema(other), path.join('.')).to.equal(false);
    }
    expect(refusalOf(() => parseDocument(changed(document, ['dueOn'], '2026-02-30')))).to.equal('DOCUMENT_INVALID');
    expect(refusalOf(() => parseDocument(changed(document, ['period', 'to'], '2026-09-30')))).to.equal(
      'DOCUMENT_INVALID',
    );
  });

  it('refuses a currency that the account does not take', () => {
    expect(refusalOf(() => sampleDocument({ issuer: GERMAN }))).to.equal('DOCUMENT_INVALID');
    expect(refusalOf(() => sampleDocument({ bill: { currency: 'EUR' } }))).to.equal('DOCUMENT_INVALID');
  });

  it('refuses sums that do not add up, each of them', () => {
    for (const part of ['charged', 'recalculated', 'penalty', 'rounding', 'debt', 'advance', 'total', 'paid', 'due'])
      expect(
        refusalOf(() => parseDocument(changed(document, ['totals', part], '7.77'))),
        part,
      ).to.equal('DOCUMENT_SUMS_WRONG');
    expect(refusalOf(() => parseDocument(changed(document, ['totals', 'taxIncluded'], '1.00')))).to.equal(
      'DOCUMENT_SUMS_WRONG',
    );
    expect(refusalOf(() => parseDocument(changed(document, ['lines', 1, 'amount'], '289.41')))).to.equal(
      'DOCUMENT_SUMS_WRONG',
    );
    for (const [part, value] of Object.entries({ quantity: '81.235', rate: '10.14', exact: '822.90' }))
      expect(
        refusalOf(() => parseDocument(changed(document, ['lines', 0, part], value))),
        part,
      ).to.equal('DOCUMENT_SUMS_WRONG');
    const line = { ...document.lines[0], quantity: '81.23400', exact: '822.90042000' };
    expect(parseDocument(changed(document, ['lines', 0], line))).to.deep.equal(changed(document, ['lines', 0], line));
    const moved = { ...document.totals, rounding: '0.03', total: '1197.62', due: '1197.62' };
    expect(parseDocument({ ...document, totals: moved }).totals).to.deep.equal(moved);
    const far = { ...moved, rounding: '0.04', total: '1197.63', due: '1197.63' };
    expect(refusalOf(() => parseDocument({ ...document, totals: far }))).to.equal('DOCUMENT_SUMS_WRONG');
    const over = { ...document.totals, paid: '1197.59', due: '0.00' };
    expect(refusalOf(() => parseDocument({ ...document, totals: over }))).to.equal('DOCUMENT_SUMS_WRONG');
    const both = changed(document, ['totals'], { ...document.totals, debt: '5.00', advance: '5.00' });
    expect(refusalOf(() => parseDocument(both))).to.equal('DOCUMENT_SUMS_WRONG');
  });

  it('refuses requisites whose check digits do not fit', () => {
    const { bank } = RUSSIAN;
    const cases: [object, object, string][] = [
      [{ issuer: { ...RUSSIAN, inn: '0012345018' } }, {}, 'INN_INVALID'],
      [{ issuer: { ...RUSSIAN, kpp: '77' } }, {}, 'KPP_INVALID'],
      [{ issuer: { ...RUSSIAN, oktmo: '77' } }, {}, 'OKTMO_INVALID'],
      [{ issuer: { ...RUSSIAN, bank: { ...bank, account: '40702810600000000002' } } }, {}, 'ACCOUNT_INVALID'],
      [{ payer: { ...PAYER, unifiedAccount: '8' } }, {}, 'PERSONAL_ACCOUNT_INVALID'],
      [{ payer: { ...PAYER, serviceId: '80KX478547' } }, {}, 'PERSONAL_ACCOUNT_INVALID'],
      [{ payer: { ...PAYER, uin: '32117072411021588934' } }, {}, 'UIN_INVALID'],
      [{ issuer: { ...GERMAN, bank: { kind: 'sepa', iban: 'DE0' } } }, { currency: 'EUR' }, 'IBAN_INVALID'],
      [{ issuer: { ...GERMAN, bank: { ...GERMAN.bank, bic: 'DE' } } }, { currency: 'EUR' }, 'SWIFT_INVALID'],
    ];
    for (const [over, bill, code] of cases)
      expect(
        refusalOf(() => sampleDocument({ ...over, bill })),
        code,
      ).to.equal(code);
  });

  it('gives requisites as banks and the state write them, however they were typed', () => {
    const payer = { ...PAYER, unifiedAccount: '80кХ478547', serviceId: '80кХ478547-01' };
    const typed = { ...document, payer };
    expect(parseDocument(typed).payer).to.deep.equal(PAYER);
    expect(new TextDecoder().decode(paymentCodeOf(parseDocument(typed)))).to.include('ЕЛС 80KX478547');
    const bank = { ...GERMAN.bank, iban: 'de89 3704 0044 0532 0130 00' };
    const bill = sampleDocument({ issuer: { ...GERMAN, bank }, bill: { currency: 'EUR' } });
    expect(bill.issuer).to.deep.equal(GERMAN);
    expect(ublInvoice(bill)).to.include('DE89370400440532013000').and.not.include('DE89 3704');
    expect(new TextDecoder().decode(paymentCodeOf(bill))).to.include('\nDE89370400440532013000\n');
  });

  it('refuses an issuer that nobody could tell or tax', () => {
    const { inn: _, ...nameless } = RUSSIAN;
    expect(refusalOf(() => sampleDocument({ issuer: nameless }))).to.equal('DOCUMENT_INVALID');
    const untaxed = { ...nameless, registration: '1027700132195', tax: { category: 'S', percent: '20' } as const };
    expect(refusalOf(() => sampleDocument({ issuer: untaxed }))).to.equal('DOCUMENT_INVALID');
  });

  it('shows a three-zone bill with its lines in kopecks and what that rounds beside them', () => {
    expect(
      document.lines.map(({ quantity, unit, rate, amount, exact }) => [quantity, unit, rate, amount, exact]),
    ).to.deep.equal([
      ['81.234', 'kWh', '10.13', '822.90', '822.90042'],
      ['43.001', 'kWh', '6.73', '289.40', '289.39673'],
      ['25.011', 'kWh', '3.41', '85.29', '85.28751'],
    ]);
    expect(document.totals).to.include({ charged: '1197.59', rounding: '-0.01', total: '1197.58', due: '1197.58' });
    expect(document).to.include({ number: '202610-0-271af6c8', issuedOn: '2026-11-02', dueOn: '2026-11-15' });
    expect(document.verifyUrl).to.equal('https://house.example.org/bills/202610-0-271af6c8');
  });

  it('tells the tax within: each line without it in kopecks, then once on their sum', () => {
    const tax = { category: 'S', percent: '22' } as const;
    // 674.51 + 237.21 + 69.91 = 981.63, of which 22 % are 215.9586.
    expect(sampleDocument({ issuer: { ...RUSSIAN, tax } }).totals.taxIncluded).to.equal('215.96');
    expect(document.totals.taxIncluded).to.equal('0.00');
  });

  it('shows litres as cubic metres, joules and calories by the billion, whatever the register counts', () => {
    const [line] = SAMPLE.metered;
    if (line === undefined) throw new Error('the sample has lines');
    const shown = (unit: string, exponent: string): string[] => {
      const metered = [{ ...line, unit, exponent }];
      const { lines, readings } = sampleDocument({ bill: { metered, total: '822900000000000' } });
      return [lines[0]?.quantity ?? '', lines[0]?.unit ?? '', lines[0]?.rate ?? '', readings[0]?.closed ?? ''];
    };
    expect(shown('1', '3')).to.deep.equal(['81234', 'kWh', '0.01013', '181234']);
    expect(shown('2', '-3')).to.deep.equal(['81.234', 'm3', '10.13', '181.234']);
    expect(shown('3', '6')).to.deep.equal(['81.234', 'GJ', '10.13', '181.234']);
    expect(shown('4', '7')).to.deep.equal(['812.34', 'Gcal', '1.013', '1812.34']);
    expect(refusalOf(() => shown('9', '0'))).to.equal('BILL_INVALID');
  });

  it('is taken by its schema, and its payment code asks for what is due, whatever the bill', () => {
    fc.assert(
      fc.property(anyDocument(), (any) => {
        expect(isBySchema(any), JSON.stringify(isBySchema.errors)).to.equal(true);
        expect(parseDocument(JSON.parse(JSON.stringify(any)))).to.deep.equal(any);
        for (const { quantity, rate, exact } of any.lines) {
          const [a, b, c] = [quantity, rate, exact].map(parseDecimal);
          if (a === undefined || b === undefined || c === undefined) throw new Error('three decimals');
          const shift = c.exponent - a.exponent - b.exponent;
          expect(a.mantissa * b.mantissa).to.equal(c.mantissa * 10n ** BigInt(shift));
        }
        const cents = parseAmount(any.totals.due) / 10_000_000_000n;
        const code = paymentCodeOf(any);
        expect(code === undefined).to.equal(cents === 0n);
        if (code !== undefined) expect(askedBy(any, code)).to.equal(cents);
      }),
      { numRuns: 300 },
    );
  });

  it('names neither the payer nor the flat in the payment code', () => {
    const text = new TextDecoder().decode(paymentCodeOf(document));
    for (const secret of ['Иванова', 'Примерная, д. 2', 'кв. 17']) expect(text).to.not.include(secret);
    expect(text).to.include('PersAcc=12345678').and.include('PaymPeriod=102026').and.include('Sum=119758');
  });
});
