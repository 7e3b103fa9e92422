import { billingLedgerAbi } from './generated/BillingLedger.ts';
import { contractLedgerAbi } from './generated/ContractLedger.ts';
import { metersAbi } from './generated/Meters.ts';
import { participantsAbi } from './generated/Participants.ts';
import { readingLedgerAbi } from './generated/ReadingLedger.ts';
import { tariffsAbi } from './generated/Tariffs.ts';
import { withTransientFaults } from './viem-faults.ts';
import type { PublicClient } from 'viem';
import { lowerHex, type Hex } from '../domain/bytes/hex.ts';
import type { LedgerName, Network } from '../domain/ledger/network.ts';
import type {
  AgreementRecord,
  AppealRecord,
  ChannelStateRecord,
  DeviceRecord,
  InvoiceRecord,
  MeterRecord,
  ParticipantRecord,
  PaymentRecord,
  RateRecord,
  ReadingRequestRecord,
} from './contract-records.ts';

/** The two ledgers of payables. */
export type PayablesName = 'contractLedger' | 'billingLedger';

/** Typed reads of the contracts at the replica's newest block; undefined where the contract knows nothing of the id. */
export type ContractReads = {
  isRecorded(ledger: Hex, digest: Hex): Promise<boolean>;
  ledgerState(name: LedgerName): Promise<{ head: Hex; count: bigint }>;
  participant(account: Hex): Promise<ParticipantRecord | undefined>;
  isActive(account: Hex): Promise<boolean>;
  meter(meterId: Hex): Promise<MeterRecord | undefined>;
  device(deviceId: Hex): Promise<DeviceRecord | undefined>;
  meterOfChannel(channel: Hex): Promise<Hex | undefined>;
  /** All rates of an issuer for a resource and zone, by rising date. */
  rates(issuer: Hex, resource: number, zone: number): Promise<readonly RateRecord[]>;
  contract(contractId: Hex): Promise<AgreementRecord | undefined>;
  invoice(ledger: PayablesName, invoiceId: Hex): Promise<InvoiceRecord | undefined>;
  payment(ledger: PayablesName, paymentId: Hex): Promise<PaymentRecord | undefined>;
  paymentOfReference(ledger: PayablesName, reference: Hex): Promise<Hex | undefined>;
  /** Up to which sequence a channel is billed; 0 when it never was. */
  billedThrough(ledger: PayablesName, channel: Hex): Promise<bigint>;
  channelState(channel: Hex): Promise<ChannelStateRecord | undefined>;
  /** Of a channel's first frame and its period-close frames (docs/formats.md §4); undefined for all others. */
  closeHash(channel: Hex, sequence: bigint): Promise<Hex | undefined>;
  firstSequence(channel: Hex): Promise<bigint>;
  readingRequest(requestId: Hex): Promise<ReadingRequestRecord | undefined>;
  appeal(appealId: Hex): Promise<AppealRecord | undefined>;
};

/** What all six have in common, and what both ledgers of payables have. */
const ledgerAbi = readingLedgerAbi;
const payablesAbi = billingLedgerAbi;

