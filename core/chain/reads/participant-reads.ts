import { participantsAbi } from '../generated/Participants.ts';
import { withTransientFaults } from '../viem-faults.ts';
import { BaseError, ContractFunctionZeroDataError } from 'viem';
import type { PublicClient } from 'viem';
import { lowerHex, type Hex } from '../../domain/bytes/hex.ts';
import type { Network } from '../../domain/ledger/network.ts';
import type { ParticipantRecord } from '../contract-records.ts';

/** Who takes part. */
export type ParticipantReads = {
  participant(account: Hex): Promise<ParticipantRecord | undefined>;
  isActive(account: Hex): Promise<boolean>;
  /** The key that signs for the account; itself where it never changed. */
  keyOf(account: Hex): Promise<Hex>;
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
    keyOf: (account) =>
      withTransientFaults(async () => {
        const call = { address: participants, abi: participantsAbi, functionName: 'keyOf', args: [account] } as const;
        try {
          return lowerHex(await client.readContract(call));
        } catch (error) {
          // Before the founding there is no register, and every account has the key that it began with.
          if (
            error instanceof BaseError &&
            error.walk((cause) => cause instanceof ContractFunctionZeroDataError) !== null
          )
            return lowerHex(account);
          throw error;
        }
      }),
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
