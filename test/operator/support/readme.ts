import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../../../network/README.md', import.meta.url));

/** What network/README.md gives to be run and to be saved, with its ports 47xx as those from `base` on. */
export function readmeOf(base: number): { commands: string[]; house: string } {
  const text = readFileSync(FILE, 'utf8').replaceAll(/\b47(\d\d)\b/g, (_all, port: string) =>
    String(base + Number(port)),
  );
  const blocks = (language: string): string[] =>
    [...text.matchAll(new RegExp('^```' + language + '\n(.*?)^```$', 'gms'))].map(([, block = '']) => block);
  return {
    commands: blocks('sh')
      .join('')
      .replaceAll('\\\n', ' ')
      .split('\n')
      .filter((line) => line.trim() !== ''),
    house: blocks('csv').join(''),
  };
}
