import { need, pick, recordedByDigest } from './recorded-json.ts';
import type { Kysely } from 'kysely';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ReadModelTables } from '../database/tables.ts';
import type { RecordedJson } from './recorded-json.ts';

export type ContractJson = {
  contractId: Hex;
  resource: number;
  meterId: Hex;
  subscriber: Hex;
  counterparty: Hex;
  startedBy: Hex;
  state: 'offered' | 'copied' | 'withdrawn' | 'signed' | 'cancelled';
  offer: RecordedJson;
  copies: RecordedJson[];
  cancels: RecordedJson[];
  withdrawal: RecordedJson | null;
  /** What its supplier ordered to be given back, oldest first, and the portal's word that it was. */
  refunds: { order: RecordedJson; refund: RecordedJson | null }[];
};

/** Contracts that one of these addresses is a party to, oldest first. A one-sided cancellation leaves the state `signed` (A9). */
export async function readContracts(readModel: Kysely<ReadModelTables>, own: readonly Hex[]): Promise<ContractJson[]> {
  if (own.length === 0) return [];
  const contracts = await readModel
    .selectFrom('contracts')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'contracts.contract_id')
    .select(['contract_id', 'offeror', 'receiver', 'resource', 'meter_id', 'withdrawn'])
    .where((where) => where.or([where('offeror', 'in', own), where('receiver', 'in', own)]))
    .orderBy('internal_blocks.block_number')
    .orderBy('internal_blocks.log_index')
    .execute();
  if (contracts.length === 0) return [];
  const papers = await readModel
    .selectFrom('contract_papers')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'contract_papers.digest')
    .select(['contract_papers.digest', 'contract_id', 'paper'])
    .where(
      'contract_id',
      'in',
      contracts.map((contract) => contract.contract_id),
    )
    .orderBy('internal_blocks.block_number')
    .orderBy('internal_blocks.log_index')
    .execute();
  const refunds = await refundsOf(
    readModel,
    contracts.map((contract) => contract.contract_id),
  );
  const recorded = await recordedByDigest(readModel, [
    ...contracts.flatMap(({ contract_id, withdrawn }) =>
      withdrawn === null ? [contract_id] : [contract_id, withdrawn],
    ),
    ...papers.map((paper) => paper.digest),
    ...refunds.flatMap(({ order_id, refund }) => (refund === null ? [order_id] : [order_id, refund])),
  ]);
  return contracts.map((contract) => {
    const ofKind = (kind: 'copy' | 'cancel'): Hex[] =>
      papers
        .filter((paper) => paper.contract_id === contract.contract_id && paper.paper === kind)
        .map((paper) => paper.digest);
    const copies = ofKind('copy');
    const cancels = ofKind('cancel');
    const isOfferor = own.includes(contract.offeror);
    return {
      contractId: contract.contract_id,
      resource: contract.resource,
      meterId: contract.meter_id,
      subscriber: isOfferor ? contract.offeror : contract.receiver,
      counterparty: isOfferor ? contract.receiver : contract.offeror,
      startedBy: contract.offeror,
      state: contract.withdrawn === null ? stateOf(copies.length, cancels.length) : 'withdrawn',
      offer: need(recorded, contract.contract_id),
      copies: pick(recorded, copies),
      cancels: pick(recorded, cancels),
      withdrawal: contract.withdrawn === null ? null : need(recorded, contract.withdrawn),
      refunds: refunds
        .filter(({ contract_id }) => contract_id === contract.contract_id)
        .map(({ order_id, refund }) => ({
          order: need(recorded, order_id),
          refund: refund === null ? null : need(recorded, refund),
        })),
    };
  });
}

async function refundsOf(
  readModel: Kysely<ReadModelTables>,
  contracts: readonly Hex[],
): Promise<{ order_id: Hex; contract_id: Hex; refund: Hex | null }[]> {
  return readModel
    .selectFrom('refund_orders')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'refund_orders.order_id')
    .select(['order_id', 'contract_id', 'refund'])
    .where('contract_id', 'in', contracts)
    .orderBy('internal_blocks.position')
    .execute();
}

function stateOf(copies: number, cancels: number): ContractJson['state'] {
  if (cancels === 2) return 'cancelled';
  if (copies === 2) return 'signed';
  return copies === 1 ? 'copied' : 'offered';
}
