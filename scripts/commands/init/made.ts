import { printJson } from '../arguments.ts';
import type { Owner } from './site.ts';

/** What `init` made, and what its owner does with it. */
export type Made = {
  owner: Owner;
  folder: string;
  address?: string;
  /** Which file goes to whom. */
  give: { file: string; to: string }[];
  /** What comes from whom, and where it belongs. */
  take: { file: string; from: string }[];
  next: string[];
};

export function tellMade(made: Made, json: boolean | undefined): void {
  if (json === true) {
    printJson(made);
    return;
  }
  const lines = [
    `Made ${made.folder} for the ${made.owner}${made.address === undefined ? '' : `, whose account is ${made.address}`}. Keep it on an encrypted disk, and back it up.`,
    ...made.give.map(({ file, to }) => `  give   ${file}  to ${to}`),
    ...made.take.map(({ file, from }) => `  take   ${file}  from ${from}`),
    ...made.next.map((command) => `  next   ${command}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
