import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { billDocument, documentOf } from '../../../biller/documents/bill-document.ts';
import { readDocumentsFile, type DocumentsFile } from '../../../biller/documents/documents-file.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { AMOUNT_PER_MINOR, formatAmount } from '../../../core/domain/billing/money.ts';
import { VOID_REASON } from '../../../core/domain/ledger/kinds.ts';
import { makeVoid } from '../../../biller/commands/bill-commands.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { GERMAN, PAYER, RUSSIAN } from '../../documents/support/sample-document.ts';
import { refusal } from '../../support/refusal.ts';
import { deskWithBill, payBill } from '../support/paid-bill.ts';

const FILE: DocumentsFile = { language: 'ru', pages: 'https://house.example.org', issuer: RUSSIAN, payers: new Map() };

describe('the document of a bill, by its issuer', () => {
  it('is refused without the requisites, and for a bill that is not there', async () => {
    const { test } = await deskWithBill('4.745');
    const { settings } = test.context;
    const signal = AbortSignal.timeout(1_000);
    expect(await refusal(() => billDocument({ settings, signal, invoiceId: ZERO_32 }))).to.equal(
      'DOCUMENTS_FILE_MISSING',
    );
    expect(await refusal(() => documentOf(test.context, FILE, ZERO_32))).to.equal('BILL_UNKNOWN');
  });

  it('is refused for a bill that was withdrawn, and where a payment cannot be read', async () => {
    const withdrawn = await deskWithBill('4.745');
    const { invoiceId } = withdrawn.draft;
    const data = decodeData('VOID', makeVoid(withdrawn.test.context, { invoiceId, reason: VOID_REASON.contract }).data);
    withdrawn.test.record(withdrawn.test.me, withdrawn.resident.address, 'VOID', data, invoiceId);
    expect(await refusal(() => documentOf(withdrawn.test.context, FILE, invoiceId))).to.equal('BILL_NOT_PAYABLE');
    const unread = await deskWithBill('4.745');
    await payBill(unread, AMOUNT_PER_MINOR, 2n * AMOUNT_PER_MINOR);
    expect(await refusal(() => documentOf(unread.test.context, FILE, unread.draft.invoiceId))).to.equal(
      'BILL_NOT_PAYABLE',
    );
  });

  it('asks for what the bill asks for, names its place on the ledger, and takes off what was paid', async () => {
    const bill = await deskWithBill('4.745');
    const { test, draft } = bill;
    const before = await documentOf(test.context, FILE, draft.invoiceId);
    expect(before.totals).to.include({
      total: formatAmount(draft.total),
      due: formatAmount(draft.total),
      paid: '0.00',
    });
    const { recorded } = test.context.state.invoices.get(draft.invoiceId) ?? {};
    expect(before.ledger).to.include({
      name: 'billingLedger',
      address: test.context.network.contracts.billingLedger,
      invoiceId: draft.invoiceId,
      digest: recorded?.digest,
      block: String(recorded?.block),
    });
    await payBill(bill, 100n * AMOUNT_PER_MINOR);
    const after = await documentOf(test.context, FILE, draft.invoiceId);
    expect(after.totals).to.include({ paid: '1.00', due: formatAmount(draft.total - 100n * AMOUNT_PER_MINOR) });
  });

  it('asks for nothing where more was paid than the bill asks for', async () => {
    const bill = await deskWithBill('4.745');
    await payBill(bill, bill.draft.total + 100n * AMOUNT_PER_MINOR);
    const { totals } = await documentOf(bill.test.context, FILE, bill.draft.invoiceId);
    expect(totals).to.include({ paid: totals.total, due: '0.00' });
  });

  it('names the payer by the file, or by the contract where the file knows none', async () => {
    const { test, draft, resident } = await deskWithBill('4.745');
    const payers = new Map([[resident.address, PAYER]]);
    expect((await documentOf(test.context, { ...FILE, payers }, draft.invoiceId)).payer).to.deep.equal(PAYER);
    const unknown = await documentOf(test.context, FILE, draft.invoiceId);
    expect(unknown.payer).to.deep.equal({ account: draft.content.contractId.slice(2, 14) });
  });
});

describe('the file of requisites and payers', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'domledger-documents-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const subscriber = `0x${'A1'.repeat(20)}`;
  function read(content: unknown): DocumentsFile {
    const file = join(folder, 'documents.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return readDocumentsFile(file);
  }
  const good = {
    language: 'ru',
    pages: 'https://house.example.org',
    issuer: RUSSIAN,
    payers: [{ ...PAYER, subscriber }],
  };

  it('is refused where it is missing, of another form, or names a subscriber twice', async () => {
    const again = { ...PAYER, subscriber: subscriber.toLowerCase() };
    for (const content of [
      'no JSON',
      { ...good, language: 'fr' },
      { ...good, pages: 'https://house.example.org/' },
      { ...good, more: 1 },
      { ...good, payers: [{ ...PAYER }] },
      { ...good, payers: [...good.payers, again] },
    ])
      expect(await refusal(() => read(content))).to.equal('DOCUMENTS_FILE_INVALID');
    expect(await refusal(() => readDocumentsFile(join(folder, 'none.json')))).to.equal('DOCUMENTS_FILE_INVALID');
  });

  it('is refused for a requisite whose check digits do not fit, and tells no name of a payer', async () => {
    expect(await refusal(() => read({ ...good, issuer: { ...RUSSIAN, inn: '0012345018' } }))).to.equal('INN_INVALID');
    const uin = { ...PAYER, subscriber, uin: '12345678901234567894' };
    expect(await refusal(() => read({ ...good, payers: [uin] }))).to.equal('UIN_INVALID');
    let told = '';
    try {
      read({ ...good, payers: [{ ...PAYER, subscriber, name: 'Иванова\nМария' }] });
    } catch (error) {
      told = String(error);
    }
    expect(told).to.include('payers.0.name').and.not.include('Иванова');
  });

  it('gives payers by their accounts in lower case', () => {
    const { payers, issuer } = read(good);
    expect(issuer).to.deep.equal(RUSSIAN);
    expect([...payers]).to.deep.equal([[subscriber.toLowerCase(), PAYER]]);
  });

  it('gives requisites as banks and the state write them, however they were typed', () => {
    const typed = { ...PAYER, unifiedAccount: '80кХ478547', serviceId: '80кХ478547-01', subscriber };
    const bank = { ...GERMAN.bank, iban: 'de89 3704 0044 0532 0130 00' };
    const { payers, issuer } = read({ ...good, issuer: { ...GERMAN, bank }, payers: [typed] });
    expect(issuer).to.deep.equal(GERMAN);
    expect([...payers.values()]).to.deep.equal([PAYER]);
  });
});
