import { STOP, SYSTEM_CONTRACTS } from '../network/genesis.ts';
import type { State } from './state-bytes.ts';

/** The state of block 0. */
export function genesisState(): State {
  const account = () => ({ nonce: 0n, balance: 0n, code: STOP, storage: new Map() });
  return new Map(SYSTEM_CONTRACTS.map((address) => [address, account()]));
}
