import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { TransientError } from '../../core/domain/bytes/errors.ts';
import { awaitShown } from '../../scripts/bench/web/watch-page.ts';
import { launchBrowser } from './support/visitor.ts';

describe('what a bench waits for on a page', function () {
  this.timeout(120_000);
  let browser: Browser;
  before(async function () {
    const launched = await launchBrowser('what a bench waits for on a page');
    if (launched === undefined) return this.skip();
    browser = launched;
  });
  after(async () => browser?.close());

  it('is given up after a time, with what the page shows instead', async () => {
    const page = await browser.newPage();
    await page.setContent('<main><h1>Bills</h1><p>There are\n no bills yet.</p></main>');
    const given: unknown = await awaitShown(page, '[data-bill]', 1).catch((error: unknown) => error);
    if (!(given instanceof TransientError)) throw given;
    expect(given.code).to.equal('NOT_IN_TIME');
    expect(given.message).to.contain('did not show [data-bill]').and.to.contain('"Bills There are no bills yet."');
    expect(await (await awaitShown(page, 'h1')).innerText()).to.equal('Bills');
  });
});
