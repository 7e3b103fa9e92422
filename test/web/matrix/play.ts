import { expect } from 'chai';
import { waitFor } from '../../support/wait-for.ts';
import type { House } from '../../support/world/house-part.ts';
import { signInHere } from '../support/visitor.ts';
import { browserHouse } from '../support/browser-house.ts';
import { expectTrue, MAKE, type Play } from './faults.ts';
import { as, press, type Person } from './person.ts';
import { browserOf, residentsOf, type Residents } from './residents.ts';
import type { Step } from './step.ts';
import { chosenCells, nameOf, type Cell, type FlowName } from './table.ts';

/** A busy machine seals, reads and bills slowly. */
const CELL_MS = 300_000;
/** So long a page has to show that it has a press in hand, until somebody presses again. */
const AGAIN_MS = 8_000;
const SIGN_IN = 'a[href^="/auth/sign-in"]';

/** Who does it, and the step that fails. */
export type Scene = { person: Person; step: Step };
export type Tools = { house: House; residents: Residents };
/** Brings a cell to its step. */
export type Flow = (cell: Cell, tools: Tools) => Promise<Scene>;

/** Plays the cells of a flow that this run takes: one fact each, true words all along, and work that goes on. */
export function playFlow(name: FlowName, flow: Flow): void {
  const { seed, cells } = chosenCells(process.env);
  const own = cells.filter((cell) => cell.flow === name);
  describe(`${name}, while something fails (DOMLEDGER_WEB_SEED=${seed})`, function () {
    this.timeout(CELL_MS);
    let tools: Tools;
    before(async function () {
      if (own.length === 0 || (await browserOf()) === undefined) return this.skip();
      const house = await browserHouse();
      tools = { house, residents: await residentsOf(house) };
    });
    for (const cell of own) it(nameOf(cell), () => playCell(cell, flow, tools));
  });
}

async function playCell(cell: Cell, flow: Flow, tools: Tools): Promise<void> {
  const { house } = tools;
  const scene = await flow(cell, tools);
  const { step } = scene;
  const person = await as(scene.person, cell.variant);
  await comeBack(person);
  await forgetActs(person);
  const faults: string[] = [];
  person.page.on('pageerror', (error) => faults.push(String(error)));
  const play: Play = { house, person, step, stood: await step.facts(person) };
  await step.begin(person);
  await MAKE[cell.fault](play);
  await goOn(play);
  await expectTrue(play);
  await step.after?.(person);
  await house.settle();
  expect(await step.facts(person), 'as many facts as presses that were meant').to.equal(play.stood + 1);
  expect(faults).to.deep.equal([]);
  expect(await person.page.locator('body').innerText()).not.to.match(/0x[0-9a-f]{6}|nonce|\bgas\b|undefined|NaN|\{\{/i);
}

/** What somebody does once nothing fails any more: signs in again, and presses again where the page has nothing in hand. */
async function goOn(play: Play): Promise<void> {
  const { person, step, stood } = play;
  const { page } = person;
  let idleSince = performance.now();
  await waitFor(`it is done (${page.url()})`, async () => {
    if (await step.isDone(person)) return true;
    if ((await page.locator(SIGN_IN).count()) > 0) {
      await signInHere(page, person.flat);
      await page.waitForURL((url) => url.origin === person.portalUrl);
      idleSince = performance.now();
    } else if (await step.isUnderWay(person)) idleSince = performance.now();
    else if (performance.now() - idleSince > AGAIN_MS) {
      if ((await step.facts(person)) > stood) await (step.look ?? step.begin)(person);
      else {
        await step.begin(person);
        if (!(await step.isUnderWay(person)) && !(await step.isDone(person))) await press(person, step.button(person));
      }
      idleSince = performance.now();
    }
    return false;
  });
}

/** Whom an earlier cell left signed out, this one finds signed in. */
async function comeBack({ context, page, portalUrl, flat }: Person): Promise<void> {
  if ((await context.request.get(`${portalUrl}/api/contracts`)).status() !== 401) return;
  await page.goto(portalUrl);
  await signInHere(page, flat);
  await page.waitForURL((url) => url.origin === portalUrl);
  await page.goto(`${portalUrl}/no-such-page`);
}

/** What earlier cells signed is over, and is not to be taken for this one's. It is told on a page that keeps nothing. */
async function forgetActs({ page }: Person): Promise<void> {
  await page.evaluate(async () => {
    if ((await indexedDB.databases()).every(({ name }) => name !== 'domledger')) return;
    const opening = indexedDB.open('domledger', 1);
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const transaction = opening.result.transaction('values', 'readwrite');
    transaction.objectStore('values').delete(IDBKeyRange.bound('outbox:', 'outbox:\uffff'));
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    opening.result.close();
  });
}
