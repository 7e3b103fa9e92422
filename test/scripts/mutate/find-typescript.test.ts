import { expect } from 'chai';
import { findTypescript } from '../../../scripts/mutate/find/find-typescript.ts';

const SOURCE = `
import { InputError } from './errors.ts';
type Pair = { a: number } | undefined;
export function spend(amount: bigint, limit: bigint, who?: string): bigint {
  checkAmount(amount);
  if (amount < 0n || amount > limit) throw new InputError('AMOUNT', amount === 0n ? 'nothing' : 'much');
  if (who !== undefined && who === 'nobody') {
    return 0n;
  }
  for (const each of [1, 2]) if (each === 2) continue;
  switch (who) {
    case 'somebody':
      throw new InputError('WHO', 'nobody knows');
  }
  const same = who === 'me';
  if (same) console.log('not an end');
  return same ? amount : limit;
}
const isSmall = (n: number): boolean => n <= 3 && !(n >= 2);
`;

describe('mutations of TypeScript', () => {
  const found = findTypescript('a/b.ts', SOURCE);

  it('are every refusal, return, check, throw, comparison and condition, and not the words of a refusal', () => {
    expect(found.map(({ kind, id }) => `${kind} ${id}`)).to.deep.equal([
      'check a/b.ts:spend: checkAmount(amount); removed',
      'refusal a/b.ts:spend: amount < 0n → false',
      'comparison a/b.ts:spend: amount < 0n → amount <= 0n',
      'refusal a/b.ts:spend: amount > limit → false',
      'comparison a/b.ts:spend: amount > limit → amount >= limit',
      "return a/b.ts:spend: who !== undefined && who === 'nobody' → false",
      'condition a/b.ts:spend: who !== undefined → true',
      "condition a/b.ts:spend: who === 'nobody' → true",
      'return a/b.ts:spend: each === 2 → false',
      "throw a/b.ts:spend: throw new InputError('WHO', 'nobody knows'); removed",
      "comparison a/b.ts:spend: who === 'me' → who !== 'me'",
      'condition a/b.ts:isSmall: n <= 3 → true',
      'comparison a/b.ts:isSmall: n <= 3 → n < 3',
      'condition a/b.ts:isSmall: !(n >= 2) → true',
      'comparison a/b.ts:isSmall: n >= 2 → n > 2',
    ]);
  });

  it('keep their names when lines come before them, and are counted where the same change comes twice', () => {
    const moved = findTypescript('a/b.ts', `// one line more\n${SOURCE}`);
    expect(moved.map(({ id }) => id)).to.deep.equal(found.map(({ id }) => id));
    expect(moved[0]?.line).to.equal((found[0]?.line ?? 0) + 1);
    const twice = findTypescript('c.ts', 'export const f = (a: number) => [a < 1, a < 1];');
    expect(twice.map(({ id }) => id)).to.deep.equal(['c.ts:f: a < 1 → a <= 1', 'c.ts:f: a < 1 → a <= 1 #2']);
  });
});
