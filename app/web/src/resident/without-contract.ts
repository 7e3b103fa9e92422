import { contractState } from '../../../../core/domain/resident/read-contract.ts';
import type { LoadedContract } from './load/load-contracts.ts';
import type { Supplier } from './load/load-services.ts';

/** What one may ask a supplier for. */
export type Service = { supplier: Supplier; resource: number };

/**
 * What is supplied here and no contract covers, be it one that is only offered. One that cannot be read covers its resource too: nobody is sent to begin it twice.
 * @param now unix seconds
 */
export function withoutContract(
  suppliers: readonly Supplier[],
  contracts: readonly Pick<LoadedContract, 'record' | 'contract'>[],
  now: bigint,
): Service[] {
  const covered = new Set(contracts.filter((each) => isCovering(each, now)).map(({ record }) => record.resource));
  return suppliers.flatMap((supplier) =>
    supplier.resources
      .filter((resource) => !covered.has(resource))
      .map((resource): Service => ({ supplier, resource })),
  );
}

function isCovering({ contract }: Pick<LoadedContract, 'contract'>, now: bigint): boolean {
  if (contract === undefined) return true;
  const state = contractState(contract);
  if (state === 'awaitingMe' || state === 'awaitingThem') return now <= contract.validUntil;
  return state === 'signed' || state === 'cancelRequested';
}
