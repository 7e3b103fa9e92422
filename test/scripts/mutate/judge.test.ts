import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { findTypescript } from '../../../scripts/mutate/find/find-typescript.ts';
import { judgeTypescript } from '../../../scripts/mutate/judge-typescript.ts';

const FILE = 'core/sum.ts';
const TEST = 'test/core/sum.test.ts';
const SOURCE = `
export const most = [1, 2, 3].filter((each) => each > 2).length;
export function half(n: number): number {
  if (n < 0) throw new Error('negative');
  if (n === 0) return 0;
  let rest = n;
  while (rest >= 2) rest -= 2;
  return (n - rest) / 2;
}
export function never(n: number): boolean {
  return n === 1;
}
`;
const CASES = `
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { half, most } from '../../core/sum.ts';
describe('half', () => {
  let before: number | undefined;
  it('fails by itself', () => assert.equal(half(2), 2));
  it('refuses what is negative', () => assert.throws(() => half(-1), /negative/));
  it('halves', () => assert.equal(half((before = 4)), 2));
  it('leans on the test before it', () => assert.equal(half((before ?? 1) + 1), 2));
  it('was counted while it loaded', () => assert.equal(most, 1));
  it('halves in another process', () => {
    const run = spawnSync(process.execPath, ['-e', 'import(process.argv[1]).then(({ half }) => process.exit(half(7)))', new URL('../../core/sum.ts', import.meta.url).href]);
    assert.equal(run.status, 3);
  });
});
`;

describe('judging mutations', () => {
  let root: string;
  before(() => {
    root = `${mkdtempSync(join(tmpdir(), 'domledger-mutate-test-'))}/`;
    for (const [file, text] of [
      [FILE, SOURCE],
      [TEST, CASES],
    ] as const) {
      mkdirSync(dirname(root + file), { recursive: true });
      writeFileSync(root + file, text);
    }
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('notices what breaks, lets survive what changes nothing or what no test comes by, and leaves the tree alone', async () => {
    const mutations = findTypescript(FILE, SOURCE).map((each, at) => ({ ...each, number: at + 1 }));
    const alive = new Map(mutations.map(({ number, id }) => [number, id]));
    const reached = new Set<number>();
    const noticed: string[] = [];
    const notes: string[] = [];
    await judgeTypescript({
      root,
      sources: [{ file: FILE, text: SOURCE }],
      mutations,
      reach: () => new Map([[TEST, 1]]),
      lanes: 1,
      judging: {
        alive: new Set(alive.keys()),
        hasTime: () => true,
        reached: (number) => void reached.add(number),
        noticed: (number, by) => {
          noticed.push(`${alive.get(number)} by ${by}`);
          alive.delete(number);
        },
        note: (text) => notes.push(text),
      },
    });
    expect(notes).to.deep.equal([
      `${TEST} fails by itself, and what fails by itself notices nothing: half fails by itself`,
    ]);
    expect(noticed).to.have.members([
      `${FILE}:most: each > 2 → each >= 2 by ${TEST}: half was counted while it loaded`,
      `${FILE}:half: n < 0 → false by ${TEST}: half refuses what is negative`,
      `${FILE}:half: rest >= 2 → rest > 2 by ${TEST}: half halves`,
    ]);
    const survived = [...alive].map(([number, id]) => `${id}${reached.has(number) ? '' : ', no test comes by'}`);
    expect(survived).to.have.members([
      `${FILE}:half: n < 0 → n <= 0`,
      `${FILE}:half: n === 0 → false`,
      `${FILE}:never: n === 1 → n !== 1, no test comes by`,
    ]);
    expect(readFileSync(root + FILE, 'utf8')).to.equal(SOURCE);
  });
});
