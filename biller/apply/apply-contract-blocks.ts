import type { BlockData } from '../../core/domain/ledger/block-data.ts';
import { ROLE } from '../../core/domain/ledger/kinds.ts';
import { carriedBy } from '../../core/domain/sealed/carried-envelope.ts';
import { holdsRole, type State } from '../state.ts';
import type { KeptBlock } from '../state.ts';

export function applyOffer(state: State, recorded: KeptBlock, data: BlockData['OFFER']): boolean {
  const { from, to } = recorded.block;
  if (from !== state.me && to !== state.me) return false;
  const { resource, meterId, validUntil } = data;
  // The ledger's rule: a provider supplies; without one, the company does.
  const fromSupplies =
    holdsRole(state, from, ROLE.provider) || (from === state.company && !holdsRole(state, to, ROLE.provider));
  state.contracts.set(recorded.digest, {
    contractId: recorded.digest,
    offeror: from,
    counterparty: from === state.me ? to : from,
    supplier: fromSupplies ? from : to,
    consumer: fromSupplies ? to : from,
    resource,
    meterId,
    offer: carriedBy(recorded, data),
    validUntil,
    withdrawn: false,
    copies: new Map(),
    cancels: new Map(),
  });
  return true;
}

export function applyCopy(state: State, recorded: KeptBlock, data: BlockData['COPY']): boolean {
  const { contractId, subjectHash, meterIds } = data;
  const contract = state.contracts.get(contractId);
  const carried = carriedBy(recorded, data);
  contract?.copies.set(recorded.block.from, { digest: recorded.digest, subjectHash, meterIds, carried });
  return contract !== undefined;
}

export function applyOfferWithdraw(state: State, { contractId }: BlockData['OFFER_WITHDRAW']): boolean {
  const contract = state.contracts.get(contractId);
  if (contract !== undefined) contract.withdrawn = true;
  return contract !== undefined;
}

export function applyCancel(state: State, recorded: KeptBlock, data: BlockData['CANCEL']): boolean {
  const { contractId, effectiveDate } = data;
  const contract = state.contracts.get(contractId);
  contract?.cancels.set(recorded.block.from, { effectiveDate });
  return contract !== undefined;
}
