import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { diceFrom, type Dice } from './seed.ts';

/** At which of its own steps on files a process kills itself, and how: see `fallAtStep`. */
export type Fall = { step: number; how: FallHow; seed: number };
export const FALLS = ['before', 'torn', 'after', 'power'] as const;
export type FallHow = (typeof FALLS)[number];

const METHODS = ['writeSync', 'fdatasyncSync', 'fsyncSync', 'ftruncateSync', 'renameSync'] as const;

/**
 * Makes this process kill itself (SIGKILL) at the n-th call that writes, syncs, cuts or renames a file: before it, in the middle of a write (a random part of
 * the bytes), after it, or as a loss of power would: what was written to the file since its last sync is cut at a random byte, and sometimes followed by garbage.
 */
export function fallAtStep(fall: Fall): void {
  const dice = diceFrom(fall.seed);
  const real = Object.fromEntries(METHODS.map((name) => [name, fs[name]])) as Record<string, Call>;
  const synced = new Map<number, number>();
  let steps = 0;
  for (const name of METHODS) {
    const call: Call = (...args) => {
      const handle = args[0];
      if (typeof handle === 'number' && handle <= 2) return real[name]?.(...args);
      if (typeof handle === 'number' && !synced.has(handle)) synced.set(handle, fs.fstatSync(handle).size);
      const due = ++steps === fall.step;
      if (due && fall.how === 'before') die();
      if (due && fall.how === 'torn' && name === 'writeSync') {
        writePart(args, dice, real);
        die();
      }
      if (due && fall.how === 'power' && typeof handle === 'number') {
        if (name === 'writeSync') real[name]?.(...args);
        loseUnsynced(handle, synced.get(handle) ?? 0, dice, real);
        die();
      }
      const result = real[name]?.(...args);
      if (due) die();
      if (typeof handle === 'number' && name !== 'writeSync') synced.set(handle, fs.fstatSync(handle).size);
      return result;
    };
    Reflect.set(fs, name, call);
  }
  // A number is given to another file once it is closed.
  const close = fs.closeSync;
  Reflect.set(fs, 'closeSync', (handle: number) => {
    synced.delete(handle);
    close(handle);
  });
  syncBuiltinESMExports();
}

type Call = (...args: unknown[]) => unknown;

/** The arguments are those of `writeSync(handle, bytes, offset?, length?, position?)`. */
function writePart(args: unknown[], dice: Dice, real: Record<string, Call>): void {
  const [handle, bytes, offset, length, position] = args;
  if (!(bytes instanceof Uint8Array)) return;
  const from = typeof offset === 'number' ? offset : 0;
  const whole = typeof length === 'number' ? length : bytes.length - from;
  real['writeSync']?.(handle, bytes, from, dice.int(0, whole - 1), position);
}

function loseUnsynced(handle: number, from: number, dice: Dice, real: Record<string, Call>): void {
  const size = fs.fstatSync(handle).size;
  if (size <= from) return;
  const keep = dice.int(from, size - 1);
  real['ftruncateSync']?.(handle, keep);
  if (dice.next() < 0.5) real['writeSync']?.(handle, dice.bytes(dice.int(1, size - keep)), 0, undefined, keep);
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}
