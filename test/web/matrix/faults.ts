import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import type { Page, Route } from 'playwright-core';
import { waitFor } from '../../support/wait-for.ts';
import type { House } from '../../support/world/house-part.ts';
import { press, reach, type Person } from './person.ts';
import type { Holder, Step } from './step.ts';
import type { FaultName } from './table.ts';

export type Play = { house: House; person: Person; step: Step; stood: number };
type Fault = (play: Play) => Promise<void>;

/** Longer than pages wait until they say who is silent. */
const SLOW_MS = 20_500;
const TOLD = '[data-act-late], [data-slow], [data-not-signed], main [role="alert"]';

/** How each fault is made, how it is seen to have happened, and how it ends. Whatever happens, it ends. */
export const MAKE: Record<FaultName, Fault> = {
  portalKilled: async (play) => {
    if (play.step.posts === undefined) return killed('portal')(play);
    const { house, person } = play;
    let status = 0;
    const died = atPost(play, async (route) => {
      status = (await route.fetch()).status();
      await house.kill('app');
      await route.abort();
    });
    await pressOnce(play);
    await died;
    try {
      expect(status, 'the portal had taken it').to.be.within(200, 299);
      await expectGone(house, 'portal', play);
      await expectTrue(play);
    } finally {
      await person.page.unrouteAll({ behavior: 'ignoreErrors' });
      await house.restart('app');
    }
  },
  portalSilent: silent('portal'),
  companyKilled: killed('company'),
  companySilent: silent('company'),
  bankKilled: killed('bank'),
  bankSilent: silent('bank'),
  billerKilled: killed('biller'),
  billerSilent: silent('biller'),
  offline: async (play) => {
    const { context, page } = play.person;
    await context.setOffline(true);
    try {
      expect(await page.evaluate(() => navigator.onLine)).to.equal(false);
      await pressOnce(play);
      await page.locator(`[data-offline], ${TOLD}`).first().waitFor();
      await expectTrue(play);
      // What posts nothing may well be done without a connection.
      if (play.step.posts !== undefined) expect(await play.step.facts(play.person)).to.equal(play.stood);
    } finally {
      await context.setOffline(false);
    }
  },
  twoTabs: async (play) => {
    const { person, step } = play;
    const other = { ...person, page: await person.context.newPage() };
    await step.begin(other);
    const before = person.presses.count;
    // By keys it takes a while to be there, in which the other's press would be over.
    const both = [person, other];
    const byKeys = person.variant.hand === 'keyboard';
    if (byKeys) for (const one of both) await reach(one.page, step.button(one));
    await Promise.all(both.map((one) => (byKeys ? one.page.keyboard.press('Enter') : press(one, step.button(one)))));
    expect(person.presses.count - before, 'both pressed').to.be.at.least(2);
    await waitFor('the other tab has it in hand as well', () => isTaken(step, other));
    await expectTrue({ ...play, person: other });
    await other.page.close();
  },
  doublePress: async (play) => {
    const { person, step } = play;
    const before = person.presses.count;
    await press(person, step.button(person), 2);
    expect(person.presses.count - before, 'it was pressed twice').to.be.at.least(2);
  },
  back: async (play) => {
    const { person, step } = play;
    const left = async (): Promise<void> => {
      const from = person.page.url();
      await person.page.goBack({ waitUntil: 'commit' }).catch(() => undefined);
      expect(person.page.url(), 'the page was left').not.to.equal(from);
    };
    const posted =
      step.posts === undefined
        ? undefined
        : atPost(play, async (route) => {
            await left();
            await route.continue().catch(() => undefined);
          });
    await pressOnce(play);
    await (posted ?? left());
    await person.page.unrouteAll({ behavior: 'ignoreErrors' });
  },
  latency: async (play) => {
    const { person, step } = play;
    let took = 0;
    const slow = atPost(play, async (route) => {
      const began = performance.now();
      await delay(SLOW_MS);
      if (step.tells.includes('portal')) await person.page.locator(TOLD).first().waitFor();
      took = performance.now() - began;
      await route.continue();
    });
    await pressOnce(play);
    await slow;
    await person.page.unrouteAll({ behavior: 'ignoreErrors' });
    expect(took).to.be.at.least(20_000);
  },
  sessionExpired: async (play) => {
    const { person, step } = play;
    const names = new RegExp(new URL(person.portalUrl).hostname.replaceAll('.', '\\.'));
    await person.context.clearCookies({ domain: names });
    const answer = await person.context.request.get(`${person.portalUrl}/api/contracts`);
    expect(answer.status(), 'nobody is signed in').to.equal(401);
    await pressOnce(play);
    if (step.posts !== undefined) await person.page.locator(`a[href^="/auth/sign-in"], ${TOLD}`).first().waitFor();
    await expectTrue(play);
  },
};

