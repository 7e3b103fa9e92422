import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { offerContract } from '../../../../biller/commands/commands.ts';
import { localDate, periodOf, periodStart, previousPeriod } from '../../../../core/domain/billing/period.ts';
import { decodeData } from '../../../../core/domain/ledger/block-data.ts';
import { parseDocument } from '../../../../core/domain/documents/parse-document.ts';
import { makeCopy } from '../../../../core/domain/resident/make-copy.ts';
import { carriedBy } from '../../../../core/domain/sealed/carried-envelope.ts';
import { openSealed } from '../../../../core/domain/sealed/sealed-content.ts';
import type { RecordedBlock } from '../../../../core/chain/follow.ts';
import { is } from '../../../biller/support/actors.ts';
import { codesIn, printed } from '../../../biller/documents/support/picture.ts';
import { PAYER, RUSSIAN } from '../../../documents/support/sample-document.ts';
import { runCli } from '../../../support/run-cli.ts';
import { world, type World } from '../../../support/world.ts';
import { nowSeconds } from '../../../support/world/actors.ts';
import { enrolPrograms } from '../../../support/world/billers-part.ts';

const TIME_ZONE = 'Europe/Moscow';

describe('domledger clerk bill-document', function () {
  this.timeout(300_000);
  let whole: World;
  const running = new AsyncDisposableStack();
  let invoice: RecordedBlock;
  let settings: string;
  let plain: string;

  before(async () => {
    whole = await world({ billers: true });
    const { billers: house } = whole;
    running.use(await house.start(house.companySettings));
    running.use(await house.start(house.providerSettings));
    await enrolPrograms(house);
    const resident = await house.moveIn('flat-01', 'A1');
    const { observer, company } = house;
    const { network } = observer;
    const from = localDate(periodStart(previousPeriod(periodOf(nowSeconds(), TIME_ZONE)), TIME_ZONE), TIME_ZONE);
    const terms = { subscriber: resident.address, resource: 6, from };
    const signal = AbortSignal.timeout(60_000);
    const contractId = await offerContract({ settings: house.companySettings, signal, ...terms });
    const offer = await observer.recorded('the offer', (block) => block.digest === contractId);
    const carried = carriedBy(offer, decodeData('OFFER', offer.data));
    const content = await openSealed({ network, account: resident, kind: 'OFFER', carried });
    if ('form' in content) throw new Error('the company offers complete terms');
    const author = { network, account: resident, timestamp: nowSeconds() };
    const copy = await makeCopy({ ...author, contractId, content, counterparty: house.addressee(company) });
    await observer.send(copy.signed);
    invoice = await observer.recorded('the invoice', is('INVOICE', company.address, resident.address));

    const documents = join(house.folder, 'documents.json');
    const payers = [{ ...PAYER, subscriber: resident.address }];
    const file = { language: 'ru', pages: 'http://127.0.0.1:4730', issuer: RUSSIAN, payers };
    writeFileSync(documents, JSON.stringify(file));
    settings = join(house.folder, 'with-documents.json');
    plain = join(house.folder, 'without-documents.json');
    const { dataDir, replicaUrl, queueUrl } = house.companySettings;
    const common = { role: 'company', dataDir, replicaUrl, queueUrl };
    writeFileSync(plain, JSON.stringify(common));
    writeFileSync(settings, JSON.stringify({ ...common, documentsFile: documents }));
  });
  after(async () => {
    await running.disposeAsync();
    await whole[Symbol.asyncDispose]();
  });

  it('exits with 2 for a bill that this biller does not have, and without a file of requisites', async () => {
    const unknown = ['clerk', 'bill-document', '--settings', settings, '--bill', `0x${'0'.repeat(64)}`];
    const first = await runCli(unknown);
    expect([first.code, first.stdout]).to.deep.equal([2, '']);
    expect(first.stderr).to.include('BILL_UNKNOWN');
    const second = await runCli(['clerk', 'bill-document', '--settings', plain, '--bill', invoice.block.subject]);
    expect([second.code, second.stdout]).to.deep.equal([2, '']);
    expect(second.stderr).to.include('DOCUMENTS_FILE_MISSING');
  });

  it('gives the document of a bill that the ledger has, for its payer, and prints it with its codes', async () => {
    const pdf = join(whole.billers.folder, 'bill.pdf');
    const { subject } = invoice.block;
    const { code, stdout, stderr } = await runCli([
      ...['clerk', 'bill-document', '--settings', settings, '--bill', subject, '--pdf', pdf, '--json'],
    ]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const document = parseDocument(JSON.parse(stdout));
    expect(document.payer).to.deep.equal(PAYER);
    expect(document.ledger).to.include({
      invoiceId: subject,
      digest: invoice.digest,
      block: String(invoice.blockNumber),
    });
    // 54.30 m² at 35.149: 1908.5907, of which the kopecks are asked for.
    expect(document.totals).to.include({ charged: '1908.59', total: '1908.59', due: '1908.59' });
    const { pages } = await printed(readFileSync(pdf));
    const [page] = pages;
    if (page === undefined) throw new Error('a document has a page');
    expect(await codesIn(page.picture)).to.have.lengthOf(2);
    expect(page.text.replace(/\s/g, ' ')).to.include('1 908,59').and.include('Иванова Мария Петровна');
  });
});
