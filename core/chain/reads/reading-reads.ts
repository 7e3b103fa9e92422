import { readingLedgerAbi } from '../generated/ReadingLedger.ts';
import { isZero, known, lower } from './zero-values.ts';
import { withTransientFaults } from '../viem-faults.ts';
import type { PublicClient } from 'viem';
import type { Hex } from '../../domain/bytes/hex.ts';
import type { Network } from '../../domain/ledger/network.ts';
import type { AppealRecord, ChannelStateRecord, ReadingRequestRecord } from '../contract-records.ts';

/** Registers as far as their frames are on the ledger, requests to read and appeals. */
export type ReadingReads = {
  channelState(channel: Hex): Promise<ChannelStateRecord | undefined>;
  /** Of a channel's first frame and its period-close frames (docs/formats.md §4); undefined for all others. */
  closeHash(channel: Hex, sequence: bigint): Promise<Hex | undefined>;
  firstSequence(channel: Hex): Promise<bigint>;
  readingRequest(requestId: Hex): Promise<ReadingRequestRecord | undefined>;
  appeal(appealId: Hex): Promise<AppealRecord | undefined>;
};

export function readingReads(client: PublicClient, network: Network): ReadingReads {
  const { readingLedger } = network.contracts;
  return {
    channelState: (channel) =>
      withTransientFaults(async () => {
        const found = await client.readContract({
          address: readingLedger,
          abi: readingLedgerAbi,
          functionName: 'channelState',
          args: [channel],
        });
        return found.sequence === 0 ? undefined : found;
      }),
    closeHash: (channel, sequence) =>
      withTransientFaults(async () =>
        known(
          await client.readContract({
            address: readingLedger,
            abi: readingLedgerAbi,
            functionName: 'closeHash',
            args: [channel, sequence],
          }),
        ),
      ),
    firstSequence: (channel) =>
      withTransientFaults(() =>
        client.readContract({
          address: readingLedger,
          abi: readingLedgerAbi,
          functionName: 'firstSequence',
          args: [channel],
        }),
      ),
    readingRequest: (requestId) =>
      withTransientFaults(async () => {
        const found = await client.readContract({
          address: readingLedger,
          abi: readingLedgerAbi,
          functionName: 'readingRequest',
          args: [requestId],
        });
        return isZero(found.requester) ? undefined : { ...found, requester: lower(found.requester) };
      }),
    appeal: (appealId) =>
      withTransientFaults(async () => {
        const found = await client.readContract({
          address: readingLedger,
          abi: readingLedgerAbi,
          functionName: 'appeal',
          args: [appealId],
        });
        return isZero(found.subscriber)
          ? undefined
          : { ...found, subscriber: lower(found.subscriber), provider: lower(found.provider) };
      }),
  };
}