function pressOnce({ person, step }: Play): Promise<void> {
  return press(person, step.button(person));
}

async function isTaken(step: Step, person: Person): Promise<boolean> {
  return (await step.isDone(person)) || (await step.isUnderWay(person));
}

function programOf(holder: Holder, { step }: Play): string {
  const { biller = 'biller-company' } = step;
  return { portal: 'app', company: 'sealer', bank: 'sandbox-bank', biller }[holder];
}

function addressOf(house: House, holder: Holder, { step }: Play): string {
  const billers = {
    'biller-company': 'billerCompany',
    'biller-electricity': 'billerElectricity',
    'biller-water': 'billerWater',
  } as const;
  const { biller = 'biller-company' } = step;
  return house.url(({ portal: 'app', company: 'sealer', bank: 'bank', biller: billers[biller] } as const)[holder]);
}

/** Before the press; it comes back once the page has shown what it makes of that. */
function killed(holder: Holder): Fault {
  return async (play) => {
    const { house } = play;
    const program = programOf(holder, play);
    await house.kill(program);
    try {
      await expectGone(house, holder, play);
      await pressOnce(play);
      await shown(play);
      await expectTrue(play);
    } finally {
      await house.restart(program);
    }
  };
}

/** It holds its connections and answers none of them, until the page has told so where it does. */
function silent(holder: Holder): Fault {
  return async (play) => {
    const { house, person, step } = play;
    const { pid } = house.running(programOf(holder, play));
    process.kill(pid, 'SIGSTOP');
    try {
      const asked = fetch(`${addressOf(house, holder, play)}/health`, { signal: AbortSignal.timeout(1_500) });
      const answer = await asked.then(() => 'an answer').catch((error: unknown) => (error as Error).name);
      expect(answer).to.equal('TimeoutError');
      await pressOnce(play);
      if (step.tells.includes(holder)) await person.page.locator(TOLD).first().waitFor();
      else await shown(play);
      await expectTrue(play);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  };
}

async function expectGone(house: House, holder: Holder, play: Play): Promise<void> {
  const asked = fetch(addressOf(house, holder, play)).then(() => 'an answer');
  const answer = await asked.catch((error: unknown) => ((error as Error).cause as { code?: string }).code);
  expect(answer, `the ${holder} is gone`).to.equal('ECONNREFUSED');
}

/** Until the page has it in hand or says that it has not; of what it leaves for elsewhere, for a moment. */
async function shown({ person, step }: Play): Promise<void> {
  const isShown = async (): Promise<boolean> =>
    !person.page.url().startsWith(person.portalUrl) ||
    (await isTaken(step, person)) ||
    (await person.page.locator(TOLD).count()) > 0;
  await waitFor('the page shows what became of the press', isShown);
}

/** Nothing is said to be a fact that is none. */
export async function expectTrue({ person, step, stood }: Play): Promise<void> {
  if ((await step.claims(person).count()) === 0) return;
  const isFact = async (): Promise<boolean> => (await step.facts(person)) > stood;
  await waitFor('what the page says to be on the ledger, is', isFact, { ms: 15_000 });
}

/** The next thing that the page posts to the step's path: what is done with it instead. */
async function atPost({ person, step }: Play, act: (route: Route) => Promise<void>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const { page }: { page: Page } = person;
  let isDone = false;
  await page.route(`**${step.posts ?? '/none'}`, async (route) => {
    if (isDone || route.request().method() !== 'POST') return route.fallback();
    isDone = true;
    await act(route).then(resolve, reject);
  });
  return promise;
}
