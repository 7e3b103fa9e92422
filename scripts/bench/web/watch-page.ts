import { gzipSync } from 'node:zlib';
import type { BrowserContext, CDPSession, Locator, Page } from 'playwright-core';
import { TransientError } from '../../../core/domain/bytes/errors.ts';

/** Nothing that pages show takes so long, however busy the machine is. */
const PATIENCE_MS = 60_000;
const SHOWN_MAX = 600;

/**
 * Waits until something is to be seen.
 * @throws TransientError NOT_IN_TIME with what was waited for, and what the page shows instead
 */
export async function awaitShown(page: Page, selector: string, patienceMs = PATIENCE_MS): Promise<Locator> {
  const found = page.locator(selector).first();
  try {
    await found.waitFor({ timeout: patienceMs });
    return found;
  } catch (cause) {
    const text = await page.locator('body').innerText({ timeout: PATIENCE_MS });
    const shown = text.replaceAll(/\s+/g, ' ').slice(0, SHOWN_MAX);
    const where = `${page.url()} did not show ${selector} in ${patienceMs / 1000} s`;
    throw new TransientError('NOT_IN_TIME', `${where}. It shows: "${shown}"`, { cause });
  }
}

/** How long the page took from its beginning until something was to be seen, by the page's own clock. @throws as `awaitShown` */
export async function shownAfter(page: Page, path: string, selector: string): Promise<number> {
  await page.goto(path, { waitUntil: 'commit' });
  await awaitShown(page, selector);
  return page.evaluate(() => performance.now());
}

/** Adds up the layout shifts of each page that is opened from now on. */
export async function watchShifts(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value = 0, hadRecentInput = false } = entry as PerformanceEntry & {
          value?: number;
          hadRecentInput?: boolean;
        };
        if (!hadRecentInput) sum += value;
      }
      document.documentElement.dataset['shifts'] = String(sum);
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

export async function shiftsOf(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.documentElement.dataset['shifts'] ?? 0));
}

/** What goes over the line while `open` runs, and what its scripts weigh. */
export async function weigh(
  page: Page,
  open: () => Promise<unknown>,
): Promise<{ transferred: number; scriptsGzip: number }> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  let transferred = 0;
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => (transferred += encodedDataLength));
  const scripts: Promise<number>[] = [];
  page.on('response', (response) => {
    if (!new URL(response.url()).pathname.endsWith('.js')) return;
    scripts.push(response.body().then((body) => gzipSync(body).length));
  });
  await open();
  await page.waitForLoadState('networkidle');
  const weights = await Promise.all(scripts);
  await devtools.detach();
  return { transferred, scriptsGzip: weights.reduce((sum, weight) => sum + weight, 0) };
}

/** A phone at the edge of its network: 400 kbit/s, and 400 ms there and back. */
export async function slow3g(devtools: CDPSession): Promise<void> {
  const bytesPerSecond = 400_000 / 8;
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 400,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
}

/** When something was painted first. */
export async function firstPaint(page: Page, path: string): Promise<number> {
  await page.goto(path, { waitUntil: 'commit' });
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          for (const { name, startTime } of list.getEntries())
            if (name === 'first-contentful-paint') resolve(startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
}

/** Requests to the portal that a page makes by itself, a minute, once nobody has touched it for a while. */
export async function idleRequests(page: Page, args: { restMs: number; minutes: number }): Promise<number> {
  await page.waitForTimeout(args.restMs);
  let count = 0;
  const note = (): void => void count++;
  page.on('request', note);
  await page.waitForTimeout(args.minutes * 60_000);
  page.off('request', note);
  return count / args.minutes;
}
