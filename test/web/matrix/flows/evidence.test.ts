import { join } from 'node:path';
import { expect } from 'chai';
import type { Download } from 'playwright-core';
import { runCli } from '../../../support/run-cli.ts';
import { unpaidBill } from './billed.ts';
import { playFlow } from '../play.ts';
import { textsOf } from '../person.ts';

playFlow('evidence', async (_cell, { house, residents }) => {
  const { person, bill } = await unpaidBill(residents);
  const saved: Download[] = [];
  person.page.on('download', (download) => void saved.push(download));
  const trust = join(house.dataDir, 'sealer', 'network.json');
  return {
    person,
    step: {
      tells: [],
      begin: async ({ page, portalUrl }) => {
        await page.goto(`${portalUrl}/bills`);
        await page.goto(`${portalUrl}/bills/${bill}`);
        await page.locator('[data-verdict="good"]').waitFor();
      },
      button: (one) => one.page.getByRole('button', { name: textsOf(one).bills.evidence }),
      // However often it is saved, it is one line of one bill.
      facts: () => Promise.resolve(Math.min(saved.length, 1)),
      claims: ({ page }) => page.locator('[data-none]'),
      isDone: () => Promise.resolve(saved.length > 0),
      isUnderWay: () => Promise.resolve(false),
      after: async () => {
        const file = join(house.dataDir, `${bill}.json`);
        await saved[0]?.saveAs(file);
        const { code, stdout } = await runCli(['evidence', 'check', file, '--trust', trust]);
        expect([code, stdout.startsWith('PROVED: ')], stdout).to.deep.equal([0, true]);
      },
    },
  };
});
