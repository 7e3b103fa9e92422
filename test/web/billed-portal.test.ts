import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { directChecker, type BillChecker } from '../../app/web/src/resident/check/bill-checker.ts';
import { loadBills, type LoadedBill } from '../../app/web/src/resident/load/load-bills.ts';
import { billName } from '../../app/web/src/resident/bill-name.ts';
import { lookForBarriers } from '../../scripts/bench/web/look-for-barriers.ts';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';
import { billedPortal, LOGIN, type BilledPortal } from '../app/web/support/billed-portal.ts';
import { itemsOf, lyingPage, type Lie } from '../app/web/support/lying-page.ts';
import { waitFor } from '../support/wait-for.ts';
import { launchBrowser, signIn, visitorOf } from './support/visitor.ts';

const MONTHS = 3;
const PATIENCE_MS = 180_000;

/** What is to pay comes first and each verdict once; and what was found out is there without a portal. */
describe('the bills of a few months', function () {
  this.timeout(2 * PATIENCE_MS);
  let house: BilledPortal;
  let browser: Browser | undefined;
  let context: BrowserContext;
  let page: Page;
  before(async () => {
    house = await billedPortal(MONTHS);
  });
  after(async () => {
    await browser?.close();
    await house?.[Symbol.asyncDispose]();
  });

  /** Names the bills that it checks. */
  function counting(): BillChecker & { checked: number[] } {
    const checked: number[] = [];
    return {
      ...{ checked, glance: directChecker.glance },
      check: (bill) => {
        checked.push(Number(looseFields(bill.evidence.previous)['period'] ?? 0));
        return directChecker.check(bill);
      },
    };
  }
  const resident = (lie?: Lie) => lyingPage({ ...house.signedIn, account: house.account }, lie);
  const verdicts = (bills: readonly LoadedBill[]): string[][] =>
    bills.map(({ report }) => report.checks.filter(({ state }) => state === 'failed').map(({ code = '' }) => code));

  it('are listed with what they come to before any of them is checked, and then checked, the newest first', async () => {
    const checker = counting();
    const seen: LoadedBill[][] = [];
    const bills = await loadBills(await resident(), { checker, onProgress: (some) => void seen.push(some) });
    expect(verdicts(bills)).to.deep.equal([[], [], []]);
    expect(bills.every(({ checked }) => checked !== undefined)).to.equal(true);
    expect(seen).to.have.length(2 + MONTHS);
    const [first = []] = seen;
    expect(first.map(({ checked }) => checked)).to.deep.equal([undefined, undefined, undefined]);
    expect(first.map(({ report }) => report.outstanding)).to.deep.equal(bills.map(({ report }) => report.outstanding));
    expect(first.flatMap(({ report }) => report.checks.map(({ state }) => state))).not.to.include('passed');
    expect(checker.checked[0]).to.be.greaterThan(checker.checked[1] ?? 0);
  });

  it('are checked again where what a verdict rests on is another, and otherwise not', async () => {
    const known = await loadBills(await resident());
    const again = async (options: Parameters<typeof loadBills>[1], lie?: Lie): Promise<number> => {
      const checker = counting();
      await loadBills(await resident(lie), { known, checker, ...options });
      return checker.checked.length;
    };
    expect(await again({})).to.equal(0);
    expect(await again({ version: 'newer pages' })).to.equal(MONTHS);
    // Another word of the portal about one bill is one about its own verdict alone; about rates, about all.
    const [newest] = known;
    const otherState: Lie = (path, body) =>
      path !== '/api/invoices'
        ? body
        : {
            ...body,
            invoices: itemsOf(body, 'invoices').map((one) =>
              one['invoiceId'] === newest?.record.invoiceId ? { ...one, dueDate: '1' } : one,
            ),
          };
    expect(await again({}, otherState)).to.equal(1);
    const noRates: Lie = (path, body) => (path === '/api/rates' ? { ...body, rates: [] } : body);
    expect(await again({}, noRates)).to.equal(MONTHS);
    const wrong = await loadBills(await resident(noRates), { known });
    expect(verdicts(wrong).flat()).not.to.deep.equal([]);
    // A verdict that found a fault is none to keep; one of another day rests on an old state while the bill is open.
    expect(await again({ known: wrong })).to.equal(MONTHS);
    const old = known.map((bill) => ({
      ...bill,
      checked: bill.checked && { ...bill.checked, at: bill.checked.at - 86_401n },
    }));
    expect(await again({ known: old })).to.equal(MONTHS);
  });

  it('are checked alone on a bill’s own page', async () => {
    const checker = counting();
    const [, name = ''] = (await loadBills(await resident())).map(billName);
    const bills = await loadBills(await resident(), { checker, only: name });
    expect(bills.filter(({ checked }) => checked !== undefined).map(billName)).to.deep.equal([name]);
    expect(checker.checked).to.have.length(1);
    expect(verdicts(bills)).to.deep.equal([[], [], []]);
  });

  describe('in a browser', () => {
    before(async function () {
      browser = await launchBrowser('the bills of a few months in a browser');
      if (browser === undefined) return this.skip();
      context = await visitorOf(browser, PATIENCE_MS, { serviceWorkers: 'allow' });
      page = await context.newPage();
      await page.goto(house.url);
      await signIn(page, LOGIN);
      await page.getByLabel('The twelve words').fill(house.phrase);
      await page.getByRole('button', { name: 'Bring back my keys' }).click();
    });
    const answers = (): Promise<string[]> =>
      page.evaluate(async () => {
        const opening = indexedDB.open('domledger', 1);
        await new Promise((resolve) => (opening.onsuccess = resolve));
        const asked = opening.result.transaction('values').objectStore('values').getAllKeys();
        await new Promise((resolve) => (asked.onsuccess = resolve));
        return asked.result.map(String).filter((key) => key.startsWith('answer:'));
      });

    it('have their sum at once, said to be unchecked until it is checked', async () => {
      await page.locator('[data-owed="checked"]').waitFor();
      const sum = await page.getByTestId('owed').innerText();
      expect(sum).to.match(/^RUB\s[\d,.]+$/);
      await page.goto(`${house.url}/bills`);
      await page.locator('[data-bill]').first().click();
      // Nobody in this house cosigns, which is all that its checks wait for.
      await page.locator('[data-verdict="waiting"]').waitFor();
      await page.getByTestId('pay').waitFor();
    });

    it('shut nobody out by colours, names or roles, in either theme, and are printed with whose and which bill it is', async () => {
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        const isThere = (wanted: string): boolean => document.documentElement.dataset['mantineColorScheme'] === wanted;
        await page.waitForFunction(isThere, colorScheme);
        // The theme's own colour, which the kit's sheet would overwrite if it stood behind it.
        const pay = page.getByTestId('pay');
        const colour = (): Promise<string> => pay.evaluate((button) => getComputedStyle(button).backgroundColor);
        await waitFor(`the button in its ${colorScheme} theme`, async () => (await colour()) === 'rgb(11, 114, 133)');
        expect((await lookForBarriers(page)).join('\n'), colorScheme).to.equal('');
      }
      expect(await page.locator('[data-printed-head]').isVisible()).to.equal(false);
      await page.emulateMedia({ media: 'print' });
      const printed = await page.locator('[data-printed-head]').innerText();
      for (const part of [/^Upkeep of the house, /, /From /, /Account 00SB000001/, /Due by /, /Bill number \d{6}-0-/])
        expect(printed).to.match(part);
      await page.emulateMedia({ media: 'screen' });
    });

    it('are there without a connection, with their date, on a page that opens without one', async () => {
      await page.goto(house.url);
      await page.locator('[data-owed="checked"]').waitFor();
      const sum = await page.getByTestId('owed').innerText();
      const isKept = (): Promise<boolean> =>
        page.evaluate(async () => {
          const names = await caches.keys();
          const files = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length));
          return navigator.serviceWorker.controller !== null && files.some((count) => count > 20);
        });
      await waitFor('the pages are kept', isKept);
      // What is kept of the portal's words is none of the worker's.
      const kept = await page.evaluate(async () => {
        const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
        return all.flat().map(({ url }) => new URL(url).pathname);
      });
      expect(kept).to.include('/');
      expect(kept.filter((path) => path !== '/' && !path.startsWith('/assets/'))).to.deep.equal([]);
      await context.setOffline(true);
      await page.reload();
      await page
        .locator('[data-offline="kept"]')
        .getByText(/checked here on .*20\d\d/)
        .waitFor();
      expect(await page.getByTestId('owed').innerText()).to.equal(sum);
      await page.getByRole('link', { name: 'Bills', exact: true }).click();
      await page.locator('[data-bill]').first().click();
      await page.locator('[data-verdict="waiting"]').waitFor();
      await page.getByRole('link', { name: 'Letters' }).click();
      await page.getByRole('button', { name: 'Write', exact: true }).click();
      await page.getByLabel('Your text').fill('Written without a connection');
      await page.locator('[data-draft]').waitFor();
      await page.reload();
      expect(await page.getByLabel('Your text').inputValue()).to.equal('Written without a connection');
      await page.getByRole('button', { name: 'Sign and send' }).click();
      await page.locator('[data-not-signed]').waitFor();
      await context.setOffline(false);
      await page.locator('[data-offline]').waitFor({ state: 'detached' });
    });

    it('say who is silent after 20 s, in place of a skeleton without an end', async () => {
      const stranger = await visitorOf(browser as Browser, PATIENCE_MS);
      const other = await stranger.newPage();
      await other.clock.install();
      await other.route('**/api/me', () => new Promise(() => undefined));
      await other.goto(house.url);
      await other.getByLabel('Loading…').waitFor();
      expect(await other.locator('[data-slow]').count()).to.equal(0);
      await other.clock.fastForward(21_000);
      await other
        .locator('[data-slow="portal"]')
        .getByText(/said nothing for 20 seconds.*You can leave this page/)
        .waitFor();
      await stranger.close();
    });

    it('show their frame before any script or style is there', async () => {
      const stranger = await visitorOf(browser as Browser, PATIENCE_MS);
      const other = await stranger.newPage();
      await other.route('**/assets/**', () => new Promise(() => undefined));
      await other.goto(house.url, { waitUntil: 'commit' });
      await other.locator('.shell').getByText('Domledger').waitFor();
      await other.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length === 1);
      await stranger.close();
    });

    it('are gone from the device with the session', async () => {
      expect(await answers()).to.include(`answer:bills:${house.account.address}`);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('link', { name: 'Sign in at the state portal' }).waitFor();
      expect(await answers()).to.deep.equal([]);
      await context.setOffline(true);
      await page.reload();
      await page.getByText('The portal does not answer').first().waitFor();
      expect(await page.locator('body').innerText()).not.to.match(/Good day|RUB/);
      await context.setOffline(false);
    });
  });
});
