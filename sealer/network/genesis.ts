import { toQuantity, ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';

/**
 * The rules that every replica of a network shares before its first block.
 *
 * The gas limit is far above what a block may use (`block-capacity.ts` keeps it under half), because a block over half full would raise the
 * base fee from 0 to 1 wei (EIP-1559) and zero-fee transactions would never be taken again.
 */
export type Genesis = {
  chainId: bigint;
  /** Unix seconds of block 0. */
  timestamp: bigint;
  gasLimit: bigint;
};

/** 2026-01-01T00:00:00Z. */
export const GENESIS_TIME = 1_767_225_600n;
export const BLOCK_GAS_LIMIT = 4_000_000_000n;

export function genesisOf(chainId: bigint): Genesis {
  return { chainId, timestamp: GENESIS_TIME, gasLimit: BLOCK_GAS_LIMIT };
}

/** Root of a trie without entries: of no transactions, no receipts, no withdrawals. */
export const EMPTY_TRIE: Hex = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';

/**
 * The only accounts of the genesis: the contracts that execution clients call by themselves around every block (EIP-4788, 2935, 7002, 7251). Here each is a
 * single STOP. There is no beacon chain to tell of, and since they neither answer nor keep anything, an engine that calls them and one that does not come to
 * the same state. Without any code there, clients refuse the block.
 */
export const SYSTEM_CONTRACTS: readonly Hex[] = [
  '0x000f3df6d732807ef1319fb7b8bb8522d0beac02',
  '0x0000f90827f1c53a10cb7a02335b175320002935',
  '0x00000961ef480eb55e80d19ad83579a64c007002',
  '0x0000bbddc7ce488642fb579f8b00f3a590007251',
];
/** Code of each of them. */
export const STOP: Hex = '0x00';

/** The same genesis as execution clients read it (`geth init`). */
export function clientGenesis(genesis: Genesis): Record<string, unknown> {
  const heights = 'homestead eip150 eip155 eip158 byzantium constantinople petersburg istanbul berlin london';
  const blobs = { target: 6, max: 9, baseFeeUpdateFraction: 5_007_716 };
  return {
    config: {
      chainId: Number(genesis.chainId),
      ...Object.fromEntries(heights.split(' ').map((fork) => [`${fork}Block`, 0])),
      terminalTotalDifficulty: 0,
      ...Object.fromEntries(['shanghai', 'cancun', 'prague', 'osaka'].map((fork) => [`${fork}Time`, 0])),
      blobSchedule: { cancun: blobs, prague: blobs, osaka: blobs },
    },
    timestamp: toQuantity(genesis.timestamp),
    gasLimit: toQuantity(genesis.gasLimit),
    baseFeePerGas: '0x0',
    difficulty: '0x0',
    nonce: '0x0',
    extraData: '0x',
    mixHash: ZERO_32,
    coinbase: `0x${'00'.repeat(20)}`,
    alloc: Object.fromEntries(SYSTEM_CONTRACTS.map((address) => [address, { balance: '0x0', code: STOP }])),
  };
}
