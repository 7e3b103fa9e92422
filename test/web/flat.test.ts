import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { sayFact } from '../../app/server/operator/ask-operator.ts';
import { actByHand } from '../../biller/commands/act-by-hand.ts';
import { makeRevocation } from '../../biller/commands/revoke-device.ts';
import { fromHex } from '../../core/domain/bytes/hex.ts';
import { flatIdOf, houseIdOf } from '../../core/domain/ledger/ids.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { accountOn } from '../../core/domain/premises/premises-book.ts';
import { dateOfDay, dayNumber } from '../../core/domain/premises/day-number.ts';
import { loadHouseIds } from '../../scripts/start/house-ids.ts';
import { listedHouseOf, lookAtHouse, type ListedHouse } from '../../scripts/start/list-house.ts';
import { openLedgerView } from '../../scripts/story/ledger-view.ts';
import { premiseOf } from '../../scripts/world/house-plan.ts';
import { waitFor } from '../support/wait-for.ts';
import { world } from '../support/world.ts';
import type { House } from '../support/world/house-part.ts';
import { enrol, launchBrowser, signIn, visitorOf } from './support/visitor.ts';

/** A busy machine seals and reads slowly. */
const PATIENCE_MS = 60_000;
/** A sum of areas is of five flats at least; the visitor's one is played by nobody. */
const FLATS = [1, 2, 3, 4, 5];
const VISITORS = 1;
/** Where the page's picture goes, if it is to be taken. */
const { PICTURE_WRITE } = process.env;

