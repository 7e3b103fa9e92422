import { agreementReads, type AgreementReads } from './reads/agreement-reads.ts';
import { ledgerReads, type LedgerReads } from './reads/ledger-reads.ts';
import { meterReads, type MeterReads } from './reads/meter-reads.ts';
import { participantReads, type ParticipantReads } from './reads/participant-reads.ts';
import { payableReads, type PayableReads } from './reads/payable-reads.ts';
import { readingReads, type ReadingReads } from './reads/reading-reads.ts';
import type { PublicClient } from 'viem';
import type { Network } from '../domain/ledger/network.ts';

/** Typed reads of the contracts at the replica's newest block; undefined where the contract knows nothing of the id. */
export type ContractReads = LedgerReads & ParticipantReads & MeterReads & AgreementReads & PayableReads & ReadingReads;

/** @throws TransientError CHAIN_UNREACHABLE from every read while the replica is away */
export function contractReads(client: PublicClient, network: Network): ContractReads {
  return {
    ...ledgerReads(client, network),
    ...participantReads(client, network),
    ...meterReads(client, network),
    ...agreementReads(client, network),
    ...payableReads(client, network),
    ...readingReads(client, network),
  };
}
