import { playFlow } from '../play.ts';
import { keepSheet } from '../residents.ts';
import { textsOf, type Person } from '../person.ts';

const ask = (one: Person) => one.page.getByRole('button', { name: textsOf(one).lostKey.ask });
const sent = ({ page }: Person) => page.locator('[data-new-key="sent"], [data-new-key="asked"]');

playFlow('lost sheet', async (_cell, { residents }) => {
  const owner = await residents.resident('lost sheet');
  return {
    person: await residents.elsewhere(owner),
    step: {
      posts: '/api/keys',
      tells: ['portal'],
      begin: async (one) => {
        const { lostKey } = textsOf(one);
        const { page } = one;
        await page.goto(one.portalUrl);
        const link = page.getByRole('button', { name: lostKey.link });
        const make = page.getByRole('button', { name: lostKey.make });
        const sheet = page.locator('[data-word="12"]');
        await link.or(make).or(sheet).or(sent(one)).first().waitFor();
        if ((await link.count()) > 0) await link.click();
        await make.or(sheet).or(sent(one)).first().waitFor();
        if ((await sent(one).count()) > 0 || (await ask(one).count()) > 0) return;
        if ((await sheet.count()) === 0) await make.click();
        await keepSheet(one);
      },
      button: ask,
      facts: () => residents.count('REKEY'),
      claims: (one) => one.page.locator('[data-new-key="asked"]'),
      isDone: async (one) => (await one.page.locator('[data-new-key="asked"]').count()) > 0,
      isUnderWay: async (one) => (await sent(one).count()) > 0,
    },
  };
});
