import { playFlow } from '../play.ts';
import { fillForm, openContracts, sectionOf, signStep, without } from './contracts.ts';
import { accountOf } from '../residents.ts';
import { as, textsOf } from '../person.ts';
import type { Step } from '../step.ts';

let turn = 0;

playFlow('contract from the resident', async (cell, { residents }) => {
  const { person, service } = await without(residents, turn++);
  const from = await accountOf(person);
  const sending: Step = {
    posts: '/api/blocks',
    tells: ['portal', 'company'],
    biller: service.biller,
    begin: async (one) => {
      await one.page.goto(`${one.portalUrl}/contracts`);
      await one.page.locator('#main h1').waitFor();
      if (!(await sending.isUnderWay(one)) && (await sectionOf(one, service).count()) === 0)
        await fillForm(one, service);
    },
    look: openContracts,
    button: (one) => one.page.getByRole('button', { name: textsOf(one).contracts.sendForm }),
    facts: () => residents.count('OFFER', from),
    claims: (one) => one.page.getByText(textsOf(one).act.text.recorded),
    isDone: async (one) =>
      (await sectionOf(one, service).and(one.page.locator('[data-contract-state^="awaiting"]')).count()) > 0,
    isUnderWay: async (one) =>
      (await one.page.locator('[data-act="offer"]:not([data-act-state="recorded"])').count()) > 0,
    // The supplier completes it.
    after: async (one) => {
      await sectionOf(one, service).and(one.page.locator('[data-contract-state="awaitingMe"]')).waitFor();
    },
  };
  if (cell.step === 'offer') return { person, step: sending };
  const plain = await as(person, { look: 'desktop', language: 'en', hand: 'pointer' });
  await fillForm(plain, service);
  await sending.button(plain).click();
  await sending.after?.(plain);
  return { person, step: signStep(service, () => residents.count('COPY', from)) };
});
