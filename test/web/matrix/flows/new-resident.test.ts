import { playFlow } from '../play.ts';
import { isHome, keepSheet } from '../residents.ts';
import { textsOf, type Person } from '../person.ts';

const ask = ({ page, ...person }: Person) =>
  page.getByRole('button', { name: textsOf({ page, ...person }).enrol.request });

playFlow('new resident', async (_cell, { residents }) => ({
  person: await residents.newcomer(),
  step: {
    after: async (person) => residents.joined(person),
    posts: '/api/enrolment',
    tells: ['portal', 'company'],
    begin: async (person) => {
      await person.page.goto(person.portalUrl);
      await person.page.locator('[data-step="active"], #main h1').first().waitFor();
      if ((await person.page.locator('[data-word="12"]').count()) > 0 || (await ask(person).count()) === 0) {
        const sheet = person.page.locator('[data-word="12"]');
        await sheet.or(ask(person)).or(person.page.locator('[data-act="enrol"]')).or(isHome(person)).first().waitFor();
        if ((await sheet.count()) > 0) await keepSheet(person);
      }
    },
    button: ask,
    facts: () => residents.count('ENROL'),
    claims: (person) => person.page.locator('[data-act="enrol"][data-act-state="recorded"]'),
    isDone: async (person) => (await isHome(person).count()) > 0,
    isUnderWay: async (person) =>
      (await person.page.locator('[data-act="enrol"]').count()) > 0 ||
      ((await person.page.locator('[data-step]').count()) > 0 && (await ask(person).count()) === 0),
  },
}));
