import { readFileSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AMOUNT_EXPONENT } from '../../core/domain/billing/money.ts';

/** A secret value found where nobody may read it. */
export type Leak = { file: string; secret: string };

/** Secrets in the forms in which a careless program would write them. */
export type Secrets = {
  /** Texts: names of persons, premises, account numbers. */
  texts: readonly string[];
  /** Integers: register mantissas and amounts; only those of six digits and more, as shorter ones appear anywhere by chance. */
  integers: readonly bigint[];
};

const LEAST_DIGITS = 6;
const WORD = 8;

/** Every file among the paths, and below those that are folders, that holds a secret: as text, as decimal digits, as money with a point, or as eight bytes, the last ones of a longer number. */
export async function findPlaintext(paths: readonly string[], secrets: Secrets): Promise<Leak[]> {
  const search = createSearch(secrets);
  const leaks: Leak[] = [];
  for (const path of paths)
    for await (const file of filesBelow(path)) leaks.push(...leaksIn(file, readFileSync(file, 'latin1'), search));
  return leaks;
}

/** The same search in a text that is already in memory. */
export function findPlaintextIn(name: string, text: string, secrets: Secrets): Leak[] {
  return leaksIn(name, Buffer.from(text, 'utf8').toString('latin1'), createSearch(secrets));
}

/** The same search in bytes: contents of an encrypted field that should not be readable. */
export function findPlaintextInBytes(name: string, fields: readonly Uint8Array[], secrets: Secrets): Leak[] {
  const search = createSearch(secrets);
  const found = fields.flatMap((bytes) => leaksIn(name, Buffer.from(bytes).toString('latin1'), search));
  return [...new Map(found.map((leak) => [leak.secret, leak])).values()];
}

/** Secrets by the form that is looked up; a file is read once, however many secrets there are. */
type Search = {
  texts: { secret: string; form: string }[];
  decimals: Map<string, string>;
  hexWords: Map<string, string>;
  rawWords: Map<string, string>;
};

function createSearch(secrets: Secrets): Search {
  const search: Search = {
    texts: secrets.texts.map((secret) => ({ secret, form: Buffer.from(secret, 'utf8').toString('latin1') })),
    decimals: new Map(),
    hexWords: new Map(),
    rawWords: new Map(),
  };
  for (const value of secrets.integers) {
    const secret = value.toString();
    if (secret.length < LEAST_DIGITS) continue;
    const word = Buffer.alloc(WORD);
    word.writeBigUInt64BE(BigInt.asUintN(64, value));
    search.decimals.set(secret, secret);
    // An amount in 10⁻¹² of the currency unit as a person would write it.
    const money = `${secret.slice(0, AMOUNT_EXPONENT)}.${secret.slice(AMOUNT_EXPONENT, AMOUNT_EXPONENT + 2)}`;
    if (money.length > LEAST_DIGITS - 1) search.decimals.set(money, secret);
    search.hexWords.set(word.toString('hex'), secret);
    search.rawWords.set(word.toString('latin1'), secret);
  }
  return search;
}

function leaksIn(file: string, content: string, search: Search): Leak[] {
  const found = new Set<string>();
  for (const { secret, form } of search.texts) if (content.includes(form)) found.add(secret);
  // Digits count only as a whole number: inside a longer run of hexadecimal digits they are something else.
  for (const [number] of content.matchAll(/(?<![0-9a-fA-F.])\d{2,}(?:\.\d{2})?(?![0-9a-fA-F])/g))
    note(found, search.decimals.get(number));
  let run = 0;
  for (let end = 1; end <= content.length; end++) {
    run = isHexDigit(content.charCodeAt(end - 1)) ? run + 1 : 0;
    if (run >= 2 * WORD) note(found, search.hexWords.get(content.slice(end - 2 * WORD, end).toLowerCase()));
    if (end >= WORD && content.charCodeAt(end - WORD) === 0)
      note(found, search.rawWords.get(content.slice(end - WORD, end)));
  }
  return [...found].map((secret) => ({ file, secret }));
}

function note(found: Set<string>, secret: string | undefined): void {
  if (secret !== undefined) found.add(secret);
}

function isHexDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

async function* filesBelow(path: string): AsyncGenerator<string> {
  if (statSync(path).isFile()) {
    yield path;
    return;
  }
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const full = join(path, entry.name);
    if (entry.isDirectory()) yield* filesBelow(full);
    else if (entry.isFile()) yield full;
  }
}
