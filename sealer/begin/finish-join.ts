import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { syncFolder, writeDurably } from '../../core/runtime/write-durably.ts';

/** Where what lies before the state that a replica began with is executed. */
export function pastFolder(data: string): string {
  return join(data, 'past');
}

/** In the order in which they take the place of the others. */
const PARTS = ['blocks.segments', 'blocks.log', 'index.db'];

const markIn = (data: string): string => join(pastFolder(data), 'whole');

/** From here on the log in `past/` is the log, wherever its parts stand. */
export function beginJoin(data: string): void {
  writeDurably(markIn(data), '');
}

/** Whether the log in `past/` is the log, and its parts do not all stand in their place. */
export function isJoining(data: string): boolean {
  return existsSync(markIn(data));
}

/** Puts the parts of that log where a log stands, at whichever of them it was left off; nobody has any of them open. */
export function finishJoin(data: string): void {
  const past = pastFolder(data);
  for (const name of PARTS) {
    if (!existsSync(join(past, name))) continue;
    for (const part of ['', '-wal', '-shm']) rmSync(join(data, name + part), { recursive: true, force: true });
    renameSync(join(past, name), join(data, name));
  }
  keepSnapshots(join(past, 'snapshots'), join(data, 'snapshots'));
  rmSync(join(data, 'begun.json'), { force: true });
  syncFolder(data);
  rmSync(past, { recursive: true, force: true });
  syncFolder(data);
}

/** Those that are kept for ever are among them; the others go when the next one is written. */
function keepSnapshots(from: string, to: string): void {
  for (const name of existsSync(from) ? readdirSync(from) : [])
    if (/^\d+$/.test(name) && !existsSync(join(to, name))) renameSync(join(from, name), join(to, name));
}
