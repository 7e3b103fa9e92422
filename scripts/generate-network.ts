import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gethConfig, gethGenesis } from '../sealer/engine/engine-api/geth-config.ts';
import { genesisOf } from '../sealer/network/genesis.ts';

/**
 * `node scripts/generate-network.ts [--check] [CHAIN_ID]`: writes the genesis and the settings of go-ethereum into network/geth, for the chain id of the
 * sealer's default or another one. With --check it compares instead, and exits with 1 on a difference.
 */
const DEFAULT_CHAIN_ID = '53278';
const words = process.argv.slice(2).filter((word) => word !== '--check');
const genesis = genesisOf(BigInt(words[0] ?? DEFAULT_CHAIN_ID));
const folder = fileURLToPath(new URL('../network/geth', import.meta.url));
for (const [name, text] of [
  ['genesis.json', gethGenesis(genesis)],
  ['geth.toml', gethConfig(genesis)],
] as const) {
  const file = join(folder, name);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`network/geth/${name} is not what scripts/generate-network.ts writes.`);
    process.exitCode = 1;
  }
}
