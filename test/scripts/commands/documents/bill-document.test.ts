import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { billDocumentFile } from '../../../../scripts/commands/documents/bill-document.ts';
import { readGostCode } from '../../../../core/domain/documents/payment-code/gost-code.ts';
import { sampleDocument, SAMPLE } from '../../../documents/support/sample-document.ts';
import { refusal } from '../../../support/refusal.ts';
import { runCli } from '../../../support/run-cli.ts';

describe('domledger bill-document', function () {
  this.timeout(180_000);
  const document = sampleDocument();
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-document-'));
    file = join(folder, 'document.json');
    writeFileSync(file, JSON.stringify(document));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('exits with 2 for a document whose sums are wrong, and names the code', async () => {
    const wrong = join(folder, 'wrong.json');
    writeFileSync(wrong, JSON.stringify({ ...document, totals: { ...document.totals, total: '1.00' } }));
    const { code, stdout, stderr } = await runCli(['bill-document', wrong]);
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
    expect(stderr).to.include('DOCUMENT_SUMS_WRONG');
  });

  it('refuses what is no JSON, an encoding that is none, a folder that is not there, and a code where nothing is due', async () => {
    const torn = join(folder, 'torn.json');
    writeFileSync(torn, '{');
    expect(await refusal(() => billDocumentFile(torn, {}))).to.equal('DOCUMENT_INVALID');
    expect(await refusal(() => billDocumentFile(file, { encoding: '4' }))).to.equal('ENCODING_UNKNOWN');
    expect(await refusal(() => billDocumentFile(file, { ubl: join(folder, 'none', 'a.xml') }))).to.equal(
      'FILE_UNWRITABLE',
    );
    const link = join(folder, 'link.xml');
    symlinkSync('/dev/null', link);
    for (const ubl of [folder, link, '/dev/null'])
      expect(await refusal(() => billDocumentFile(file, { ubl })), ubl).to.equal('FILE_UNWRITABLE');
    const paid = join(folder, 'paid.json');
    writeFileSync(paid, JSON.stringify(sampleDocument({ paid: BigInt(SAMPLE.total) })));
    expect(await refusal(() => billDocumentFile(paid, { code: join(folder, 'code') }))).to.equal('NOTHING_DUE');
  });

  it('writes each file for its owner alone, and the document again with --json', async () => {
    const path = (name: string): string => join(folder, name);
    writeFileSync(path('a.xml'), 'of another bill', { mode: 0o644 });
    const { code, stdout, stderr } = await runCli([
      ...['bill-document', file, '--pdf', path('a.pdf'), '--ubl', path('a.xml'), '--code', path('a.txt')],
      ...['--encoding', '1', '--document', path('a.json'), '--json'],
    ]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).to.deep.equal(document);
    expect(JSON.parse(readFileSync(path('a.json'), 'utf8'))).to.deep.equal(document);
    expect(readFileSync(path('a.pdf')).subarray(0, 8).toString()).to.equal('%PDF-1.7');
    expect(readFileSync(path('a.xml'), 'utf8')).to.include('<cbc:CustomizationID>urn:cen.eu:en16931:2017<');
    expect(readGostCode(readFileSync(path('a.txt')))).to.deep.include({ page: '1' });
    for (const name of ['a.pdf', 'a.xml', 'a.txt', 'a.json']) expect(statSync(path(name)).mode & 0o777).to.equal(0o600);
  });
});
