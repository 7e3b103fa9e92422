import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import type { BillContent } from '../../core/domain/billing/bill.ts';
import type { PayableDocument } from '../../core/domain/documents/payable-document.ts';
import { ublInvoice } from '../../core/domain/documents/ubl/ubl-invoice.ts';
import { anyDocument } from './support/any-document.ts';
import { checkRules, EXAMPLES, rulesMissing } from './support/check-rules.ts';
import { GERMAN, sampleDocument } from './support/sample-document.ts';

const VECTORS = JSON.parse(readFileSync(new URL('../vectors/bill.json', import.meta.url), 'utf8')) as Record<
  string,
  { content: BillContent }
>;

/** The text of the first element of a name. */
function valueOf(xml: string, name: string): string | undefined {
  return new RegExp(`<cbc:${name}(?: [^>]*)?>([^<]*)<`).exec(xml)?.[1];
}

describe('a bill as an invoice of EN 16931', function () {
  this.timeout(300_000);

  it('asks for what the document asks for, with debts, advances, penalties and payments outside of its lines', () => {
    fc.assert(
      fc.property(anyDocument(), (document) => {
        const xml = ublInvoice(document);
        expect(valueOf(xml, 'PayableAmount')).to.equal(document.totals.due);
        expect(xml.match(/<cac:InvoiceLine>/g)?.length).to.equal(
          Math.max(1, document.lines.filter(({ kind }) => kind !== 'penalty').length),
        );
      }),
    );
  });

  it('writes a metered bill as 82, another as 380, and what would be markup as text', () => {
    expect(valueOf(ublInvoice(sampleDocument()), 'InvoiceTypeCode')).to.equal('82');
    const [declared] = VECTORS['byNorm']?.content.declared ?? [];
    if (declared === undefined) throw new Error('the vector has declared lines');
    const amount = '1000000000000';
    const bill = { metered: [], declared: [{ ...declared, text: '<&">', amount }], total: amount };
    const xml = ublInvoice(sampleDocument({ bill }));
    expect(valueOf(xml, 'InvoiceTypeCode')).to.equal('380');
    expect(xml).to.include('<cbc:Note>&lt;&amp;&quot;&gt;</cbc:Note>');
  });

  describe('and the official rules', () => {
    let folder: string;

    before(function () {
      const missing = rulesMissing();
      if (missing !== undefined) {
        console.log(`skipped: the official rules of EN 16931, since ${missing}`);
        this.skip();
      }
      folder = mkdtempSync(join(tmpdir(), 'domledger-ubl-'));
    });
    after(() => {
      if (folder) rmSync(folder, { recursive: true, force: true });
    });

    function failures(invoices: Readonly<Record<string, string>>): Record<string, string[]> {
      const files = Object.entries(invoices).map(([name, xml]) => {
        const file = join(folder, `${name}.xml`);
        writeFileSync(file, xml);
        return file;
      });
      const answers = checkRules(files);
      expect(Object.keys(answers)).to.have.lengthOf(files.length);
      return Object.fromEntries(
        Object.entries(answers).map(([file, failed]) => [file.slice(folder.length + 1, -4), failed]),
      );
    }

    it('refuse an invoice that asks for a cent more, and one that was told no seller', () => {
      const xml = ublInvoice(sampleDocument());
      const dearer = xml.replace(/(<cbc:PayableAmount[^>]*>)1197.58/, '$11197.59');
      const nameless = xml.replace(/<cbc:RegistrationName>[^<]*«[^<]*<\/cbc:RegistrationName>/, '');
      expect(failures({ dearer, nameless })).to.deep.equal({ dearer: ['fatal BR-CO-16'], nameless: ['fatal BR-06'] });
    });

    it('take the official examples, so that they are asked as they should be', () => {
      const names = readdirSync(EXAMPLES).filter((name) => /^ubl-tc434-example\d+\.xml$/.test(name));
      expect(names.length).to.be.greaterThan(5);
      const examples = names.map((name) => [name.slice(0, -4), readFileSync(join(EXAMPLES, name), 'utf8')] as const);
      expect(Object.values(failures(Object.fromEntries(examples))).flat()).to.deep.equal([]);
    });

    it('find no failure in the bills of the test vectors, Russian and in euro', () => {
      const documents = Object.entries(VECTORS).flatMap(([name, { content }]): [string, PayableDocument][] => [
        [name, sampleDocument({ content })],
        [`${name}-euro`, sampleDocument({ content: { ...content, currency: 'EUR' }, issuer: GERMAN, language: 'en' })],
      ]);
      const answers = failures(Object.fromEntries(documents.map(([name, one]) => [name, ublInvoice(one)])));
      expect(Object.keys(answers).length).to.be.greaterThan(5);
      expect(Object.values(answers).flat()).to.deep.equal([]);
    });

    it('find no failure in bills with any lines, units, credits, taxes, debts and payments', () => {
      const some = fc.sample(anyDocument(), { numRuns: 120 });
      const answers = failures(Object.fromEntries(some.map((one, index) => [`any-${index}`, ublInvoice(one)])));
      const failed = Object.entries(answers).filter(([, rules]) => rules.length > 0);
      const shown = failed.map(([name, rules]) => [rules, some[Number(name.slice(4))]]);
      expect(shown, JSON.stringify(shown[0])).to.deep.equal([]);
    });
  });
});
