import type { Dice } from './seed.ts';

const DEEP = '['.repeat(20_000) + ']'.repeat(20_000);
const STRANGE: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  0.5,
  '',
  '0x',
  '0x0',
  '-1',
  '00',
  '18446744073709551616',
  '9'.repeat(400),
  'ä\u0000\ud800',
  `0x${'zz'.repeat(32)}`,
  `0x${'ff'.repeat(32)}`,
  `0x${'00'.repeat(5_000)}`,
  [],
  {},
  [[[]]],
  { toString: 'x', __proto__: 'y' },
  'x'.repeat(100_000),
];

/** A copy with one thing made wrong somewhere: another value, a member less or more, a hex digit flipped or cut off. */
export function spoil(value: unknown, dice: Dice): unknown {
  if (Array.isArray(value) && value.length > 0 && dice.next() < 0.8) {
    const at = dice.int(0, value.length - 1);
    const way = dice.int(0, 3);
    if (way === 0) return value.toSpliced(at, 1);
    if (way === 1) return [...value, value[at]];
    return value.with(at, spoil(value[at], dice));
  }
  if (typeof value === 'object' && value !== null && dice.next() < 0.9) {
    const entries = Object.entries(value);
    if (entries.length === 0) return STRANGE[0];
    const [key, inner] = dice.pick(entries);
    const way = dice.int(0, 9);
    if (way === 0) return Object.fromEntries(entries.filter(([name]) => name !== key));
    if (way === 1) return { ...value, [`${key}x`]: inner };
    return { ...value, [key]: spoil(inner, dice) };
  }
  if (typeof value === 'string' && value.startsWith('0x') && value.length > 2 && dice.next() < 0.6) {
    const at = dice.int(2, value.length - 1);
    return dice.next() < 0.7
      ? value.slice(0, at) + dice.pick(['0', '1', '7', 'a', 'f', 'F']) + value.slice(at + 1)
      : value.slice(0, at);
  }
  return dice.pick(STRANGE);
}

/** JSON text of a spoilt value; now and then text that is no JSON, or nests deeper than any parser likes. */
export function spoiltText(value: unknown, dice: Dice): string {
  const way = dice.int(0, 11);
  if (way === 0) return DEEP;
  if (way === 1) return dice.bytes(dice.int(0, 300)).toString('latin1');
  const text = JSON.stringify(spoil(value, dice)) ?? '';
  return way === 2 ? text.slice(0, dice.int(0, text.length)) : text;
}
