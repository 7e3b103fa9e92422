import type { Locator } from 'playwright-core';
import type { Person } from './person.ts';

/** Programs of the house that may fail. */
export type Holder = 'portal' | 'company' | 'bank' | 'biller';

/** One press on a page, which makes one fact. */
export type Step = {
  /** Brings the person to where only the press lacks, whatever stood there before. */
  begin(person: Person): Promise<void>;
  /** Brings the person to where it is seen what became of it; without it `begin` does. */
  look?(person: Person): Promise<void>;
  button(person: Person): Locator;
  /** Which path of the portal is posted to by the press; without it nothing is. */
  posts?: string;
  /** How many of its facts there are. */
  facts(person: Person): Promise<number>;
  /** Words that may be said only once the fact is one. */
  claims(person: Person): Locator;
  /** Whether the page shows that it has come to its end. */
  isDone(person: Person): Promise<boolean>;
  /** Whether the page has it in hand: then nobody presses again. */
  isUnderWay(person: Person): Promise<boolean>;
  /** What follows, once nothing fails any more. */
  after?(person: Person): Promise<void>;
  /** Whose silence the page tells of after a while, while it waits here. */
  tells: readonly Holder[];
  /** Whose biller the supplier's is. */
  biller?: 'biller-company' | 'biller-electricity' | 'biller-water';
};