/** @throws TransientError CHAIN_UNREACHABLE from every read while the replica is away */
export function contractReads(client: PublicClient, network: Network): ContractReads {
  const { participants, meters, tariffs, contractLedger, readingLedger } = network.contracts;
  const call = withTransientFaults;
  return {
    isRecorded: (address, digest) =>
      call(
        async () =>
          (await client.readContract({ address, abi: ledgerAbi, functionName: 'position', args: [digest] })) > 0n,
      ),
    ledgerState: (name) =>
      call(async () => {
        const address = network.contracts[name];
        const [head, count] = await Promise.all([
          client.readContract({ address, abi: ledgerAbi, functionName: 'head' }),
          client.readContract({ address, abi: ledgerAbi, functionName: 'count' }),
        ]);
        return { head, count };
      }),
    participant: (account) =>
      call(async () => {
        const found = await client.readContract({
          address: participants,
          abi: participantsAbi,
          functionName: 'participant',
          args: [account],
        });
        return found.role === 0 ? undefined : found;
      }),
    isActive: (account) =>
      call(() =>
        client.readContract({ address: participants, abi: participantsAbi, functionName: 'isActive', args: [account] }),
      ),
    meter: (meterId) =>
      call(async () => {
        const found = await client.readContract({
          address: meters,
          abi: metersAbi,
          functionName: 'meter',
          args: [meterId],
        });
        return isZero(found.owner)
          ? undefined
          : { ...found, owner: lowerHex(found.owner), provider: lowerHex(found.provider) };
      }),
    device: (deviceId) =>
      call(async () => {
        const found = await client.readContract({
          address: meters,
          abi: metersAbi,
          functionName: 'device',
          args: [deviceId],
        });
        return found.algorithm === 0 ? undefined : found;
      }),
    meterOfChannel: (channel) =>
      call(async () =>
        known(
          await client.readContract({
            address: meters,
            abi: metersAbi,
            functionName: 'meterOfChannel',
            args: [channel],
          }),
        ),
      ),
    rates: (issuer, resource, zone) =>
      call(() =>
        client.readContract({
          address: tariffs,
          abi: tariffsAbi,
          functionName: 'rates',
          args: [issuer, resource, zone],
        }),
      ),
    contract: (contractId) =>
      call(async () => {
        const found = await client.readContract({
          address: contractLedger,
          abi: contractLedgerAbi,
          functionName: 'agreement',
          args: [contractId],
        });
        return found.state === 0
          ? undefined
          : { ...found, supplier: lowerHex(found.supplier), consumer: lowerHex(found.consumer) };
      }),
    invoice: (ledger, invoiceId) =>
      call(async () => {
        const address = network.contracts[ledger];
        const found = await client.readContract({
          address,
          abi: payablesAbi,
          functionName: 'invoice',
          args: [invoiceId],
        });
        return found.state === 0
          ? undefined
          : { ...found, issuer: lowerHex(found.issuer), subscriber: lowerHex(found.subscriber) };
      }),
    payment: (ledger, paymentId) =>
      call(async () => {
        const address = network.contracts[ledger];
        const found = await client.readContract({
          address,
          abi: payablesAbi,
          functionName: 'payment',
          args: [paymentId],
        });
        return isZero(found.invoiceId) ? undefined : found;
      }),
    paymentOfReference: (ledger, reference) =>
      call(async () => {
        const address = network.contracts[ledger];
        return known(
          await client.readContract({
            address,
            abi: payablesAbi,
            functionName: 'paymentOfReference',
            args: [reference],
          }),
        );
      }),
    billedThrough: (ledger, channel) =>
      call(() =>
        client.readContract({
          address: network.contracts[ledger],
          abi: payablesAbi,
          functionName: 'billedThrough',
          args: [channel],
        }),
      ),
    channelState: (channel) =>
      call(async () => {
        const found = await client.readContract({
          address: readingLedger,
          abi: readingLedgerAbi,
          functionName: 'channelState',
          args: [channel],
        });
        return found.sequence === 0 ? undefined : found;
      }),
    closeHash: (channel, sequence) =>
      call(async () =>
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
      call(() =>
        client.readContract({
          address: readingLedger,
          abi: readingLedgerAbi,
          functionName: 'firstSequence',
          args: [channel],
        }),
      ),
    readingRequest: (requestId) =>
      call(async () => {
        const found = await client.readContract({
          address: readingLedger,
          abi: readingLedgerAbi,
          functionName: 'readingRequest',
          args: [requestId],
        });
        return isZero(found.requester) ? undefined : { ...found, requester: lowerHex(found.requester) };
      }),
    appeal: (appealId) =>
      call(async () => {
        const found = await client.readContract({
          address: readingLedger,
          abi: readingLedgerAbi,
          functionName: 'appeal',
          args: [appealId],
        });
        return isZero(found.subscriber)
          ? undefined
          : { ...found, subscriber: lowerHex(found.subscriber), provider: lowerHex(found.provider) };
      }),
  };
}

function isZero(hex: Hex): boolean {
  return /^0x0*$/.test(hex);
}

function known(hex: Hex): Hex | undefined {
  return isZero(hex) ? undefined : hex;
}
