import { expect } from 'chai';
import { awaitShown } from '../../../../scripts/bench/web/watch-page.ts';
import { looseFields } from '../../../../core/domain/bytes/loose-fields.ts';
import type { House } from '../../../support/world/house-part.ts';
import { unpaidBill } from './billed.ts';
import { playFlow } from '../play.ts';
import type { Person } from '../person.ts';
import type { Residents } from '../residents.ts';
import type { Step } from '../step.ts';

const PATIENCE_MS = 90_000;
const PAID = '[data-bill-state="settled"], [data-bill-state="waiting"], [data-bill-state="paid"]';
const pay = ({ page }: Person) => page.getByTestId('pay');
const atBank = (page: Person['page'], house: House): boolean => page.url().startsWith(house.url('bank'));

/** As many payments came in at the bank as stand on the ledger. */
async function expectSameAtBank(house: House, residents: Residents): Promise<void> {
  const answer: unknown = await (await fetch(`${house.url('bank')}/register?from=0&to=99999999999`)).json();
  const { payments } = looseFields(answer);
  expect(payments).to.have.length(await residents.count('PAYMENT'));
}

playFlow('payment', async (cell, { house, residents }) => {
  const { person, bill } = await unpaidBill(residents);
  const open = async ({ page, portalUrl }: Person): Promise<void> => {
    await page.goto(`${portalUrl}/bills`);
    await page.goto(`${portalUrl}/bills/${bill}`);
    await awaitShown(page, `[data-testid="pay"], ${PAID}`, PATIENCE_MS);
  };
  const confirm = ({ page }: Person) => page.locator('button.pay');
  /** To the receipt. */
  const after = async (one: Person): Promise<void> => {
    await open(one);
    await one.page.locator('[data-bill-state="settled"]').waitFor();
    await house.settle();
    await expectSameAtBank(house, residents);
  };
  const shared: Pick<Step, 'facts' | 'claims' | 'look' | 'biller'> = {
    biller: 'biller-company',
    look: open,
    facts: () => residents.count('PAYMENT'),
    claims: ({ page }) => page.locator(`[data-order-state="recorded"], ${PAID}`),
  };
  const confirming: Step = {
    ...shared,
    tells: [],
    begin: async (one) => {
      await open(one);
      if ((await pay(one).count()) === 0) return;
      await pay(one).click();
      await one.page.waitForURL((url) => url.href.startsWith(house.url('bank')));
    },
    button: confirm,
    isDone: async ({ page }) => (await page.locator(`[data-order-state="recorded"], ${PAID}`).count()) > 0,
    isUnderWay: async ({ page }) =>
      (await page
        .locator('[data-order-state="initiated"], [data-order-state="pending"], [data-order-state="settled"]')
        .count()) > 0,
    after,
  };
  if (cell.step === 'confirm') return { person, step: confirming };
  const ordering: Step = {
    ...shared,
    posts: '/api/payments',
    tells: ['portal'],
    begin: open,
    button: pay,
    isDone: ({ page }) => Promise.resolve(atBank(page, house)),
    isUnderWay: async ({ page }) => {
      const onwards = page.locator('[data-to-bank]');
      if ((await onwards.count()) > 0) await onwards.click();
      return (await page.locator('[data-testid="pay"][data-loading], [data-order-state]').count()) > 0;
    },
    after: async (one) => {
      await confirm(one).click();
      await one.page.locator('[data-order-state="recorded"]').waitFor();
      await after(one);
    },
  };
  return { person, step: ordering };
});
