import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { periodOf, previousPeriod } from '../../core/domain/billing/period.ts';
import { nowSeconds } from '../support/world/actors.ts';
import { waitFor } from '../support/wait-for.ts';
import { askForReading, sendTelegrams } from '../support/world/house-acts.ts';
import type { House } from '../support/world/house-part.ts';
import { browserHouse, READER } from './support/browser-house.ts';
import { forgetAnswers, launchBrowser, signIn as signInAs, visitorOf } from './support/visitor.ts';

/** A busy machine seals, reads and bills slowly. */
const PATIENCE_MS = 180_000;

describe('the pages in a browser', function () {
  this.timeout(2 * PATIENCE_MS);
  /** The month that ended last, YYYYMM: it is billed as soon as it is metered. */
  const period = previousPeriod(periodOf(nowSeconds(), 'Europe/Moscow'));
  let house: House;
  let portalUrl: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let words: string[] = [];
  const faults: string[] = [];
  const foreign: string[] = [];

  before(async function () {
    this.timeout(3 * PATIENCE_MS);
    const launched = await launchBrowser('the pages in a browser');
    if (launched === undefined) return this.skip();
    browser = launched;
    house = await browserHouse();
    portalUrl = house.url('app');
    context = await visitor();
    page = await context.newPage();
  });
  after(async () => {
    await browser?.close();
  });

  /** A person at a browser of their own; what the pages complain about, and every host but this machine, is noted. */
  async function visitor(): Promise<BrowserContext> {
    const fresh = await visitorOf(browser, PATIENCE_MS);
    fresh.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') foreign.push(request.url());
    });
    fresh.on('weberror', (error) => faults.push(String(error.error())));
    fresh.on('console', (message) => {
      if (message.type() === 'error' && message.location().url.startsWith(portalUrl)) faults.push(message.text());
    });
    return fresh;
  }
  async function signIn(on: Page): Promise<void> {
    await on.goto(portalUrl);
    await signInAs(on, READER);
  }
  async function openBill(on: Page): Promise<void> {
    await on.goto(`${portalUrl}/bills`);
    await on.locator('[data-bill]').first().click();
    await on.locator('[data-verdict]').waitFor();
  }
  const states = (on: Page): Promise<Record<string, string>> =>
    on
      .locator('[data-check]')
      .evaluateAll((lines) =>
        Object.fromEntries(lines.map((line) => [line.getAttribute('data-check'), line.getAttribute('data-state')])),
      );
  /** Nobody has to read a hash, a key or a nonce. */
  async function expectPlainWords(on: Page): Promise<void> {
    expect(await on.locator('body').innerText()).not.to.match(/0x[0-9a-f]{6}|nonce|\bgas\b/i);
  }

  it('refuses words that are not on the sheet, and enrols once they are', async () => {
    await signIn(page);
    await page.locator('[data-word="12"]').waitFor();
    words = await page.locator('[data-word]').allTextContents();
    expect(words).to.have.length(12);
    await page.getByLabel('Word 3').fill('wrong');
    await page.getByLabel('Word 9').fill('words');
    await page.getByRole('button', { name: 'I have the sheet' }).click();
    await page.getByText('not what the sheet says').waitFor();
    await page.getByLabel('Word 3').fill(words[2] ?? '');
    await page.getByLabel('Word 9').fill(words[8] ?? '');
    await page.getByText('With a PIN', { exact: true }).click();
    await page.getByLabel(/^PIN/).fill('48291');
    await page.getByRole('button', { name: 'I have the sheet' }).click();
    // The browser itself says that it is too short.
    expect(await page.getByLabel(/^PIN/).evaluate((field: HTMLInputElement) => field.validity.tooShort)).to.equal(true);
    await page.getByLabel(/^PIN/).fill('482913');
    await page.getByRole('button', { name: 'I have the sheet' }).click();
    await page.getByRole('button', { name: 'Ask to take part' }).click();
    await page.getByRole('heading', { name: /Good day/ }).waitFor();
    await page.getByText('Nothing to pay').waitFor();
    await expectPlainWords(page);
  });

  it('shows the words of the sheet again behind the PIN alone, and lets whoever forgot it choose another by the sheet', async () => {
    const pin = page.getByLabel(/^PIN/);
    const show = page.getByRole('button', { name: 'Show the words' });
    await page.goto(`${portalUrl}/recovery-sheet`);
    await pin.fill('482914');
    await show.click();
    await page.getByText('That was wrong.').waitFor();
    await page.getByText('Tries left: 9.').waitFor();
    expect(await page.locator('[data-word]').count()).to.equal(0);
    await pin.fill('482913');
    await show.click();
    await page.locator('[data-word="12"]').waitFor();
    expect(await page.locator('[data-word]').allTextContents()).to.deep.equal(words);
    await page.reload();
    await page.getByRole('button', { name: 'I forgot the PIN' }).click();
    await page.getByLabel('The twelve words').fill('zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong');
    await pin.fill('new one');
    await page.getByRole('button', { name: 'Keep the words here' }).click();
    await page.getByText('These words belong to another flat').waitFor();
    await page.getByLabel('The twelve words').fill(words.join(' '));
    await page.getByRole('button', { name: 'Keep the words here' }).click();
    await pin.and(page.locator('[type="password"]')).fill('new one');
    await show.click();
    await page.locator('[data-word="12"]').waitFor();
  });

  it('begins a contract, reads the terms in plain words and signs them', async () => {
    await page.goto(`${portalUrl}/contracts`);
    await page.getByRole('button', { name: 'Start a contract' }).click();
    await page.getByRole('combobox', { name: 'Provider' }).selectOption('City Electricity');
    await page.getByLabel('People living in the flat').fill('2');
    await page.getByLabel('Floor area').fill('38.90');
    const [year, month] = [Math.floor(period / 100), period % 100];
    await page.getByLabel('From which day').fill(`${year}-${String(month).padStart(2, '0')}-01`);
    await page.getByRole('button', { name: 'Send the form' }).click();
    await page.getByRole('button', { name: 'Read and sign' }).click();
    await page.getByText('It is counted by 1 meter.').waitFor();
    await page.getByText('Price now: RUB 5.47 for 1 kWh').waitFor();
    await page.getByRole('button', { name: 'I have read this. Sign' }).click();
    await page.locator('[data-contract-state="signed"]').waitFor();
    await expectPlainWords(page);
  });

  it('opens the bill, verifies every part of it and writes the arithmetic out', async () => {
    sendTelegrams(house, period);
    await page.goto(`${portalUrl}/bills`);
    await page.locator('[data-bill]').first().waitFor();
    await openBill(page);
    await page.locator('[data-verdict="good"]').waitFor();
    const checks = [
      'sender',
      'sealed',
      'ledger',
      'witnesses',
      'opened',
      'terms',
      'meter',
      'chain',
      'readings',
      'arithmetic',
      'balance',
    ];
    expect(await states(page)).to.deep.equal(Object.fromEntries(checks.map((name) => [name, 'passed'])));
    const arithmetic = await page.getByTestId('arithmetic').innerText();
    expect(arithmetic).to.match(/^\([\d,.]+ − [\d,.]+\) × RUB\s5\.47 for 1 kWh = RUB\s[\d,.]+$/);
    await expectPlainWords(page);
  });

  it('shows an alarm and no way to pay when the portal changes what it hands over', async () => {
    // What was found right before is not asked for again, so nothing of it can be altered.
    await forgetAnswers(page);
    const cheated = await context.newPage();
    await cheated.route('**/api/proof/**', async (route) => {
      const response = await route.fetch();
      const proof = await response.json();
      await route.fulfill({
        response,
        json: { ...proof, header: proof.header.replace(/.$/, proof.header.endsWith('0') ? '1' : '0') },
      });
    });
    await cheated.route('**/api/readings**', async (route) => {
      const response = await route.fetch();
      const readings = await response.json();
      await route.fulfill({ response, json: { ...readings, frames: readings.frames.toSpliced(5, 1) } });
    });
    await openBill(cheated);
    await cheated.getByRole('alert').getByText('Do not pay yet').waitFor();
    expect(await states(cheated)).to.include({
      sealed: 'failed',
      ledger: 'failed',
      chain: 'failed',
      arithmetic: 'passed',
    });
    expect(await cheated.getByTestId('pay').count()).to.equal(0);
    await cheated.close();
  });

  it('cancels at the bank, is told so, pays again and gets the receipt', async () => {
    await openBill(page);
    const total = await page.getByTestId('bill-total').innerText();
    await page.getByTestId('pay').click();
    await page.waitForURL((url) => url.origin !== portalUrl);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('[data-cancelled]').getByText('You cancelled the payment').waitFor();
    expect(await page.getByText('The bank refused').count()).to.equal(0);
    await page.getByRole('button', { name: 'Pay again' }).click();
    await page.waitForURL((url) => url.origin !== portalUrl);
    await page.locator('button[value="pay"], button.pay').first().click();
    await page.locator('[data-order-state="recorded"]').waitFor();
    await page.getByText(`Thank you. ${total} is paid.`).waitFor();
    await openBill(page);
    await page.locator('[data-bill-state="settled"]').waitFor();
    await page.locator('[data-check="receipt"][data-state="passed"]').waitFor();
    await page.goto(portalUrl);
    await page.getByText('Nothing to pay').waitFor();
  });

  it('shows what a meter said late in its hour, as what came later', async () => {
    await page.goto(`${portalUrl}/readings`);
    await page.getByRole('combobox', { name: 'Month' }).selectOption({ index: 1 });
    await page.getByText('Hours of the day').waitFor({ state: 'detached' });
    const day = page.getByRole('button', { name: /^3\b|\b3$/ }).first();
    await day.click();
    await page.getByText('Came later than its day: 4:00–5:00, 5:00–6:00.').waitFor();
    expect(await page.getByRole('row', { name: /, came later$/ }).count()).to.equal(2);
    expect(await page.locator('body').innerText()).not.to.match(/not plausible|not known/);
    await expectPlainWords(page);
  });

  it('refuses a reading that is no number, and sends one that was asked for', async () => {
    await askForReading(house);
    await page.goto(portalUrl);
    await page.getByText('A reading of the cold water meter is asked for').waitFor();
    await page.goto(`${portalUrl}/readings`);
    await page.getByLabel('What the meter shows').fill('about 1204');
    await page.getByRole('button', { name: 'Sign and send' }).click();
    await page.getByText('Write digits with a point').waitFor();
    await page.getByLabel('What the meter shows').fill('1204,310');
    await page.getByRole('button', { name: 'Sign and send' }).click();
    await page.getByText('Done: it is on the ledger.').waitFor();
    await page.getByRole('cell', { name: '1,204.310' }).waitFor();
    await page.goto(portalUrl);
    await page.getByText('Nothing waits for you.').waitFor();
  });

  it('refuses a letter to nobody, and shows the answers to one that was sent', async () => {
    await openBill(page);
    await page.getByRole('link', { name: 'Ask about this bill' }).click();
    await page.getByRole('radiogroup').getByText('Complaint').click();
    await page.getByRole('checkbox', { name: 'Management company' }).uncheck();
    await page.getByLabel('Your text').fill('Why is it so much?');
    await page.getByRole('button', { name: 'Sign and send' }).click();
    await page.getByText('Choose at least one addressee.').waitFor();
    await page.getByRole('checkbox', { name: 'City Electricity' }).check();
    await page.getByRole('button', { name: 'Sign and send' }).click();
    await page.getByRole('heading', { name: 'Complaint', exact: true }).waitFor();
    await page.getByText(/^Received; the answer is due on .*20/).waitFor();
    await expectPlainWords(page);
  });

  it('comes back on another device by the recovery sheet alone, in Russian as well', async () => {
    const elsewhere = await visitor();
    const other = await elsewhere.newPage();
    await signIn(other);
    const field = other.getByLabel('The twelve words');
    await field.fill('zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong');
    await other.getByRole('button', { name: 'Bring back my keys' }).click();
    await other.getByText('These words belong to another flat').waitFor();
    await field.fill(words.join(' '));
    await other.getByRole('button', { name: 'Bring back my keys' }).click();
    await other.getByText('Nothing to pay').waitFor();
    await other.goto(`${portalUrl}/recovery-sheet`);
    await other.locator('[data-words="elsewhere"]').waitFor();
    expect(await other.locator('[data-word]').count()).to.equal(0);
    await other.goto(portalUrl);
    await other.getByText('Nothing to pay').waitFor();
    await other.getByText('РУ', { exact: true }).click();
    await other.getByText('Платить нечего').waitFor();
    await openBill(other);
    await other.getByText('Всё, что можно проверить, верно.').waitFor();
    await elsewhere.close();
  });

  it('asks for another key on a device without the sheet, which whoever has the old one is told', async () => {
    const elsewhere = await visitor();
    const other = await elsewhere.newPage();
    await signIn(other);
    await other.getByRole('button', { name: 'I lost my key' }).click();
    await other.getByText('What opens again, and what does not').waitFor();
    await other.getByRole('button', { name: 'Make a new key' }).click();
    await other.locator('[data-word="12"]').waitFor();
    const fresh = await other.locator('[data-word]').allTextContents();
    expect(fresh).not.to.deep.equal(words);
    await other.getByLabel('Word 3').fill(fresh[2] ?? '');
    await other.getByLabel('Word 9').fill(fresh[8] ?? '');
    await other.getByRole('button', { name: 'I have the sheet' }).click();
    await other.getByRole('button', { name: 'Ask for the new key' }).click();
    await other.locator('[data-new-key="sent"], [data-new-key="asked"]').waitFor();
    const isAsked = (): Promise<boolean> =>
      page.evaluate(async () => (await (await fetch('/api/keys')).text()).includes('actHash'));
    await waitFor('the ledger has the word', isAsked);
    await page.goto(portalUrl);
    await page.locator('[data-key-request="asked"]').waitFor();
    await expectPlainWords(page);
    await other.reload();
    await other.locator('[data-new-key="asked"]').waitFor();
    await expectPlainWords(other);
    await elsewhere.close();
  });

  it('asked no other host for anything, and broke no rule of the page', () => {
    expect(foreign).to.deep.equal([]);
    expect(faults).to.deep.equal([]);
  });
});
