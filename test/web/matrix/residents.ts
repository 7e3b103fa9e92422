import type { Browser } from 'playwright-core';
import { openLedgerView, type LedgerView } from '../../../scripts/story/ledger-view.ts';
import type { KindName } from '../../../core/domain/ledger/fact-table.ts';
import { parseHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { same } from '../../../core/domain/resident/recorded.ts';
import { looseFields } from '../../../core/domain/bytes/loose-fields.ts';
import type { House } from '../../support/world/house-part.ts';
import { NEWCOMERS } from '../support/browser-house.ts';
import { launchBrowser } from '../support/visitor.ts';
import { personAt, textsOf, type Person } from './person.ts';
import type { Variant } from './table.ts';

const PLAIN: Variant = { look: 'desktop', language: 'en', hand: 'pointer' };

/** Who lives in the house of the matrix: flats that nobody took yet, and residents for whoever needs one. */
export type Residents = {
  /** Somebody at the door of a flat that has no keys yet. */
  newcomer(flat?: string): Promise<Person>;
  /** Somebody who takes part and was not marked with this yet, which is done now. */
  resident(mark: string): Promise<Person>;
  /** The one of this flat. */
  residentOf(flat: string): Promise<Person>;
  /** Whoever came as a newcomer and takes part now. */
  joined(person: Person): void;
  /** The same person at another device, which has no keys. */
  elsewhere(person: Person): Promise<Person>;
  /** How many facts the ledgers hold of a kind, by whoever is named: as a replica says that is not the portal's. */
  count(kind: KindName, from?: Hex): Promise<number>;
};

let started: Promise<Browser | undefined> | undefined;
let found: Residents | undefined;

/** Those of the house that the files of one run share; `undefined` where there is no browser. They go when all of the files have ended. */
export async function residentsOf(house: House): Promise<Residents> {
  const browser = await browserOf();
  if (browser === undefined) throw new Error('There is no browser.');
  return (found ??= residentsAt(browser, house));
}

export function browserOf(): Promise<Browser | undefined> {
  return (started ??= launchBrowser('the pages while something fails'));
}

after(async () => (await started)?.close());

function residentsAt(browser: Browser, house: House): Residents {
  const portalUrl = house.url('app');
  const taken = new Set<string>();
  const people: { person: Person; marks: Set<string> }[] = [];
  let view: Promise<LedgerView> | undefined;
  const residents: Residents = {
    newcomer: async (asked) => {
      const flat = asked ?? NEWCOMERS.find((each) => !taken.has(each));
      if (flat === undefined || taken.has(flat))
        throw new Error(`No flat is free (${String(asked)}): take fewer cells at once.`);
      taken.add(flat);
      return personAt(browser, { portalUrl, flat, variant: PLAIN });
    },
    resident: async (mark) => {
      const found = people.find(({ marks }) => !marks.has(mark)) ?? (await moveIn());
      found.marks.add(mark);
      return found.person;
    },
    residentOf: async (flat) => (people.find(({ person }) => person.flat === flat) ?? (await moveIn(flat))).person,
    joined: (person) => void people.push({ person, marks: new Set<string>() }),
    elsewhere: ({ flat, variant }) => personAt(browser, { portalUrl, flat, variant }),
    count: async (kind, from) => {
      view ??= house.connect('replicaWater').then(openLedgerView);
      const ledgers = await view;
      await ledgers.refresh();
      return ledgers.ofKind(kind).filter((block) => from === undefined || same(block.block.from, from)).length;
    },
  };
  async function moveIn(flat?: string): Promise<{ person: Person; marks: Set<string> }> {
    const person = await residents.newcomer(flat);
    await takePart(person);
    const found = { person, marks: new Set<string>() };
    people.push(found);
    return found;
  }
  return residents;
}

/** From a newcomer's first page to their home. */
export async function takePart(person: Person): Promise<void> {
  await person.page.goto(person.portalUrl);
  await keepSheet(person);
  await person.page.getByRole('button', { name: textsOf(person).enrol.request }).click();
  await isHome(person).waitFor();
}

/** Types the two words from the sheet that is shown. */
export async function keepSheet({ page }: Person): Promise<void> {
  await page.locator('[data-word="12"]').waitFor();
  const words = await page.locator('[data-word]').allTextContents();
  for (const [at, place] of [3, 9].entries())
    await page
      .locator('main form input')
      .nth(at)
      .fill(words[place - 1] ?? '');
  await page.locator('main form button[type="submit"]').click();
  await page.locator('[data-word="12"]').waitFor({ state: 'detached' });
}

/** The navigation stands beside pages of whoever takes part alone. */
export function isHome({ page }: Person): ReturnType<Person['page']['locator']> {
  return page.locator('main#main h1, #main h1').first();
}

/** The account that acts at this browser. */
export async function accountOf({ context, portalUrl, flat }: Person): Promise<Hex> {
  const me = looseFields(await (await context.request.get(`${portalUrl}/api/me`)).json());
  const premises = Array.isArray(me['premises']) ? me['premises'].map(looseFields) : [];
  const own = premises.find(({ premise }) => premise === flat);
  return parseHex(String(own?.['subscriber']), 'the account', 20);
}
