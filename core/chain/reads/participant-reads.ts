import { participantsAbi } from '../generated/Participants.ts';
import { withTransientFaults } from '../viem-faults.ts';
import type { PublicClient } from 'viem';
import { lowerHex, type Hex } from '../../domain/bytes/hex.ts';
import type { Network } from '../../domain/ledger/network.ts';
import type { ParticipantRecord } from '../contract-records.ts';

/** Who takes part. */
export type ParticipantReads = {
  participant(account: Hex): Promise<ParticipantRecord | undefined>;
  isActive(account: Hex): Promise<boolean>;
  /** The company's seal keys, first one first. */
  sealKeys(): Promise<Hex[]>;
};

export function participantReads(client: PublicClient, network: Network): ParticipantReads {
  const { participants } = network.contracts;
  return {
    participant: (account) =>
      withTransientFaults(async () => {
        const found = await client.readContract({
          address: participants,
          abi: participantsAbi,
          functionName: 'participant',
          args: [account],
        });
        return found.role === 0 ? undefined : found;
      }),
    isActive: (account) =>
      withTransientFaults(() =>
        client.readContract({ address: participants, abi: participantsAbi, functionName: 'isActive', args: [account] }),
      ),
    sealKeys: () =>
      withTransientFaults(async () => {
        const keys = await client.readContract({
          address: participants,
          abi: participantsAbi,
          functionName: 'sealKeys',
        });
        return keys.map(({ key }) => lowerHex(key));
      }),
  };
}
