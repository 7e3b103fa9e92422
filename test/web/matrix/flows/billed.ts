import { expect } from 'chai';
import { looseFields } from '../../../../core/domain/bytes/loose-fields.ts';
import { RESOURCE } from '../../../../core/domain/ledger/kinds.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { fillForm, sectionOf, signStep, type Service } from './contracts.ts';
import { as, textsOf, type Person } from '../person.ts';
import type { Residents } from '../residents.ts';

const UPKEEP: Service = { resource: RESOURCE.upkeep, biller: 'biller-company' };
/** The first month that the sandbox has rates for. */
const SINCE = '2026-01-01';
const BILLS_MIN = 10;

const unpaid: { person: Person; bill: string }[] = [];

/** Somebody with a bill that no other cell has, and that bill's name. */
export async function unpaidBill(residents: Residents): Promise<{ person: Person; bill: string }> {
  if (unpaid.length === 0) unpaid.push(...(await billed(residents)));
  const next = unpaid.shift();
  if (next === undefined) throw new Error('Nobody was billed.');
  return next;
}

/** Begins a contract that is as old as the rates are: the company bills each of its months. */
async function billed(residents: Residents): Promise<{ person: Person; bill: string }[]> {
  const resident = await residents.resident(`contract for ${UPKEEP.resource}`);
  const person = await as(resident, { look: 'desktop', language: 'en', hand: 'pointer' });
  const { page, portalUrl } = person;
  await fillForm(person, UPKEEP, SINCE);
  await page.getByRole('button', { name: textsOf(person).contracts.sendForm }).click();
  await sectionOf(person, UPKEEP).and(page.locator('[data-contract-state="awaitingMe"]')).waitFor();
  const sign = signStep(UPKEEP, () => Promise.resolve(0));
  await sign.begin(person);
  await sign.button(person).click();
  await waitFor('all months are billed', async () => {
    const answer: unknown = await (await person.context.request.get(`${portalUrl}/api/invoices`)).json();
    const { invoices } = looseFields(answer);
    return Array.isArray(invoices) && invoices.length >= BILLS_MIN;
  });
  await page.goto(`${portalUrl}/bills`);
  await waitFor('all bills are listed', async () => (await page.locator('[data-bill]').count()) >= BILLS_MIN);
  const names = await page
    .locator('[data-bill]')
    .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-bill')));
  expect(names).not.to.include(null);
  return names.map((bill) => ({ person, bill: bill ?? '' }));
}
