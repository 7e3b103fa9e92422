import { openDatabase, type Database } from '../keys/database.ts';
import { openSealedTexts, type SealedTexts } from '../keys/sealed-texts.ts';
import { openKeptAnswers, type KeptAnswers } from './kept-answers.ts';

export type Storage = { database: Database; texts: SealedTexts; answers: KeptAnswers };

/** The browser's own database, opened once for the page. */
let opening: Promise<Storage> | undefined;

export function storage(): Promise<Storage> {
  opening ??= openDatabase('domledger').then((database) => {
    const texts = openSealedTexts(database);
    return { database, texts, answers: openKeptAnswers(texts) };
  });
  return opening;
}
