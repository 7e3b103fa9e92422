import { parseAbi } from 'viem';
import { withTransientFaults } from './viem-faults.ts';
import type { PublicClient } from 'viem';
import type { Hex } from '../domain/hex.ts';
import type { Network } from '../domain/network.ts';

const LEDGER_ABI = parseAbi([
  'function head() view returns (bytes32)',
  'function count() view returns (uint256)',
  'function position(bytes32 digest) view returns (uint256)',
]);

/** Typed reads of the contracts at the replica's newest block. */
export type ContractReads = {
  /** Whether a ledger holds the block. */
  isRecorded(ledger: Hex, digest: Hex): Promise<boolean>;
  ledgerState(ledger: Hex): Promise<{ head: Hex; count: bigint }>;
};

export function contractReads(client: PublicClient, _network: Network): ContractReads {
  return {
    isRecorded: (ledger, digest) =>
      withTransientFaults(
        async () => (await client.readContract({ address: ledger, abi: LEDGER_ABI, functionName: 'position', args: [digest] })) > 0n,
      ),
    ledgerState: (ledger) =>
      withTransientFaults(async () => ({
        head: await client.readContract({ address: ledger, abi: LEDGER_ABI, functionName: 'head' }),
        count: await client.readContract({ address: ledger, abi: LEDGER_ABI, functionName: 'count' }),
      })),
  };
}
