import { join } from 'node:path';
import { printJson } from '../arguments.ts';
import type { Backed } from './backup.ts';
import type { Restored } from './restore.ts';

export function tellBackup(made: Backed, json: boolean | undefined): void {
  if (json === true) {
    printJson(made);
    return;
  }
  const { to, owner, files, bytes, blocks, salt, leftOut } = made;
  tell([
    `${to} holds the ${owner}: ${files} files of ${bytes} bytes${blocks === null ? '' : `, ${blocks} blocks`}${salt === null ? '' : ', encrypted'}.`,
    ...(leftOut.length === 0
      ? []
      : ['Left out, since they are keys or may hold some; without your own copies nothing starts again:']),
    ...leftOut.map((path) => `  ${path}`),
  ]);
}

export function tellRestore(made: Restored, json: boolean | undefined): void {
  if (json === true) {
    printJson(made);
    return;
  }
  const { home, owner, madeAt, leftOut, next } = made;
  tell([
    `${home} is the ${owner} as it was at ${madeAt}. Before it signs anything, its programs take from others what is younger.`,
    ...(leftOut.length === 0
      ? []
      : ['These were left out of the backup. Put your own copies there before anything starts:']),
    ...leftOut.map((path) => `  ${join(home, path)}`),
    `  next   ${next}`,
  ]);
}

function tell(lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}
