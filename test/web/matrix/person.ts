import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { en, type Texts } from '../../../app/web/src/locales/en.ts';
import { ru } from '../../../app/web/src/locales/ru.ts';
import { signInHere, visitorOf } from '../support/visitor.ts';
import type { Variant } from './table.ts';

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1366, height: 768 } } as const;
const TEXTS: Record<Variant['language'], Texts> = { en, ru };
const PATIENCE_MS = 90_000;
/** More stops than any page has. */
const STOPS_MAX = 150;

/** Somebody at a browser of their own, and how often they pressed something in it. */
export type Person = {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly portalUrl: string;
  readonly flat: string;
  readonly variant: Variant;
  readonly presses: { count: number };
};

export async function personAt(
  browser: Browser,
  at: { portalUrl: string; flat: string; variant: Variant },
): Promise<Person> {
  const context = await visitorOf(browser, PATIENCE_MS, { viewport: SIZES[at.variant.look] });
  const presses = { count: 0 };
  await context.exposeBinding('domledgerPressed', () => void presses.count++);
  await context.addInitScript(() => {
    const tell = (): void => (globalThis as unknown as { domledgerPressed(): void }).domledgerPressed();
    addEventListener('pointerdown', tell, { capture: true });
    addEventListener('keydown', ({ key }) => key === 'Enter' && tell(), { capture: true });
  });
  const page = await context.newPage();
  const person = { context, page, presses, ...at };
  await page.goto(at.portalUrl);
  await signInHere(page, at.flat);
  await page.waitForURL((url) => url.origin === at.portalUrl);
  return as(person, at.variant);
}

/** The same person, who does what follows otherwise. */
export async function as(person: Person, variant: Variant): Promise<Person> {
  const { page, portalUrl } = person;
  await page.setViewportSize(SIZES[variant.look]);
  await page.goto(`${portalUrl}/no-such-page`);
  await page.evaluate((language) => localStorage.setItem('domledger.language', language), variant.language);
  return { ...person, variant };
}

/** What the pages say in this person's language. */
export function textsOf({ variant }: Person): Texts {
  return TEXTS[variant.language];
}

/** Presses a button, as often as is said, by what this person has at hand. */
export async function press(person: Person, button: Locator, times: 1 | 2 = 1): Promise<void> {
  if (person.variant.hand === 'pointer') {
    await (times === 1 ? button.click({ noWaitAfter: true }) : button.dblclick({ noWaitAfter: true }));
    return;
  }
  await reach(person.page, button);
  for (let n = 0; n < times; n++) await person.page.keyboard.press('Enter');
}

/** Writes into a field what is to stand there alone. */
export async function write(person: Person, field: Locator, text: string): Promise<void> {
  if (person.variant.hand === 'pointer') return field.fill(text);
  await reach(person.page, field);
  await person.page.keyboard.press('ControlOrMeta+A');
  await person.page.keyboard.type(text);
}

/** Goes to something by Tab alone. @throws Error where no Tab leads there, or nobody sees that one is there */
export async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let stop = 0; stop < STOPS_MAX; stop++) {
    if (await target.evaluate((element) => element === document.activeElement)) return expectSeen(target);
    await page.keyboard.press('Tab');
  }
  throw new Error(`No Tab leads to ${String(target)} in ${STOPS_MAX} stops.`);
}

/** That the focus is there, is to be seen (WCAG 2.4.7): a ring, or a field's border. */
async function expectSeen(target: Locator): Promise<void> {
  const look = await target.evaluate((element: HTMLElement) => {
    // Without the moment in which one look becomes the other.
    for (const each of [element, element.parentElement]) each?.style.setProperty('transition', 'none', 'important');
    const of = (): string => {
      const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(element);
      return `${outlineStyle === 'none' ? '' : outlineWidth} ${boxShadow} ${borderColor}`;
    };
    const focused = of();
    element.blur();
    const blurred = of();
    element.focus();
    return { focused, blurred };
  });
  if (look.focused === look.blurred)
    throw new Error(`Nobody sees that the focus is on ${String(target)}: ${look.focused}`);
}
