/**
 * The rules that every replica of a network shares before its first block.
 *
 * The gas limit is far above what a block may use (BLOCK_GAS in `block-room.ts` keeps it under half), because a block over half full would raise the
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
export const BLOCK_GAS_LIMIT = 2_000_000_000n;
/** Most gas one transaction may ask for since Osaka (EIP-7825): 2^24. */
export const TRANSACTION_GAS_CAP = 16_777_216n;

export function genesisOf(chainId: bigint): Genesis {
  return { chainId, timestamp: GENESIS_TIME, gasLimit: BLOCK_GAS_LIMIT };
}
