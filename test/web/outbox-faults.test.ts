import { expect } from 'chai';
import type { Browser, BrowserContext, Locator, Page, Route } from 'playwright-core';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';
import { KIND } from '../../core/domain/ledger/kinds.ts';
import { waitFor } from '../support/wait-for.ts';
import type { House } from '../support/world/house-part.ts';
import { browserHouse, WRITER } from './support/browser-house.ts';
import { enrol, launchBrowser, signIn, visitorOf } from './support/visitor.ts';

/** A busy machine seals and serves slowly. */
const PATIENCE_MS = 90_000;
const BLOCKS = '**/api/blocks';

/** One signature is one fact, whatever fails between the press and the ledger (PAGES A2, A3, A10, A16); and no word is said of it that is not so. */
describe('what is signed in a browser while something fails', function () {
  this.timeout(2 * PATIENCE_MS);
  let house: House;
  let portalUrl: string;
  let browser: Browser | undefined;
  let context: BrowserContext;
  let page: Page;
  let stood = 0;

  before(async function () {
    this.timeout(3 * PATIENCE_MS);
    browser = await launchBrowser('what is signed in a browser while something fails');
    if (browser === undefined) return this.skip();
    house = await browserHouse();
    portalUrl = house.url('app');
    context = await visitorOf(browser, PATIENCE_MS);
    page = await context.newPage();
    await page.goto(portalUrl);
    await signIn(page, WRITER);
    await enrol(page);
  });
  after(async () => {
    await browser?.close();
  });
  beforeEach(async () => {
    stood = await letters();
  });

  /** How many letters the ledgers hold. */
  async function letters(): Promise<number> {
    let found = 0;
    for (let after: string | null = ''; after !== null;) {
      const answer: unknown = await (await fetch(`${portalUrl}/api/blocks?limit=200${after}`)).json();
      const { blocks, next } = answer as { blocks: { block: unknown }[]; next: string | null };
      found += blocks.filter(({ block }) => looseFields(block)['kind'] === KIND.APPEAL).length;
      after = next === null ? null : `&after=${next}`;
    }
    return found;
  }
  const card = (on: Page, state?: string): Locator =>
    on.locator(`[data-act="letter"]${state === undefined ? '' : `[data-act-state="${state}"]`}`);
  const send = (on: Page): Locator => on.getByRole('button', { name: 'Sign and send' });
  async function write(on: Page, text: string): Promise<void> {
    await on.goto(`${portalUrl}/letters`);
    const begin = on.getByRole('button', { name: 'Write', exact: true });
    await begin.or(on.getByLabel('Your text')).waitFor();
    // What another tab has begun lies here already.
    if (await begin.isVisible()) await begin.click();
    await on.getByLabel('Your text').fill(text);
  }
  /** It is recorded, as one letter; and then its words are gone. */
  async function endsAsOne(on: Page): Promise<void> {
    await card(on, 'recorded').waitFor();
    await house.settle();
    expect(await letters()).to.equal(stood + 1);
    await on.getByText('Done: it is on the ledger.').waitFor();
    await on.getByRole('button', { name: 'Seen' }).click();
    await card(on).waitFor({ state: 'detached' });
  }
  /** The next block that the page posts: what is done with it instead. */
  async function atPost(on: Page, act: (route: Route) => Promise<void>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let isDone = false;
    await on.route(BLOCKS, async (route) => {
      if (isDone || route.request().method() !== 'POST') return route.fallback();
      isDone = true;
      await act(route).then(resolve, reject);
    });
    return promise;
  }

  it('is one letter where the portal was killed behind its 202, and somebody presses again', async () => {
    let status = 0;
    await write(page, 'The portal dies');
    const died = atPost(page, async (route) => {
      const response = await route.fetch();
      status = response.status();
      await house.kill('app');
      await route.abort();
    });
    await send(page).click();
    await died;
    await card(page, 'signed').waitFor();
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.getByLabel('Your text').fill('The portal dies');
    await send(page).click();
    await send(page).waitFor({ state: 'detached' });
    expect(await card(page).count()).to.equal(1);
    await page.locator('[data-act-late]').getByText('The portal does not answer.').waitFor();
    await page.locator('[data-act-late]').getByText('You can leave this page').waitFor();
    expect(status).to.equal(202);
    await page.unroute(BLOCKS);
    await house.restart('app');
    await endsAsOne(page);
  });

  it('says that the company is silent while it is, and promises nothing in its place', async () => {
    const { pid } = house.running('sealer');
    process.kill(pid, 'SIGSTOP');
    try {
      await write(page, 'The company is silent');
      await send(page).click();
      await card(page, 'taken').waitFor();
      await page.locator('[data-act-late]').getByText('the management company has said nothing').waitFor();
      expect(await card(page).innerText())
        .to.match(/taken by the portal/)
        .and.not.match(/on the ledger\./);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await endsAsOne(page);
  });

  it('signs nothing without a connection, says so, and keeps the draft over Back and reload', async () => {
    await write(page, 'No connection');
    await context.setOffline(true);
    await page.locator('[data-offline]').waitFor();
    await send(page).click();
    await page.locator('[data-not-signed]').waitFor();
    expect(await card(page).count()).to.equal(0);
    expect(await page.locator('main').innerText()).not.to.match(/signed here|Signed\b|it is on the ledger/);
    await page.locator('[data-draft]').waitFor();
    await context.setOffline(false);
    await page.locator('[data-offline]').waitFor({ state: 'detached' });
    await page.waitForTimeout(1500);
    expect(await letters()).to.equal(stood);
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByRole('heading', { name: /Good day/ }).waitFor();
    await page.goBack();
    expect(await page.getByLabel('Your text').inputValue()).to.equal('No connection');
    await page.reload();
    expect(await page.getByLabel('Your text').inputValue()).to.equal('No connection');
    await send(page).click();
    await endsAsOne(page);
    expect(await page.getByLabel('Your text').count()).to.equal(0);
  });

  it('goes on after a reload in the middle', async () => {
    await write(page, 'Reloaded');
    let isHeld = false;
    const held = atPost(page, async (route) => {
      isHeld = (await route.fetch()).status() === 202;
    });
    await send(page).click();
    await held;
    expect(isHeld).to.equal(true);
    await page.reload();
    await endsAsOne(page);
    await page.unroute(BLOCKS);
  });

  it('is one letter of two tabs, and of a double press', async () => {
    const other = await context.newPage();
    await write(page, 'Twice at once');
    await write(other, 'Twice at once');
    await Promise.all([send(page).dblclick(), send(other).dblclick()]);
    await Promise.all([send(page), send(other)].map((button) => button.waitFor({ state: 'detached' })));
    await Promise.all([card(page, 'recorded').waitFor(), card(other, 'recorded').waitFor()]);
    await other.close();
    await endsAsOne(page);
  });

  it('is sent by whoever goes back at once', async () => {
    await page.goto(portalUrl);
    await page.getByRole('link', { name: 'Letters' }).click();
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.getByLabel('Your text').fill('Back at once');
    const held = atPost(page, (route) => route.fallback());
    await send(page).click();
    await held;
    await page.goBack();
    await page.getByRole('heading', { name: /Good day/ }).waitFor();
    await waitFor('it is recorded', async () => (await letters()) > stood);
    await page.goto(`${portalUrl}/letters`);
    await page.getByText('Back at once').waitFor();
    await endsAsOne(page);
    await page.unroute(BLOCKS);
  });

  it('waits on this device for somebody whose session ended, and goes on after the next sign-in', async () => {
    await write(page, 'Signed out');
    let status = 0;
    const ended = atPost(page, async (route) => {
      await context.clearCookies();
      const { cookie: _none, ...headers } = await route.request().allHeaders();
      const response = await route.fetch({ headers });
      status = response.status();
      await route.fulfill({ response });
    });
    await send(page).click();
    await ended;
    expect(status).to.equal(401);
    await page.locator('[data-kept]').waitFor();
    expect(await letters()).to.equal(stood);
    await signIn(page, WRITER);
    await page.getByRole('heading', { name: 'Questions, complaints, suggestions' }).waitFor();
    await endsAsOne(page);
  });

  it('writes again what was not taken, about the same, and puts it over nothing that is being written', async () => {
    const refuse = async (route: Route): Promise<void> => {
      if (route.request().method() !== 'POST') return route.fallback();
      const json = { code: 'TOO_BIG', detail: 'Not taken.' };
      await route.fulfill({ status: 413, contentType: 'application/problem+json', body: JSON.stringify(json) });
    };
    await page.route(BLOCKS, refuse);
    await page.goto(`${portalUrl}/letters?flat=0x${'f1'.repeat(32)}&fact=area`);
    await page.getByLabel('Your text').fill('The area is wrong');
    await send(page).click();
    const again = card(page, 'refused').getByRole('button', { name: 'Write it again' });
    await again.waitFor();
    await page.goto(`${portalUrl}/letters`);
    await page.getByRole('button', { name: 'Write', exact: true }).click();
    await page.getByLabel('Your text').fill('Another letter');
    await card(page, 'refused').waitFor();
    expect(await again.count()).to.equal(0);
    await page.goto(`${portalUrl}/letters?about=202601-1-00000000`);
    await page.getByLabel('Your text').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await card(page, 'refused').waitFor();
    expect(await again.count()).to.equal(0);
    await page.goto(`${portalUrl}/letters`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.goto(`${portalUrl}/letters?about=202601-1-00000000`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await again.click();
    expect(await page.getByLabel('Your text').inputValue()).to.equal('The area is wrong');
    expect(new URL(page.url()).search).to.equal('');
    expect(await page.getByLabel('About', { exact: true }).locator('option:checked').innerText()).to.equal('My flat');
    await page.unroute(BLOCKS);
    const posted = Promise.withResolvers<unknown>();
    void atPost(page, async (route) => {
      posted.resolve(route.request().postDataJSON());
      await route.fallback();
    });
    await send(page).click();
    const { block } = (await posted.promise) as { block: { replaces: string } };
    expect(block.replaces).not.to.match(/^0x0*$/);
    await endsAsOne(page);
    await page.unroute(BLOCKS);
  });

  it('says that the portal answers wrongly where it does, not that it is silent', async () => {
    await write(page, 'Another digest');
    await page.route(BLOCKS, async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      await route.fulfill({ status: 202, json: { digest: `0x${'11'.repeat(32)}`, state: 'queued' } });
    });
    await send(page).click();
    await page.locator('[data-act-late]').getByText('not as it should (BLOCK_OTHER)').waitFor();
    await page.unroute(BLOCKS);
    await endsAsOne(page);
  });

  it('shows a fault in the place of a page that does not come, beside the way to the others', async () => {
    await page.goto(portalUrl);
    await page.getByRole('heading', { name: /Good day/ }).waitFor();
    await page.route('**/assets/flat-*.js', (route) => route.abort());
    await page.getByRole('link', { name: 'My flat' }).click();
    await page.getByRole('alert').getByRole('button', { name: 'Try again' }).waitFor();
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByRole('heading', { name: /Good day/ }).waitFor();
    await page.unroute('**/assets/flat-*.js');
  });

  it('says 404 of a path that is no page, with a page', async () => {
    const response = await page.goto(`${portalUrl}/letters/new`);
    expect(response?.status()).to.equal(404);
    await page.locator('[data-no-page]').getByText('There is no such page.').waitFor();
    await page.getByRole('link', { name: 'To the first page' }).click();
    await page.getByRole('heading', { name: /Good day/ }).waitFor();
  });
});
