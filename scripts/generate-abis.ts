import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import hre from 'hardhat';
import { format, resolveConfig } from 'prettier';

/** The contracts that the running system deploys and calls. */
const CONTRACTS = [
  'Participants',
  'Meters',
  'Tariffs',
  'ReadingLedger',
  'ContractLedger',
  'BillingLedger',
  'Premises',
] as const;

const target = new URL('../core/chain/generated/', import.meta.url);

/** The module of one contract: `<name>Abi` (const, for viem's types) and `<name>Bytecode` (creation code without arguments). */
async function generateModule(contract: string): Promise<string> {
  const artifact = await hre.artifacts.readArtifact(contract);
  const name = contract.charAt(0).toLowerCase() + contract.slice(1);
  const abi = JSON.stringify(artifact.abi, (key, value: unknown) => (key === 'internalType' ? undefined : value));
  const text = [
    `// Generated from contracts/${contract}.sol by scripts/generate-abis.ts.`,
    `import type { Hex } from '../../domain/bytes/hex.ts';`,
    '',
    `export const ${name}Abi = ${abi} as const;`,
    '',
    `export const ${name}Bytecode: Hex =`,
    `  '${artifact.bytecode}';`,
    '',
  ].join('\n');
  const file = fileURLToPath(new URL(`${contract}.ts`, target));
  const options = await resolveConfig(file);
  return await format(text, { printWidth: 120, singleQuote: true, trailingComma: 'all', ...options, filepath: file });
}

/** Writes the modules, or with `check` compares them and returns the names of those that differ. */
async function generateAbis(check: boolean): Promise<string[]> {
  await hre.tasks.getTask('build').run({ quiet: true, noTests: true });
  await mkdir(target, { recursive: true });
  const stale: string[] = [];
  for (const contract of CONTRACTS) {
    const file = new URL(`${contract}.ts`, target);
    const text = await generateModule(contract);
    const before = await readFile(file, 'utf8').catch(() => '');
    if (before === text) continue;
    stale.push(contract);
    if (!check) await writeFile(file, text);
  }
  return stale;
}

const check = process.argv.includes('--check');
const stale = await generateAbis(check);
if (check && stale.length > 0) {
  console.error(`core/chain/generated is out of step: ${stale.join(', ')}. Run: node scripts/generate-abis.ts`);
  process.exitCode = 1;
} else {
  console.log(
    stale.length === 0 ? 'core/chain/generated is in step' : `core/chain/generated: wrote ${stale.join(', ')}`,
  );
}
