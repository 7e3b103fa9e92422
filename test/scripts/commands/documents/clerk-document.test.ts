import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseDocument } from '../../../../core/domain/documents/parse-document.ts';
import type { RecordedBlock } from '../../../../core/chain/follow.ts';
import { codesIn, printed } from '../../../biller/documents/support/picture.ts';
import { PAYER } from '../../../documents/support/sample-document.ts';
import { runCli } from '../../../support/run-cli.ts';
import type { World } from '../../../support/world.ts';
import { billedFlat, type BilledFlat } from '../support/billed-flat.ts';

describe('domledger clerk bill-document', function () {
  this.timeout(300_000);
  let whole: World;
  let flat: BilledFlat;
  let invoice: RecordedBlock;
  let settings: string;
  let plain: string;

  before(async () => {
    flat = await billedFlat();
    ({ whole, invoice, settings, plain } = flat);
  });
  after(() => flat[Symbol.asyncDispose]());

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
