import { RESOURCE } from '../../../../core/domain/ledger/kinds.ts';
import { textsOf, write, type Person } from '../person.ts';
import type { Residents } from '../residents.ts';
import type { Step } from '../step.ts';

/** What one may have a contract for in this house, and whose biller answers. */
const SERVICES = [
  { resource: RESOURCE.electricity, biller: 'biller-electricity' },
  { resource: RESOURCE.coldWater, biller: 'biller-water' },
  { resource: RESOURCE.upkeep, biller: 'biller-company' },
] as const;
export type Service = (typeof SERVICES)[number];

/** Somebody who has no contract for something yet, and what for; no other cell gets the same. */
export async function without(residents: Residents, turn: number): Promise<{ person: Person; service: Service }> {
  const [electricity] = SERVICES;
  const service = SERVICES[turn % SERVICES.length] ?? electricity;
  return { person: await residents.resident(`contract for ${service.resource}`), service };
}

/** The part of the page that is of this contract. */
export function sectionOf(person: Person, { resource }: Service): ReturnType<Person['page']['locator']> {
  const name = textsOf(person).resource[resource];
  return person.page.locator('section[data-contract-state]', { has: person.page.getByRole('heading', { name }) });
}

/** Comes by the home's own way to the form, and fills it in. */
export async function fillForm(person: Person, { resource }: Service, from?: string): Promise<void> {
  const { page, portalUrl } = person;
  const { contracts } = textsOf(person);
  await page.goto(portalUrl);
  await page.locator(`[data-begin="${resource}"]`).click();
  const residentsField = page.getByLabel(contracts.residents);
  await page.getByLabel(contracts.from).waitFor();
  if ((await residentsField.count()) > 0) {
    await write(person, residentsField, '2');
    await write(person, page.getByLabel(contracts.area), '38.90');
  }
  if (from !== undefined) await page.getByLabel(contracts.from).fill(from);
}

/** What both steps of a contract look at. */
export async function openContracts({ page, portalUrl }: Person): Promise<void> {
  await page.goto(portalUrl);
  await page.goto(`${portalUrl}/contracts`);
  await page.locator('#main h1').waitFor();
}

/** The signature under terms that wait for it. */
export function signStep(service: Service, facts: Step['facts']): Step {
  const button: Step['button'] = (person) =>
    sectionOf(person, service).getByRole('button', { name: textsOf(person).contracts.sign });
  const act = (person: Person) =>
    sectionOf(person, service).locator('[data-act="copy"]:not([data-act-state="recorded"])');
  return {
    posts: '/api/blocks',
    tells: ['portal', 'company'],
    biller: service.biller,
    begin: async (person) => {
      await openContracts(person);
      const section = sectionOf(person, service);
      await section.waitFor();
      const read = section.getByRole('button', { name: textsOf(person).contracts.read });
      await read
        .or(act(person))
        .or(section.and(person.page.locator('[data-contract-state="signed"]')))
        .first()
        .waitFor();
      if ((await read.count()) > 0 && (await act(person).count()) === 0) await read.click();
    },
    look: openContracts,
    button,
    facts,
    claims: (person) => person.page.getByText(textsOf(person).act.text.recorded),
    isDone: async (person) =>
      (await sectionOf(person, service).and(person.page.locator('[data-contract-state="signed"]')).count()) > 0,
    isUnderWay: async (person) =>
      (await act(person).count()) > 0 ||
      (await sectionOf(person, service).and(person.page.locator('[data-contract-state="awaitingThem"]')).count()) > 0,
  };
}
