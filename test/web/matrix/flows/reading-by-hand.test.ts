import { askForReading } from '../../../support/world/house-acts.ts';
import { BY_HAND } from '../../support/browser-house.ts';
import { playFlow } from '../play.ts';
import { accountOf } from '../residents.ts';
import { textsOf, write, type Person } from '../person.ts';

let shown = 1_204;
const card = ({ page }: Person) => page.locator('[data-act="reading"]:not([data-act-state="recorded"])');

playFlow('reading by hand', async (_cell, { house, residents }) => {
  const person = await residents.residentOf(BY_HAND);
  const from = await accountOf(person);
  await askForReading(house, BY_HAND);
  await house.settle();
  const value = String(++shown);
  return {
    person,
    step: {
      posts: '/api/blocks',
      tells: ['portal', 'company'],
      begin: async (one) => {
        await one.page.goto(one.portalUrl);
        await one.page.goto(`${one.portalUrl}/readings`);
        const field = one.page.locator('main form input').first();
        await field.or(card(one)).first().waitFor();
        if ((await card(one).count()) === 0) await write(one, field, value);
      },
      look: async (one) => void (await one.page.goto(`${one.portalUrl}/readings`)),
      button: (one) => one.page.getByRole('button', { name: textsOf(one).readings.sendReading }),
      facts: () => residents.count('READINGS', from),
      claims: (one) => one.page.getByText(textsOf(one).act.text.recorded),
      isDone: async (one) =>
        (await one.page.getByRole('cell', { name: new RegExp(`1.${value.slice(1)}`) }).count()) > 0,
      isUnderWay: async (one) => (await card(one).count()) > 0,
    },
  };
});
