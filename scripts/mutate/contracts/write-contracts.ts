import { mkdirSync, readFileSync, rmSync, globSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { schemata, type Numbered, type Switch } from '../find/schemata.ts';
import type { SourceFile } from '../find/scope.ts';

/** Under a folder that git ignores, since Hardhat takes sources only from the project. */
export const MUTANTS = 'cache/mutate';

/**
 * The address that blocks are said to be mined by is the number of the mutation that is on: no contract and no test of this project reads it, and the node
 * lets it be set at any time.
 */
const SWITCH = `// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.31;

library MutationSwitch {
    function on(uint256 number) internal view returns (bool) {
        return uint160(address(block.coinbase)) == number;
    }
}
`;

const LANGUAGE: Switch = {
  expression: (number, mutated, original) => `(MutationSwitch.on(${number}) ? (${mutated}) : (${original}))`,
  statement: (number, original) => `{ if (!MutationSwitch.on(${number})) { ${original} } }`,
};

/** Writes the contracts as schemata; leaves what is already so, because the compiler takes a minute. */
export function writeContracts(root: string, sources: readonly SourceFile[], mutations: readonly Numbered[]): void {
  const written = new Map([['contracts/MutationSwitch.sol', SWITCH]]);
  for (const { file, text } of sources) {
    const mutated = schemata(
      text,
      mutations.filter((each) => each.file === file),
      LANGUAGE,
    );
    written.set(file, withSwitch(file, mutated));
  }
  for (const [file, text] of written) {
    const path = join(root, MUTANTS, file);
    if (textAt(path) === text) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  for (const file of globSync('contracts/**/*.sol', { cwd: join(root, MUTANTS) }))
    if (!written.has(file)) rmSync(join(root, MUTANTS, file));
}

/** Who asks the switch reads the chain: nothing is `pure` any more. */
function withSwitch(file: string, text: string): string {
  const path = relative(dirname(file), 'contracts/MutationSwitch.sol');
  const imported = `import {MutationSwitch} from "${path.startsWith('.') ? path : `./${path}`}";`;
  const lines = text
    .split('\n')
    .map((line) => (/^\s*(\/\/|\/?\*)/.test(line) ? line : line.replaceAll(/\bpure\b/g, 'view')));
  return lines.join('\n').replace(/^pragma .*$/m, (pragma) => `${pragma}\n${imported}`);
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
