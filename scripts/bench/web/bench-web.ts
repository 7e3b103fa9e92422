import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { round } from '../round.ts';
import { startAgedHouse, type AgedHouse } from './aged-house.ts';
import { lookForBarriers } from './look-for-barriers.ts';
import {
  awaitShown,
  firstPaint,
  idleRequests,
  shiftsOf,
  shownAfter,
  slow3g,
  watchShifts,
  weigh,
} from './watch-page.ts';

export type WebOptions = { months?: number; flats?: number };

type Figures = Record<string, number>;

const ROUNDS = 5;
/** Whatever a page does that is waited for otherwise. */
const PATIENCE_MS = 60_000;
/** Nobody touches the page for longer than pages wait until they ask seldom. */
const REST_MS = 130_000;
const IDLE_MINUTES = 3;
const SIGN_IN = 'a[href^="/auth/sign-in"]';
const SUM = '[data-owed]';
const CHECKED = '[data-owed="checked"]';
const BILL = '[data-bill]';
const PAGES = ['/', '/bills', '/readings', '/contracts', '/letters', '/flat', '/recovery-sheet', '/no-such-page'];

/**
 * What the resident's page costs whoever opens it, in headless Chromium on a house with a past and real programs. What is shown again by a kept verdict is
 * measured beside what a device finds out that has kept none; the limits hold for the latter.
 * @throws InputError CHROMIUM_MISSING; TransientError NOT_IN_TIME, and as `seedWorld`
 */
export async function benchWeb({ months = 36, flats = 12 }: WebOptions): Promise<Figures> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new InputError('CHROMIUM_MISSING', `There is no Chromium at ${executablePath}. Set CHROMIUM_PATH.`);
  const tell = (line: string): void => void process.stderr.write(`  ${line}\n`);
  await using house = await startAgedHouse({ months, flats }, tell);
  const browser = await chromium.launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const strangers = await measureStranger(browser, house);
    const context = await visitor(browser, house);
    const page = await context.newPage();
    const wayIn = await comeIn(page, house);
    return {
      web_months: months,
      web_flats: flats,
      web_house_written_s: house.seconds,
      ...strangers,
      ...(await measureResident(page, months)),
      ...(await measureLooks(page, wayIn)),
    };
  } finally {
    await browser.close();
  }
}

/**
 * A resident at a new device: signs in, brings the keys back, and has all bills of the past before anything is measured.
 * @returns the greatest layout shift on the way
 */
async function comeIn(page: Page, house: AgedHouse): Promise<number> {
  await page.goto('/');
  await (await awaitShown(page, SIGN_IN)).click();
  await (await awaitShown(page, `form:has(input[value="${house.login}"]) button`)).click();
  await (await awaitShown(page, 'textarea')).fill(house.words);
  const before = await shiftsOf(page);
  await page.locator('form button[type="submit"]').click();
  await awaitShown(page, SUM);
  await page.goto('/bills');
  await awaitShown(page, `:nth-match(${BILL}, ${house.bills})`);
  return Math.max(before, await shiftsOf(page));
}

async function visitor(browser: Browser, house: AgedHouse): Promise<BrowserContext> {
  // What a service worker keeps would hide what a page costs.
  const context = await browser.newContext({ baseURL: house.url, locale: 'en', serviceWorkers: 'block' });
  context.setDefaultTimeout(PATIENCE_MS);
  await watchShifts(context);
  return context;
}

/** Somebody who was never here, on a phone as well. */
async function measureStranger(browser: Browser, house: AgedHouse): Promise<Figures> {
  const fresh = async <T>(measure: (page: Page) => Promise<T>): Promise<T> => {
    const context = await visitor(browser, house);
    try {
      return await measure(await context.newPage());
    } finally {
      await context.close();
    }
  };
  const views: number[] = [];
  for (let n = 0; n < ROUNDS; n++) views.push(await fresh((page) => shownAfter(page, '/', SIGN_IN)));
  const weight = await fresh((page) => weigh(page, () => shownAfter(page, '/', SIGN_IN)));
  const paint = await fresh(async (page) => {
    await slow3g(await page.context().newCDPSession(page));
    return firstPaint(page, '/');
  });
  return {
    ...limited('first_view_ms', median(views), 1_000),
    ...limited('initial_js_gzip_bytes', weight.scriptsGzip, 256_000),
    ...limited('transferred_first_view_bytes', weight.transferred, 400_000),
    ...limited('first_paint_slow3g_ms', paint, 5_000),
  };
}

async function measureResident(page: Page, months: number): Promise<Figures> {
  const rounds = async (measure: () => Promise<number>): Promise<number> => {
    const found: number[] = [];
    for (let n = 0; n < ROUNDS; n++) found.push(await measure());
    return median(found);
  };
  const asNew = async (path: string, selector: string): Promise<number> => {
    await forgetVerdicts(page);
    return shownAfter(page, path, selector);
  };
  const home = await rounds(() => asNew('/', SUM));
  const checked = await rounds(() => asNew('/', CHECKED));
  const kept = await rounds(() => shownAfter(page, '/', CHECKED));
  await page.goto('/bills');
  const name = await (await awaitShown(page, BILL)).getAttribute('data-bill');
  const bill = await rounds(() => asNew(`/bills/${name}`, '[data-verdict="good"]'));
  return {
    ...limited(`home_${months}_months_ms`, home, 1_500),
    [`home_${months}_months_checked_ms`]: round(checked),
    [`home_${months}_months_kept_ms`]: round(kept),
    ...limited('bill_open_ms', bill, 700),
  };
}

/** Every page in both themes: does it jump, does it shut anybody out; and how often it asks while nobody is there. */
async function measureLooks(page: Page, shiftsBefore: number): Promise<Figures> {
  let shifts = shiftsBefore;
  const barriers = new Set<string>();
  await page.goto('/bills');
  const name = await (await awaitShown(page, BILL)).getAttribute('data-bill');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const path of [...PAGES, `/bills/${name}`]) {
      const look = async (): Promise<void> => {
        for (const found of await lookForBarriers(page)) barriers.add(`${path} (${colorScheme}) ${found}`);
      };
      await page.goto(path);
      // What is shown while something is waited for shuts nobody out either.
      await look();
      await awaitShown(page, 'h1');
      await page.waitForLoadState('networkidle');
      shifts = Math.max(shifts, await shiftsOf(page));
      await look();
    }
  }
  for (const found of barriers) process.stderr.write(`${found}\n`);
  await page.goto('/');
  const idle = await idleRequests(page, { restMs: REST_MS, minutes: IDLE_MINUTES });
  return {
    ...limited('cls_max', shifts, 0.05),
    ...limited('axe_serious', barriers.size, 0),
    ...limited('idle_requests_per_min', idle, 6),
  };
}

/** As if this device had found out nothing yet; its keys stay. */
async function forgetVerdicts(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('domledger', 1);
        opening.onerror = () => reject(new Error('the browser database did not open'));
        opening.onsuccess = () => {
          const writing = opening.result.transaction('values', 'readwrite');
          writing.objectStore('values').delete(IDBKeyRange.bound('answer:', 'answer:\uffff'));
          writing.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
  // The page would keep what it knows again.
  await page.goto('about:blank');
}

function limited(name: string, value: number, limit: number): Figures {
  return { [name]: round(value), [`${name}_limit`]: limit };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
