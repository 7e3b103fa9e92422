import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { isCalendarDate } from '../../core/domain/bytes/calendar-date.ts';
import { inTransaction, migrationsIn, openDatabase } from '../../core/runtime/sqlite.ts';
import { checked } from '../settings.ts';
import { factContent, type HouseFact } from './fact-shapes.ts';

export const FACT_MIGRATIONS = join(import.meta.dirname, 'migrations');

/** Facts of a house that bills need and no ledger holds: entered once, dated, with evidence and author, only ever added to. They are sealed to nobody. */
export type FactBook = {
  /** All that was entered, oldest first. */
  all(): readonly HouseFact[];
  /** What stands: neither withdrawn nor a withdrawal. */
  standing(): readonly HouseFact[];
  /** @throws InputError FACT_INVALID: of another form, without date, evidence or author, or the withdrawal of what does not stand */
  add(fact: { date: string; author: string; evidence: string; content: unknown }, now: bigint): HouseFact;
};

/** Opens, or makes, a biller's book; its file is for its owner alone. */
export function openFactFile(file: string): DatabaseSync {
  if (file !== ':memory:') {
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
  }
  return openDatabase(file, migrationsIn(FACT_MIGRATIONS));
}

export function openFactBook(database: DatabaseSync): FactBook {
  const further = database.prepare('select * from facts where number > ? order by number');
  const kept: HouseFact[] = [];
  const all = (): readonly HouseFact[] => {
    for (const row of further.iterate(kept.length)) kept.push(toFact(row));
    return kept;
  };
  const standing = (): readonly HouseFact[] => {
    const gone = new Set(all().flatMap(({ content }) => (content.kind === 'withdrawal' ? [content.number] : [])));
    return kept.filter(({ number, content }) => content.kind !== 'withdrawal' && !gone.has(number));
  };
  return {
    all,
    standing,
    add({ date, author, evidence, content }, now) {
      const parsed = contentOf(content);
      if (!isCalendarDate(date)) throw invalid(`"${date.slice(0, 20)}" is no date YYYY-MM-DD.`);
      if (author.trim() === '' || evidence.trim() === '')
        throw invalid('who says it, and by which evidence, is missing.');
      return inTransaction(database, () => {
        if (parsed.kind === 'withdrawal' && !standing().some(({ number }) => number === parsed.number))
          throw invalid(`there is no fact ${parsed.number} that stands.`);
        const number = all().length + 1;
        database
          .prepare('insert into facts values (?, ?, ?, ?, ?, ?)')
          .run(number, now, date, author, evidence, JSON.stringify(parsed));
        return { number, enteredAt: now, date, author, evidence, content: parsed };
      });
    },
  };
}

function contentOf(content: unknown): HouseFact['content'] {
  try {
    return checked(factContent, content);
  } catch (error) {
    if (error instanceof InputError) throw invalid(error.message);
    throw error;
  }
}

function invalid(message: string): InputError {
  return new InputError('FACT_INVALID', `A fact of the house: ${message}`);
}

function toFact(row: Record<string, unknown>): HouseFact {
  return {
    number: Number(row['number']),
    enteredAt: BigInt(Number(row['entered_s'])),
    date: String(row['date']),
    author: String(row['author']),
    evidence: String(row['evidence']),
    content: contentOf(JSON.parse(String(row['content']))),
  };
}
