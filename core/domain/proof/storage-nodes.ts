import type { Hex } from '../bytes/hex.ts';
import type { Seal } from '../seal/seal.ts';

/** Storage of one contract in the state of a sealed block: the nodes of both tries on the ways to what is asked for, each once. */
export type StorageNodes = {
  seal: Seal;
  header: Hex;
  accountProof: readonly Hex[];
  nodes: readonly Hex[];
};
