import { createRequire } from 'node:module';

import hardhatMocha from '@nomicfoundation/hardhat-mocha';
import hardhatNetworkHelpers from '@nomicfoundation/hardhat-network-helpers';
import hardhatViem from '@nomicfoundation/hardhat-viem';
import hardhatViemAssertions from '@nomicfoundation/hardhat-viem-assertions';
import { defineConfig } from 'hardhat/config';

const solc = createRequire(import.meta.url).resolve('solc/soljson.js');

const compiler = (runs: number) => ({
  version: '0.8.36',
  path: solc,
  settings: {
    evmVersion: 'osaka',
    viaIR: true,
    optimizer: { enabled: true, runs },
    metadata: { bytecodeHash: 'none', appendCBOR: false },
  },
});

/** For tests that only call what is built: a tenth of the time, and what ships is built as it ships. */
const callers = {
  version: '0.8.36',
  path: solc,
  settings: { evmVersion: 'osaka', viaIR: false, optimizer: { enabled: false } },
};

export default defineConfig({
  plugins: [hardhatMocha, hardhatViem, hardhatViemAssertions, hardhatNetworkHelpers],
  paths: { sources: 'contracts', tests: { mocha: 'test/contracts', solidity: 'test/contracts' } },
  solidity: {
    compilers: [compiler(1000)],
    // Contracts and money in one: for speed it would not fit into the 24,576 bytes of EIP-170.
    overrides: {
      'contracts/ContractLedger.sol': compiler(100),
      'test/contracts/PayableInvariants.t.sol': callers,
      'test/contracts/ReadingInvariants.t.sol': callers,
      'test/contracts/Signatures.t.sol': callers,
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
