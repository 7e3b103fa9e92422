import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a process takes of this machine, as Linux tells it; sizes in MiB. */
export type ProcessUse = {
  /** What lies in memory for it, what it shares with others counted whole. */
  rss: number;
  /** The same, what it shares divided by those who share it: the sum over processes is what they take together. */
  pss: number;
  /** Seconds of a core since it began. */
  cpuSeconds: number;
};

/** Clock ticks a second, which Linux fixes for what it tells. */
const TICKS = 100;

export function useOf(pid: number): ProcessUse {
  const memory = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const mib = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(memory)?.[1] ?? Number.NaN) / 1024;
  // Behind the name in brackets, which may hold anything: field 3 on.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return { rss: mib('Rss'), pss: mib('Pss'), cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS };
}

/** Bytes of the files of a folder, and of those in it, whose path matches. */
export function bytesIn(folder: string, which: RegExp): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => which.test(name))
    .reduce((sum, name) => sum + sizeOf(join(folder, name)), 0);
}

/** Files come and go beside us. */
function sizeOf(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true ? found.size : 0;
}
