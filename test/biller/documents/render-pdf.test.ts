import { expect } from 'chai';
import { renderPdf } from '../../../biller/documents/render-pdf.ts';
import { codeSymbol } from '../../../biller/documents/code-symbol.ts';
import { utf8 } from '../../../core/domain/bytes/hex.ts';
import { paymentCodeOf } from '../../../core/domain/documents/payment-code/code-of-document.ts';
import type { PayableDocument } from '../../../core/domain/documents/payable-document.ts';
import { GERMAN, PAYER, RUSSIAN, SAMPLE, sampleDocument } from '../../documents/support/sample-document.ts';
import { refusal } from '../../support/refusal.ts';
import { codesIn, printed } from './support/picture.ts';

const RUSSIAN_BILL = sampleDocument();
const EURO_BILL = sampleDocument({ bill: { currency: 'EUR' }, issuer: GERMAN, language: 'en' });

/** Text as it is read, whatever spaces and breaks the printing put in. */
function joined(text: string): string {
  return text.replace(/\s+/g, ' ');
}

async function textOf(document: PayableDocument): Promise<string> {
  const { pages } = await printed(await renderPdf(document), 1);
  return joined(pages.map(({ text }) => text).join(' '));
}

describe('a bill as a PDF', () => {
  it('refuses a text that its font cannot print, rather than print boxes', async () => {
    const document = sampleDocument({ payer: { ...PAYER, name: '山田太郎' } });
    expect(await refusal(() => renderPdf(document))).to.equal('GLYPH_MISSING');
  });

  for (const [name, document] of [
    ['a Russian bill', RUSSIAN_BILL],
    ['a bill in euro', EURO_BILL],
  ] as const)
    it(`carries two codes that another program reads from its picture: payment and check, on ${name}`, async () => {
      const { pages } = await printed(await renderPdf(document));
      expect(pages).to.have.lengthOf(1);
      const [payment, check] = await codesIn(pages[0]?.picture ?? { width: 0, height: 0, data: new Uint8Array() });
      expect(payment).to.deep.equal(paymentCodeOf(document));
      expect(check).to.deep.equal(utf8(document.verifyUrl));
    });

  it('is the same bytes for the same document, dated by the bill', async () => {
    const [one, other] = [await renderPdf(RUSSIAN_BILL), await renderPdf(structuredClone(RUSSIAN_BILL))];
    expect(Buffer.compare(one, other)).to.equal(0);
    expect(Buffer.from(one).toString('latin1')).to.include('(D:20261102000000Z)');
  });

  it('has its fonts inside, a language, and tags that are read aloud in order', async () => {
    const text = Buffer.from(await renderPdf(RUSSIAN_BILL)).toString('latin1');
    expect(text.match(/\/FontFile2 /g)).to.have.lengthOf(2);
    expect(text).to.include('/Lang (ru)').and.include('/Marked true').and.include('/StructTreeRoot');
    for (const tag of ['/S /H1', '/S /Table', '/S /TH', '/S /Figure']) expect(text).to.include(tag);
    expect(text).to.not.include('Helvetica');
  });

  it('says whom to pay, what and until when, how it was counted and how to check it', async () => {
    const text = await textOf(RUSSIAN_BILL);
    for (const part of [
      'Платёжный документ (счёт) за октябрь 2026',
      'Иванова Мария Петровна',
      'ЕЛС: 80KX478547',
      'ИНН: 0012345017',
      'БИК: 040000999',
      '40702810600000000001',
      'К оплате: 1 197,58 руб.',
      'Оплатить до: 15.11.2026',
      'зона 2',
      '43,001',
      '6,73',
      '289,40',
      'Округление',
      '181,234',
      'https://house.example.org/bills/202610-0-271af6c8',
      RUSSIAN_BILL.ledger.digest,
      'блок 1234',
    ])
      expect(text).to.include(part);
  });

  it('shows debt, advance, penalty, recalculation, tax and what is paid, each where there is one', async () => {
    const declared = [
      { label: '4', text: 'Холодная вода, сентябрь', amount: '-100000000000000', blinding: '1' },
      { label: '6', text: '', amount: '5000000000000', blinding: '1' },
    ];
    const account = { amount: '20000000000000', blinding: '0' };
    const total = String(BigInt(SAMPLE.total) - 75_000_000_000_000n);
    const owing = await textOf(
      sampleDocument({
        bill: { declared, account, total },
        issuer: { ...RUSSIAN, tax: { category: 'S', percent: '22' } },
        paid: 1_000_000_000_000n,
      }),
    );
    for (const part of ['−100,00', 'Холодная вода, сентябрь', 'Пени 5,00', 'Долг прошлых периодов 20,00'])
      expect(owing).to.include(part);
    expect(owing)
      .to.include('в том числе НДС')
      .and.include('Уже оплачено −1,00')
      .and.include('К оплате, руб. 1 121,58');
    const credit = { amount: '-20000000000000', blinding: '0' };
    const less = String(BigInt(SAMPLE.total) - 20_000_000_000_000n);
    expect(await textOf(sampleDocument({ bill: { account: credit, total: less } }))).to.include('Аванс −20,00');
  });

  it('has no payment code where nothing is due', async () => {
    const document = sampleDocument({ paid: BigInt(SAMPLE.total) });
    const { pages } = await printed(await renderPdf(document));
    expect(joined(pages[0]?.text ?? '')).to.include('Платить нечего');
    const codes = await codesIn(pages[0]?.picture ?? { width: 0, height: 0, data: new Uint8Array() });
    expect(codes).to.deep.equal([utf8(document.verifyUrl)]);
  });

  it('takes as many pages as its lines need, and heads each table anew', async () => {
    const text = 'Норма: 2 жильца × 4,745 м³ = 9,490 м³ × 53,17; '.repeat(5).trim();
    const declared = Array.from({ length: 50 }, (_, index) => ({
      ...{ label: '8', text: `${text} ${index}`, amount: `${index + 1}000000000000`, blinding: '1' },
    }));
    const metered: typeof SAMPLE.metered = [];
    const document = sampleDocument({ bill: { metered, declared, total: String(1275n * 10n ** 12n) } });
    const { pages } = await printed(await renderPdf(document), 1);
    expect(pages.length).to.be.greaterThan(2);
    for (const page of pages.slice(1, -1)) expect(page.text).to.include('Услуга');
    const all = joined(pages.map((page) => page.text).join(' '));
    for (const { amount } of document.lines) expect(all).to.include(amount.replace('.', ','));
  });
});

describe('a QR symbol', () => {
  it('is a square with its white border, whose runs of dark modules begin with the corner', () => {
    const { size, runs } = codeSymbol(utf8('https://house.example.org'), 'L');
    expect(size).to.equal(25 + 8);
    expect(runs[0]).to.deep.equal({ x: 4, y: 4, width: 7 });
  });
});
