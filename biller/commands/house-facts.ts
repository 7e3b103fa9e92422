import { openFactBook, openFactFile } from '../engine/fact-book.ts';
import type { HouseFact } from '../engine/fact-shapes.ts';
import { billerFiles } from '../connect.ts';

type Book = { dataDir: string };
export type EnteredFact = { date: string; author: string; evidence: string; content: unknown };

/** Adds a fact to a biller's book, while its daemon runs or not; bills that are made from then on go by it. @throws InputError FACT_INVALID */
export function addHouseFact({ dataDir }: Book, fact: EnteredFact, now: bigint): HouseFact {
  const database = openFactFile(billerFiles(dataDir).facts);
  try {
    return openFactBook(database).add(fact, now);
  } finally {
    database.close();
  }
}

/** All that was entered, each with whether it stands. */
export function listHouseFacts({ dataDir }: Book): (HouseFact & { stands: boolean })[] {
  const database = openFactFile(billerFiles(dataDir).facts);
  try {
    const book = openFactBook(database);
    const standing = new Set(book.standing().map(({ number }) => number));
    return book.all().map((fact) => ({ ...fact, stands: standing.has(fact.number) }));
  } finally {
    database.close();
  }
}
