import { defineConfig } from 'hardhat/config';
import project from '../../../hardhat.config.ts';
import { BLOCK_GAS_LIMIT } from '../../../sealer/network/genesis.ts';

/** The project's Hardhat settings with a node that mines when it is told to, and blocks as large as the sealer's. */
export default defineConfig({
  ...project,
  networks: {
    bench: {
      type: 'edr-simulated',
      chainId: 53278,
      hardfork: 'osaka',
      initialBaseFeePerGas: 0,
      minGasPrice: 0,
      gasPrice: 0,
      blockGasLimit: Number(BLOCK_GAS_LIMIT),
      initialDate: '2026-01-01T00:00:00Z',
      mining: { auto: false, interval: 0 },
    },
  },
});
