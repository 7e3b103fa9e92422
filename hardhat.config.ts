import { createRequire } from 'node:module';

import hardhatMocha from '@nomicfoundation/hardhat-mocha';
import hardhatNetworkHelpers from '@nomicfoundation/hardhat-network-helpers';
import hardhatViem from '@nomicfoundation/hardhat-viem';
import hardhatViemAssertions from '@nomicfoundation/hardhat-viem-assertions';
import { defineConfig } from 'hardhat/config';

const solc = createRequire(import.meta.url).resolve('solc/soljson.js');

export default defineConfig({
  plugins: [hardhatMocha, hardhatViem, hardhatViemAssertions, hardhatNetworkHelpers],
  paths: { sources: 'contracts', tests: { mocha: 'test/contracts', solidity: 'test/contracts' } },
  solidity: {
    version: '0.8.36',
    path: solc,
    settings: {
      evmVersion: 'osaka',
      viaIR: true,
      optimizer: { enabled: true, runs: 1000 },
      metadata: { bytecodeHash: 'none', appendCBOR: false },
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
    },
  },
  test: {
    solidity: {
      fuzz: { runs: 128, seed: '0x646f6d6c6564676572' },
      invariant: { runs: 24, depth: 40, failOnRevert: false },
    },
  },
});
