import { playFlow } from '../play.ts';
import { accountOf } from '../residents.ts';
import { textsOf, write, type Person } from '../person.ts';

let letters = 0;
const card = ({ page }: Person) => page.locator('[data-act="letter"]:not([data-act-state="recorded"])');

playFlow('letter', async (cell, { residents }) => {
  const person = await residents.resident(`letter ${letters}`);
  const from = await accountOf(person);
  const text = `${cell.fault}, ${++letters}`;
  const sent = ({ page }: Person) => page.locator('article', { hasText: text });
  return {
    person,
    step: {
      posts: '/api/blocks',
      tells: ['portal', 'company'],
      begin: async (one) => {
        const { appeals } = textsOf(one);
        const field = one.page.getByLabel(appeals.text);
        await one.page.goto(one.portalUrl);
        await one.page.goto(`${one.portalUrl}/letters`);
        const open = one.page.getByRole('button', { name: appeals.write, exact: true });
        await open.or(field).or(card(one)).first().waitFor();
        if ((await card(one).count()) > 0) return;
        if ((await field.count()) === 0) await open.click();
        await write(one, field, text);
      },
      look: async (one) => void (await one.page.goto(`${one.portalUrl}/letters`)),
      button: (one) => one.page.getByRole('button', { name: textsOf(one).appeals.send }),
      facts: () => residents.count('APPEAL', from),
      claims: (one) => one.page.getByText(textsOf(one).act.text.recorded),
      isDone: async (one) =>
        (await sent(one).count()) > 0 &&
        (await one.page.getByRole('button', { name: textsOf(one).appeals.send }).count()) === 0,
      isUnderWay: async (one) => (await card(one).count()) > 0,
      // The company's robot says by when the answer is due, and nothing more.
      after: async (one) => {
        const [before = ''] = textsOf(one).appeals.word.received.split('{{');
        await sent(one).getByText(new RegExp(before.trim(), 'i')).first().waitFor();
      },
    },
  };
});
