import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../../core/runtime/sqlite.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { AnswerContent } from '../../core/domain/sealed/small-contents.ts';
import { UnreadableContent } from '../../core/domain/sealed/sealed-content.ts';
import type { Decryptor } from '../decryptor.ts';
import type { State } from '../state.ts';

/** What stood in the envelope of a letter, or of an own answer; `code`: why nobody here can read it. */
export type KeptText = { text: string; due: string; to: AnswerContent['to'] } | { code: string };

type Found = { digest: Hex; appealId: Hex; said: KeptText };

/**
 * Letters and own answers as they were read, in the biller's database: the law has them kept for three years, longer than the key that opens them need be.
 * Whoever can read that file reads them. What did not open is kept as such, with the reason, and tried again.
 */
export type LetterBook = {
  /** By the digest of the letter or answer. */
  read(digest: Hex): KeptText | undefined;
  /** Reads what is not kept yet and keeps it. Done twice it is the same, so that it may end at any instant. */
  keep(state: State, decryptor: Decryptor): Promise<void>;
};

/** @param options.remember whether what is read goes into the file; a desk only looks at it */
export function openLetterBook(database: DatabaseSync, { remember = true } = {}): LetterBook {
  const kept = new Map<Hex, KeptText>();
  // A desk may look at the file of a daemon that is of an older version.
  const isThere = database.prepare("select 1 from sqlite_master where name = 'letters'").get() !== undefined;
  const rows = isThere ? database.prepare('select * from letters').all() : [];
  for (const row of rows) kept.set(row['digest'] as Hex, toText(row));
  return {
    read: (digest) => kept.get(digest),
    async keep(state, decryptor) {
      const found: Found[] = [];
      const look = async (digest: Hex, appealId: Hex, open: () => Promise<KeptText>): Promise<void> => {
        const before = kept.get(digest);
        if (before !== undefined && !('code' in before)) return;
        const said = await open().catch(codeOf);
        if (before === undefined || !('code' in said)) found.push({ digest, appealId, said });
      };
      for (const appeal of state.appeals.values()) {
        const { appealId } = appeal;
        await look(appealId, appealId, async () => ({ ...(await decryptor.letter(appeal)), due: '', to: '' }));
        for (const answer of appeal.answers) await look(answer.digest, appealId, () => decryptor.answer(answer));
      }
      if (remember && found.length > 0) inTransaction(database, () => insertAll(database, found));
      for (const { digest, said } of found) kept.set(digest, said);
    },
  };
}

function insertAll(database: DatabaseSync, found: readonly Found[]): void {
  const insert = database.prepare('insert or replace into letters values (?, ?, ?, ?, ?, ?)');
  for (const { digest, appealId, said } of found)
    if ('code' in said) insert.run(digest, appealId, null, '', '', said.code);
    else insert.run(digest, appealId, said.text, said.due, said.to, null);
}

function codeOf(error: unknown): { code: string } {
  if (error instanceof UnreadableContent) return { code: error.code };
  throw error;
}

function toText(row: Record<string, unknown>): KeptText {
  const [text, code] = [row['text'], row['code']];
  if (typeof text !== 'string') return { code: String(code) };
  return { text, due: String(row['due']), to: row['redirected_to'] as AnswerContent['to'] };
}
