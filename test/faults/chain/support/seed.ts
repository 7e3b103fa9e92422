import { randomInt } from 'node:crypto';
import { randomFrom } from '../../../support/random-from.ts';

export type Dice = {
  next(): number;
  /** A whole number from `least` to `most`. */
  int(least: number, most: number): number;
  pick<T>(members: readonly T[]): T;
  bytes(length: number): Buffer;
};

/** Dice for a test: other ones at each run, told on the console, and the same again with DOMLEDGER_FAULT_SEED. */
export function rollDice(what: string): Dice {
  const given = process.env['DOMLEDGER_FAULT_SEED'];
  const seed = given === undefined ? randomInt(1, 2_000_000_000) : Number(given);
  console.log(`      ${what}: seed ${seed} (again with DOMLEDGER_FAULT_SEED=${seed})`);
  return diceFrom(seed);
}

export function diceFrom(seed: number): Dice {
  const next = randomFrom(seed);
  const int = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    int,
    pick(members) {
      const chosen = members[int(0, members.length - 1)];
      if (chosen === undefined) throw new Error('there is nothing to pick from');
      return chosen;
    },
    bytes: (length) => Buffer.from(Array.from({ length }, () => int(0, 255))),
  };
}
