import { contractLedgerAbi } from '../generated/ContractLedger.ts';
import { tariffsAbi } from '../generated/Tariffs.ts';
import { lower } from './zero-values.ts';
import { withTransientFaults } from '../viem-faults.ts';
import type { PublicClient } from 'viem';
import type { Hex } from '../../domain/bytes/hex.ts';
import type { Network } from '../../domain/ledger/network.ts';
import type { AgreementRecord, RateRecord } from '../contract-records.ts';

/** Prices and contracts. */
export type AgreementReads = {
  /** All rates of an issuer for a resource and zone, by rising date. */
  rates(issuer: Hex, resource: number, zone: number): Promise<readonly RateRecord[]>;
  contract(contractId: Hex): Promise<AgreementRecord | undefined>;
};

export function agreementReads(client: PublicClient, network: Network): AgreementReads {
  const { tariffs, contractLedger } = network.contracts;
  return {
    rates: (issuer, resource, zone) =>
      withTransientFaults(() =>
        client.readContract({
          address: tariffs,
          abi: tariffsAbi,
          functionName: 'rates',
          args: [issuer, resource, zone],
        }),
      ),
    contract: (contractId) =>
      withTransientFaults(async () => {
        const found = await client.readContract({
          address: contractLedger,
          abi: contractLedgerAbi,
          functionName: 'agreement',
          args: [contractId],
        });
        return found.state === 0
          ? undefined
          : { ...found, supplier: lower(found.supplier), consumer: lower(found.consumer) };
      }),
  };
}
