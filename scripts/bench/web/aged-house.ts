import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { periodOf, previousPeriod } from '../../../core/domain/billing/period.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';
import { freePorts } from '../../world/free-ports.ts';
import { planHouse, premiseOf } from '../../world/house-plan.ts';
import { startWorld } from '../../world/start-world.ts';
import { planWorld } from '../../world/world-plan.ts';
import { PORT_NAMES, type WorldPorts } from '../../world/world-ports.ts';

/** A house with a past. `login`: its resident; `settle` brings a page that is signed in to where that past is billed. */
export type AgedHouse = AsyncDisposable & {
  url: string;
  login: string;
  settle(page: Page): Promise<void>;
};

const FLAT = 1;

/**
 * The one place where it is chosen in which world pages are measured: every program of a house as a process of its own, and a resident whose contract for upkeep
 * began so many months ago, which the company bills one after the other.
 */
export async function startAgedHouse(months: number): Promise<AgedHouse> {
  const dataDir = mkdtempSync(join(tmpdir(), 'domledger-bench-web-'));
  const free = await freePorts(PORT_NAMES.length);
  const ports = Object.fromEntries(PORT_NAMES.map((name, index) => [name, free[index]])) as WorldPorts;
  const whole = planHouse();
  const house = { ...whole, premises: whole.premises.filter(({ flat }) => flat === FLAT) };
  const world = await startWorld(await planWorld({ dataDir, ports, house, billAfter: '1s', logLevel: 'warn' }));
  return {
    url: `http://127.0.0.1:${ports.app}`,
    login: premiseOf(FLAT),
    settle: (page) => settle(page, months),
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function settle(page: Page, months: number): Promise<void> {
  await page.locator('[data-word="12"]').waitFor();
  const words = await page.locator('[data-word]').allTextContents();
  for (const place of [3, 9]) await page.getByLabel(`Word ${place}`).fill(words[place - 1] ?? '');
  await page.getByRole('button', { name: 'I have the sheet' }).click();
  await page.getByRole('button', { name: 'Ask to take part' }).click();
  await page.getByRole('heading', { name: /Good day/ }).waitFor();
  await page.goto('/contracts');
  await page.getByRole('button', { name: 'Start a contract' }).click();
  await page.getByRole('combobox', { name: 'Provider' }).click();
  await page.getByRole('option', { name: 'Sosnovy Bor Management Company' }).click();
  await page.getByLabel('From which day').fill(firstDay(months));
  await page.getByRole('button', { name: 'Send the form' }).click();
  await page.getByRole('button', { name: 'Read and sign' }).click();
  await page.getByRole('button', { name: 'I have read this. Sign' }).click();
  await page.locator('[data-contract-state="signed"]').waitFor();
  await page.waitForFunction(async (count) => {
    const answer: unknown = await (await fetch('/api/invoices')).json();
    return (answer as { invoices: unknown[] }).invoices.length >= count;
  }, months);
}

/** The first day of the month that is so many before this one. */
function firstDay(months: number): string {
  let period = periodOf(unixSeconds(), 'Europe/Moscow');
  for (let month = 0; month < months; month++) period = previousPeriod(period);
  return `${Math.floor(period / 100)}-${String(period % 100).padStart(2, '0')}-01`;
}
