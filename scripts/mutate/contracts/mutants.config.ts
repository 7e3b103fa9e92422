import { createRequire } from 'node:module';
import { defineConfig } from 'hardhat/config';
import type { HardhatPlugin } from 'hardhat/types/plugins';
import project from '../../../hardhat.config.ts';
import { MUTANTS } from './write-contracts.ts';

/** Tells the node which mutation is on, and has questions answered as if in the next block, because the newest knows only what was on before. */
const mutationSwitch: HardhatPlugin = {
  id: 'domledger-mutation-switch',
  hookHandlers: {
    network: () => import('./mutation-hook.ts'),
  },
};

/** The project's Hardhat settings for the contracts that `write-contracts.ts` wrote, which are larger than a chain would take. */
// eslint-disable-next-line import-x/no-default-export -- Hardhat loads its settings by the default export
export default defineConfig({
  ...project,
  plugins: [...(project.plugins ?? []), mutationSwitch],
  paths: {
    ...project.paths,
    sources: `${MUTANTS}/contracts`,
    artifacts: `${MUTANTS}/artifacts`,
    cache: `${MUTANTS}/cache`,
  },
  // As little optimization as keeps the stack in bounds: it takes a fraction of the time, and gas is not what these contracts are for.
  solidity: {
    version: '0.8.36',
    path: createRequire(import.meta.url).resolve('solc/soljson.js'),
    settings: {
      evmVersion: 'osaka',
      viaIR: true,
      optimizer: {
        enabled: false,
        details: { yul: true, yulDetails: { stackAllocation: true, optimizerSteps: 'u' } },
      },
    },
  },
  networks: {
    default: {
      type: 'edr-simulated',
      chainId: 53278,
      hardfork: 'osaka',
      initialBaseFeePerGas: 0,
      minGasPrice: 0,
      gasPrice: 0,
      blockGasLimit: 60_000_000,
      allowBlocksWithSameTimestamp: true,
      allowUnlimitedContractSize: true,
      coinbase: `0x${'00'.repeat(20)}`,
    },
  },
});