describe('“My flat” in a browser', function () {
  this.timeout(3 * PATIENCE_MS);
  const { signal } = new AbortController();
  let house: House;
  let listed: ListedHouse;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const faults: string[] = [];

  before(async function () {
    this.timeout(4 * PATIENCE_MS);
    const launched = await launchBrowser('“My flat” in a browser');
    if (launched === undefined) return this.skip();
    browser = launched;
    const played = FLATS.filter((flat) => flat !== VISITORS);
    ({ house } = await world({ house: { flats: FLATS, played, balanced: true } }));
    listed = listedHouseOf(house.plan, join(house.dataDir, 'house.json'));
    context = await visitorOf(browser, PATIENCE_MS);
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && message.location().url.startsWith(house.url('app')))
        faults.push(message.text());
    });
    await page.goto(house.url('app'));
    await signIn(page, premiseOf(VISITORS));
    await enrol(page);
  });
  after(async () => {
    await Promise.allSettled([browser?.close(), house?.[Symbol.asyncDispose]()]);
  });

  const open = (): Promise<unknown> => page.goto(`${house.url('app')}/flat`);
  const card = (name: string): Promise<string> => page.locator(`[data-quantity="${name}"]`).innerText();
  const ownFlat = () => {
    const { salt, from } = loadHouseIds(listed.idsFile, new Date());
    return { houseId: houseIdOf(fromHex(salt)), flat: flatIdOf(fromHex(salt), premiseOf(VISITORS)), from };
  };
  const later = (date: string, days: number): string => dateOfDay(dayNumber(date) + days);
  /** As the page writes a day of the house's. */
  const ofToday = (language: string): string =>
    new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'Europe/Moscow' })
      .format(new Date())
      .replace(/\sг\.$/, '');
  const spelt = (date: string, language = 'en'): string =>
    new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
      new Date(`${date}T00:00:00Z`),
    );
  /** Says it as the portal's clerk, and waits until the page may read it. */
  async function attest(days: number, value: string, reference: string): Promise<void> {
    const { from, ...of } = ownFlat();
    await sayFact(listed.operator(), { ...of, from: later(from, days), quantity: 'residents', value, reference });
    await house.settle();
  }

  it('says that no flat is tied to the account before anything was said', async () => {
    await open();
    await page.getByText('No flat is tied to your account on the ledger yet.').waitFor();
  });

  it('shows what stands, since when and by whom, the house, and the own area in the public sum', async () => {
    await waitFor('all of the house is said', async () => {
      const isSaid = await lookAtHouse(listed, signal).catch(() => false);
      await house.settle();
      if (!isSaid) return undefined;
      await open();
      await page.locator('[data-flat], [data-premises]').first().waitFor();
      return (await page.locator('[data-own-area="opened"]').count()) > 0 ? true : undefined;
    });
    const { from } = ownFlat();
    await page.getByText(`Your account answers for this flat since ${spelt(from)}.`).waitFor();
    expect(await card('area')).to.match(
      new RegExp(`31\\.4 m²\\s+from ${spelt(from)} on, said by Sosnovy Bor Management Company on .*20\\d\\d`),
    );
    expect(await card('residents')).to.match(
      new RegExp(`\\b1\\s+from ${spelt(from)} on, said by State services portal \\(sandbox\\) on .*20\\d\\d`),
    );
    for (const name of ['share', 'privilege']) expect(await card(name)).to.include('Nothing is stated.');
    const ofHouse = await page.locator('[data-house]').innerText();
    expect(ofHouse).to.include('Flats: 5');
    expect(ofHouse).to.include('Cold water: meters of the house 1, of flats 5');
    await page.getByText('All 5 flats have 213.95 m² together').waitFor();
    await page.getByText('Your 31.4 m² are in it.').waitFor();
    expect(await page.locator('[data-premises="unproved"]').count()).to.equal(0);
    expect(await page.locator('details').count()).to.equal(0);
    await expectPlainWords();
  });

  it('keeps all that was said before, and strikes out what something later took the place of', async () => {
    await attest(14, '2', 'born');
    await attest(9, '2', 'born earlier');
    const { from } = ownFlat();
    await waitFor('the page knows of both', async () => {
      await open();
      return (await card('residents')).includes(`from ${spelt(later(from, 9))} on`) ? true : undefined;
    });
    const residents = page.locator('[data-quantity="residents"]');
    await residents.getByText('What was said before').click();
    const words = await residents
      .locator('details > p')
      .evaluateAll((lines) =>
        lines.map((line) => [
          line.textContent.replace(/ on, said by.*/, ''),
          getComputedStyle(line).textDecorationLine === 'line-through' ? 'gone' : 'stands',
        ]),
      );
    expect(words).to.deep.equal([
      [`2 · from ${spelt(later(from, 14))}`, 'gone'],
      [`1 · from ${spelt(from)}`, 'stands'],
    ]);
    if (PICTURE_WRITE !== undefined)
      await page.screenshot({ path: join(PICTURE_WRITE, 'flat.png'), fullPage: true, animations: 'disabled' });
    await expectPlainWords();
  });

  it('says all of it in Russian, on a phone as well', async () => {
    await page.getByText('РУ', { exact: true }).click();
    await page.getByRole('heading', { name: 'Моя квартира' }).waitFor();
    await page.locator('[data-quantity="residents"]').getByText('Что указывали раньше').waitFor();
    const text = await page.locator('main').innerText();
    // Names and addresses are data, as their owners say them.
    const named =
      /Sosnovy Bor Management Company|State services portal \(sandbox\)|1 Sample Street, Sandbox Town, flat 1/g;
    expect(text.replaceAll(named, '')).not.to.match(/[a-z]{2,}|flat\.|\{\{/i);
    expect(text).to.include(`31,4 м²`);
    expect(text).to.include(`с ${spelt(ownFlat().from, 'ru').replace(/\sг\.$/, '')}`);
    expect(text).not.to.include('..');
    expect(text).to.include('Ваши 31,4 м² в неё входят.');
    await page.setViewportSize({ width: 390, height: 844 });
    if (PICTURE_WRITE !== undefined)
      await page.screenshot({ path: join(PICTURE_WRITE, 'flat-ru.png'), fullPage: true, animations: 'disabled' });
    const besideTheScreen = (): Promise<string[]> =>
      page.evaluate(() =>
        [...document.querySelectorAll('body *')]
          .filter((part) => part.getBoundingClientRect().right > document.documentElement.clientWidth)
          .map((part) => `${part.tagName} ${part.textContent}`),
      );
    // The page takes its new width in a moment, and moves there.
    const settled = async (): Promise<boolean> => (await besideTheScreen()).length === 0;
    await waitFor('nothing lies beside the screen', settled, { ms: 20_000 }).catch(() => undefined);
    expect(await besideTheScreen()).to.deep.equal([]);
    await page.setViewportSize({ width: 1100, height: 850 });
    await page.getByText('EN', { exact: true }).click();
    await page.getByRole('heading', { name: 'My flat' }).waitFor();
  });

  it('opens a letter about what is wrong, with its words and the flat, to those who say it', async () => {
    await page.getByRole('link', { name: 'This is wrong: Floor area' }).click();
    const text = page.getByLabel('Your text');
    await text.waitFor();
    expect(await text.inputValue()).to.equal('What stands for my flat is wrong. Floor area: ');
    const about = page.getByRole('combobox', { name: 'About' });
    expect(await about.locator('option:checked').innerText()).to.equal('My flat');
    expect(await page.getByRole('radio', { name: 'Complaint' }).isChecked()).to.equal(true);
    for (const name of ['Management company', 'State portal'])
      expect(await page.getByRole('checkbox', { name }).isChecked(), name).to.equal(true);
    await text.fill(`${await text.inputValue()}it is 30.9, see the plan.`);
    await page.getByRole('button', { name: 'Sign and send' }).click();
    await page.getByRole('heading', { name: 'Complaint', exact: true }).waitFor();
    await page.getByText('What stands for my flat is wrong. Floor area: it is 30.9, see the plan.').waitFor();
    const view = openLedgerView(await house.connect('replicaPortal'));
    await view.refresh();
    const letters = view.ofKind('APPEAL').map(({ data }) => decodeData('APPEAL', data));
    expect(letters.map(({ about, addressees }) => [about, addressees])).to.deep.equal([[ownFlat().flat, 3]]);
  });

  it('names the day on which the company ended the key of a meter’s device, on the readings’ page, in both languages', async () => {
    const readings = `${house.url('app')}/readings`;
    await page.goto(readings);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    expect(await page.locator('[data-revoked]').count()).to.equal(0);
    await actByHand(listed.settings, signal, ({ state }) => {
      const { houseId, flat, from } = ownFlat();
      const owner = accountOn(state.premises, { houseId, flat }, dayNumber(from));
      const deviceId = [...state.meters.values()].find((meter) => meter.owner === owner)?.deviceId;
      if (deviceId === undefined) throw new Error('the flat has no meter');
      return Promise.resolve(makeRevocation(state, deviceId));
    });
    await house.settle();
    const told = async (): Promise<string> => {
      await page.goto(readings);
      await page.getByRole('heading', { level: 2 }).first().waitFor();
      return (await page.locator('[data-revoked]').allInnerTexts()).join('\n');
    };
    const [date, russian] = ['en', 'ru'].map((language) => ofToday(language));
    const english = `The management company ended the key of this meter’s device on ${date}. Nothing that it signs counts any more.`;
    await waitFor('the page tells it', async () => ((await told()) === '' ? undefined : true));
    expect((await told()).split('\n')[0]).to.equal(english);
    expect(await page.locator('[data-left-out]').count()).to.equal(0);
    await expectPlainWords();
    await page.getByText('РУ', { exact: true }).click();
    await page.getByRole('heading', { name: 'Показания' }).waitFor();
    const inRussian = `Управляющая компания прекратила действие ключа устройства этого счётчика ${russian}. Подписанное им больше не считается.`;
    await page.locator('[data-revoked]').getByText(inRussian).first().waitFor();
    await page.getByText('EN', { exact: true }).click();
  });

  it('broke no rule of the page', () => {
    expect(faults).to.deep.equal([]);
  });

  /** Nobody has to read a hash, a key or a nonce. */
  async function expectPlainWords(): Promise<void> {
    expect(await page.locator('body').innerText()).not.to.match(/0x[0-9a-f]{6}|nonce|\bgas\b/i);
  }
});
