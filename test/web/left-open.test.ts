import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { browserHouse } from './support/browser-house.ts';
import { browserOf, residentsOf, takePart } from './matrix/residents.ts';

const PATIENCE_MS = 90_000;
const MINUTE_MS = 60_000;
const STEP_MS = 5_000;

/** A page that nobody looks at costs next to nothing, and is up to date as soon as somebody does (PAGES C: 19 requests in 40 s). */
describe('a page that is left open', function () {
  this.timeout(3 * PATIENCE_MS);
  let page: Page;
  let asked: string[];

  before(async function () {
    if ((await browserOf()) === undefined) return this.skip();
    const residents = await residentsOf(await browserHouse());
    const person = await residents.newcomer();
    await takePart(person);
    ({ page } = person);
    // Time passes as the test says from here on.
    await page.clock.install();
    await page.goto(person.portalUrl);
    await page.locator('[data-owed="checked"]').waitFor();
    page.on('request', (request) => void asked.push(new URL(request.url()).pathname));
  });
  beforeEach(() => (asked = []));

  /** So many requests in so much time; each answer comes before the next step. */
  async function requestsIn(ms: number, touch: () => Promise<void> = async () => undefined): Promise<number> {
    asked = [];
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      await touch();
      await page.clock.runFor(STEP_MS);
      await page.evaluate(async () => void (await (await fetch('/api/head')).text()));
    }
    asked = asked.filter((path) => path !== '/api/head');
    return asked.length;
  }

  it('asks for its lists every ten seconds while somebody is there', async () => {
    expect(await requestsIn(MINUTE_MS, () => page.mouse.move(10 + asked.length, 10))).to.be.at.least(10);
  });

  it('asks at most six times a minute from two minutes without a touch on', async () => {
    await requestsIn(3 * MINUTE_MS);
    // As long as the rarest of its questions takes to come again.
    const found = await requestsIn(10 * MINUTE_MS);
    expect(found, asked.toSorted().join(' ')).to.be.at.most(60);
  });

  it('asks at once when somebody comes back', async () => {
    const lists = page.waitForRequest((request) => request.url().endsWith('/api/contracts'));
    await page.keyboard.press('Shift');
    await lists;
  });
});
