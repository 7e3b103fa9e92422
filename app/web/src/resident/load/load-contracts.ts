import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { readRefund, type OpenedRefund } from '../../../../../core/domain/resident/read-refund.ts';
import { readContract } from '../../../../../core/domain/resident/read-contract.ts';
import type { OpenedContract } from '../../../../../core/domain/resident/read-contract.ts';
import { contractsSchema } from '../../api/schemas.ts';
import type { ContractRecord } from '../../api/schemas.ts';
import type { Resident } from '../resident.ts';

/** What a supplier gives back, or why its order cannot be read. */
export type LoadedRefund = { orderId: Hex } & (
  { refund: OpenedRefund; fault?: never } | { refund?: never; fault: InputError }
);

/** A contract that opened and fits, or the reason why it does not. */
export type LoadedContract = { record: ContractRecord; refunds: LoadedRefund[] } & (
  { contract: OpenedContract; fault?: never } | { contract?: never; fault: InputError }
);

/** Own contracts, opened and checked in the browser. */
export async function loadContracts(resident: Resident): Promise<LoadedContract[]> {
  const { contracts } = await resident.api.get('/api/contracts', contractsSchema);
  return Promise.all(contracts.map((record) => open(resident, record)));
}

async function open(resident: Resident, record: ContractRecord): Promise<LoadedContract> {
  const refunds = await Promise.all(record.refunds.map((each) => openRefund(resident, record, each)));
  try {
    return { record, refunds, contract: await readContract({ ...resident, evidence: record }) };
  } catch (error) {
    if (error instanceof InputError) return { record, refunds, fault: error };
    throw error;
  }
}

async function openRefund(
  { network, account }: Resident,
  { contractId, counterparty: supplier }: ContractRecord,
  { order, refund }: ContractRecord['refunds'][number],
): Promise<LoadedRefund> {
  const orderId = order.digest;
  try {
    return { orderId, refund: await readRefund({ network, account, contractId, supplier, order, refund }) };
  } catch (error) {
    if (error instanceof InputError) return { orderId, fault: error };
    throw error;
  }
}
