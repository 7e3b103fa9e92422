import { loadContracts, type LoadedContract } from '../../app/web/src/resident/load/load-contracts.ts';
import { signContract as signCopy } from '../../app/web/src/resident/act/sign-contract.ts';
import { untilRecorded } from '../../app/web/src/outbox/settle-act.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { contractState, type OpenedContract } from '../../core/domain/resident/read-contract.ts';
import { same } from '../../core/domain/resident/recorded.ts';
import { until, type SandboxResident } from './resident.ts';

/** A contract once it is on the portal's pages; its faults are thrown. */
export async function contractWith(
  resident: SandboxResident,
  counterparty: Hex,
  resource: number,
): Promise<OpenedContract | undefined> {
  const contracts = await loadContracts(resident);
  const found = contracts.find(({ record }) => same(record.counterparty, counterparty) && record.resource === resource);
  return found && opened(found);
}

/** Waits for the other side's terms, signs them as they are, and waits until both copies are on the ledger (S37, S38). */
export async function signContract(
  resident: SandboxResident,
  counterparty: Hex,
  resource: number,
): Promise<OpenedContract> {
  const offered = await until(`the terms for resource ${resource} come`, async () => {
    const contract = await contractWith(resident, counterparty, resource);
    return contract?.content === undefined ? undefined : contract;
  });
  if (contractState(offered) === 'awaitingMe' && offered.content !== undefined) {
    const { contractId, content, signedByThem } = offered;
    const signed = await signCopy(resident, { contractId, counterparty, content, signedByThem });
    await untilRecorded(resident, signed);
  }
  return until(`the contract for resource ${resource} is signed by both`, async () => {
    const contract = await contractWith(resident, counterparty, resource);
    return contract !== undefined && contractState(contract) === 'signed' ? contract : undefined;
  });
}

function opened(loaded: LoadedContract): OpenedContract {
  if (loaded.contract === undefined) throw loaded.fault;
  return loaded.contract;
}
