import { readingLedgerAbi } from '../generated/ReadingLedger.ts';
import { withTransientFaults } from '../viem-faults.ts';
import type { PublicClient } from 'viem';
import type { Hex } from '../../domain/bytes/hex.ts';
import type { LedgerName, Network } from '../../domain/ledger/network.ts';

/** What all seven ledgers have in common. */
export type LedgerReads = {
  isRecorded(ledger: Hex, digest: Hex): Promise<boolean>;
  ledgerState(name: LedgerName): Promise<{ head: Hex; count: bigint }>;
};

/** Any of the six would do. */
const ledgerAbi = readingLedgerAbi;

export function ledgerReads(client: PublicClient, network: Network): LedgerReads {
  return {
    isRecorded: (address, digest) =>
      withTransientFaults(
        async () =>
          (await client.readContract({ address, abi: ledgerAbi, functionName: 'position', args: [digest] })) > 0n,
      ),
    ledgerState: (name) =>
      withTransientFaults(async () => {
        const address = network.contracts[name];
        const [head, count] = await Promise.all([
          client.readContract({ address, abi: ledgerAbi, functionName: 'head' }),
          client.readContract({ address, abi: ledgerAbi, functionName: 'count' }),
        ]);
        return { head, count };
      }),
  };
}
