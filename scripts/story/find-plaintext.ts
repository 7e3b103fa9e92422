import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

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

/** Every file among the paths, and below those that are folders, that holds a secret: as decimal digits, as money with a point, or as eight bytes (raw or in hex). */
export async function findPlaintext(paths: readonly string[], secrets: Secrets): Promise<Leak[]> {
  const needles = needlesOf(secrets);
  const leaks: Leak[] = [];
  for (const path of paths) {
    for await (const file of filesBelow(path)) leaks.push(...(await scanFile(file, needles)));
  }
  return leaks;
}

/** The same search in a text that is already in memory. */
export function findPlaintextIn(name: string, text: string, secrets: Secrets): Leak[] {
  return scan(name, Buffer.from(text, 'utf8'), needlesOf(secrets));
}

type Needle = { secret: string; bytes: Buffer; digits: boolean };

function needlesOf(secrets: Secrets): Needle[] {
  const texts = secrets.texts.map((text) => ({ secret: text, bytes: Buffer.from(text, 'utf8'), digits: false }));
  const distinct = [...new Set(secrets.integers)].filter((value) => value.toString().length >= LEAST_DIGITS);
  const integers = distinct.flatMap((value) => {
    const word = Buffer.alloc(8);
    word.writeBigUInt64BE(value);
    const decimal = value.toString();
    const money = `${decimal.slice(0, -5)}.${decimal.slice(-5, -3)}`;
    return [
      { secret: decimal, bytes: Buffer.from(decimal), digits: true },
      ...(decimal.length > 7 ? [{ secret: decimal, bytes: Buffer.from(money), digits: true }] : []),
      { secret: decimal, bytes: word, digits: false },
      { secret: decimal, bytes: Buffer.from(word.toString('hex')), digits: false },
    ];
  });
  return [...texts, ...integers];
}

async function scanFile(file: string, needles: readonly Needle[]): Promise<Leak[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(file)) chunks.push(Buffer.from(chunk));
  return scan(file, Buffer.concat(chunks), needles);
}

function scan(name: string, content: Buffer, needles: readonly Needle[]): Leak[] {
  return needles.filter((needle) => occurs(content, needle)).map(({ secret }) => ({ file: name, secret }));
}

/** Digits count only as a whole number: a longer run of hex or decimal digits around them is something else. */
function occurs(content: Buffer, { bytes, digits }: Needle): boolean {
  for (let at = content.indexOf(bytes); at >= 0; at = content.indexOf(bytes, at + 1)) {
    if (!digits) return true;
    if (!isHexDigit(content[at - 1]) && !isHexDigit(content[at + bytes.length])) return true;
  }
  return false;
}

function isHexDigit(byte: number | undefined): boolean {
  return byte !== undefined && /[0-9a-fA-F]/.test(String.fromCharCode(byte));
}

async function* filesBelow(path: string): AsyncGenerator<string> {
  if ((await stat(path)).isFile()) {
    yield path;
    return;
  }
  const entries = await readdir(path, { withFileTypes: true });
  for (const entry of entries) {
    const full = join(path, entry.name);
    if (entry.isDirectory()) yield* filesBelow(full);
    else if (entry.isFile()) yield full;
  }
}
