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
  /** Whether another key of the account waits for the time from which it signs. */
  keyAwaited(account: Hex): Promise<boolean>;
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
        // Before the founding there is no register, and every account has the key that it began with.
        return lowerHex((await unlessNoRegister(() => client.readContract(call))) ?? account);
      }),
    keyAwaited: (account) =>
      withTransientFaults(async () => {
        const call = {
          address: participants,
          abi: participantsAbi,
          functionName: 'rekeying',
          args: [account],
        } as const;
        const [, from] = (await unlessNoRegister(() => client.readContract(call))) ?? [undefined, 0n];
        return from !== 0n;
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

async function unlessNoRegister<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const isNoContract =
      error instanceof BaseError && error.walk((cause) => cause instanceof ContractFunctionZeroDataError) !== null;
    if (isNoContract) return undefined;
    throw error;
  }
}
