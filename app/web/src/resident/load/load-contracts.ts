import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import { readContract } from '../../../../../core/domain/resident/read-contract.ts';
import type { OpenedContract } from '../../../../../core/domain/resident/read-contract.ts';
import { contractsSchema } from '../../api/schemas.ts';
import type { ContractRecord } from '../../api/schemas.ts';
import type { Resident } from '../resident.ts';

/** A contract that opened and fits, or the reason why it does not. */
export type LoadedContract = { record: ContractRecord } & (
  { contract: OpenedContract; fault?: never } | { contract?: never; fault: InputError }
);

/** Own contracts, opened and checked in the browser. */
export async function loadContracts(resident: Resident): Promise<LoadedContract[]> {
  const { contracts } = await resident.api.get('/api/contracts', contractsSchema);
  return Promise.all(contracts.map((record) => open(resident, record)));
}

async function open(resident: Resident, record: ContractRecord): Promise<LoadedContract> {
  try {
    return { record, contract: await readContract({ ...resident, evidence: record }) };
  } catch (error) {
    if (error instanceof InputError) return { record, fault: error };
    throw error;
  }
}
