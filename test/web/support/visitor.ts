import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const QUIET = [
  '--no-sandbox',
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `undefined` where there is none; whoever asks says so by name. */
export async function launchBrowser(suite: string): Promise<Browser | undefined> {
  if (existsSync(executablePath)) return chromium.launch({ executablePath, headless: true, args: QUIET });
  console.log(`      skipped: "${suite}": there is no Chromium at ${executablePath} (CHROMIUM_PATH)`);
  return undefined;
}

/** A person at a browser of their own. Where requests are altered on the way, no service worker stands in between. */
export async function visitorOf(
  browser: Browser,
  patienceMs: number,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const usual = { locale: 'en', viewport: { width: 1100, height: 850 }, serviceWorkers: 'block' } as const;
  const context = await browser.newContext({ ...usual, ...options });
  context.setDefaultTimeout(patienceMs);
  return context;
}

export async function signIn(page: Page, login: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in at the state portal' }).waitFor();
  await signInHere(page, login);
}

/** In any language. */
export async function signInHere(page: Page, login: string): Promise<void> {
  await page.locator('a[href^="/auth/sign-in"]').click();
  await page.locator(`form:has(input[value="${login}"]) button`).click();
}

/** From the first sign-in to the home page. */
export async function enrol(page: Page): Promise<void> {
  await page.locator('[data-word="12"]').waitFor();
  const words = await page.locator('[data-word]').allTextContents();
  await page.getByLabel('Word 3').fill(words[2] ?? '');
  await page.getByLabel('Word 9').fill(words[8] ?? '');
  await page.getByRole('button', { name: 'I have the sheet' }).click();
  await page.getByRole('button', { name: 'Ask to take part' }).click();
  await page.getByRole('heading', { name: /Good day/ }).waitFor();
}

/** Takes from the browser what pages found out before: what comes next is checked anew. The page leaves the portal, so that it keeps nothing again. */
export async function forgetAnswers(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const opening = indexedDB.open('domledger', 1);
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const transaction = opening.result.transaction('values', 'readwrite');
    const values = transaction.objectStore('values');
    const asked = values.getAllKeys();
    asked.onsuccess = () => {
      for (const key of asked.result) if (typeof key === 'string' && key.startsWith('answer:')) values.delete(key);
    };
    await new Promise((resolve) => (transaction.oncomplete = resolve));
  });
  await page.goto('about:blank');
}
