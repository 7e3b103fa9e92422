/** A type of the ABI, as far as facts need them. `words` = how many words it takes in a head, where it is of one size. */
export type AbiType = { isDynamic: boolean; words: number } & (
  | { kind: 'uint' | 'int'; bits: number }
  | { kind: 'bool' | 'address' | 'bytes' }
  | { kind: 'fixed'; bytes: number }
  | { kind: 'list'; of: AbiType }
  | { kind: 'tuple'; fields: readonly AbiField[] }
);
export type AbiField = { name: string; type: AbiType };

/** Integers of up to so many bits are numbers; wider ones bigints. */
export const NUMBER_BITS = 48;

const ONE_WORD = { isDynamic: false, words: 1 };

/** Reads a type as the table of facts writes it: `(uint8 role, (bytes32 x, bytes32 y)[] points, bytes envelope)`. */
export function parseAbiType(text: string): AbiType {
  const reader = { text, at: 0 };
  const type = readType(reader);
  if (reader.at !== text.length) throw unknown(text);
  return type;
}

type Reader = { readonly text: string; at: number };

function readType(reader: Reader): AbiType {
  let type = reader.text[reader.at] === '(' ? readTuple(reader) : plainType(take(reader, /[a-z]+\d*/y));
  while (take(reader, /\[\]/y) !== '') type = { kind: 'list', of: type, isDynamic: true, words: 1 };
  return type;
}

function readTuple(reader: Reader): AbiType {
  const fields: AbiField[] = [];
  do {
    reader.at++;
    const type = readType(reader);
    fields.push({ type, name: take(reader, / \w+/y).trim() });
  } while (take(reader, /,(?= )/y) !== '');
  if (take(reader, /\)/y) === '') throw unknown(reader.text);
  const isDynamic = fields.some(({ type }) => type.isDynamic);
  return {
    kind: 'tuple',
    fields,
    isDynamic,
    words: isDynamic ? 1 : fields.reduce((sum, of) => sum + of.type.words, 0),
  };
}

function plainType(name: string): AbiType {
  const [, word = '', size = ''] = /^([a-z]+)(\d*)$/.exec(name) ?? [];
  if (word === 'bytes')
    return size === ''
      ? { kind: 'bytes', isDynamic: true, words: 1 }
      : { kind: 'fixed', bytes: Number(size), ...ONE_WORD };
  if (word === 'uint' || word === 'int') return { kind: word, bits: Number(size), ...ONE_WORD };
  if (name === 'bool' || name === 'address') return { kind: name, ...ONE_WORD };
  throw unknown(name);
}

/** What of the text follows that matches; '' where nothing does. */
function take(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0] ?? '';
  reader.at += found.length;
  return found;
}

function unknown(text: string): Error {
  return new Error(`"${text}" is no type that is known here`);
}
