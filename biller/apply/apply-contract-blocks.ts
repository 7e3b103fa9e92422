import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { ROLE } from '../../core/domain/ledger/kinds.ts';
import { holdsRole, type State } from '../state.ts';
import type { Fact } from '../state.ts';

export function applyOffer(state: State, fact: Fact): boolean {
  const { from, to } = fact.block;
  if (from !== state.me && to !== state.me) return false;
  const { resource, meterId, envelope } = decodeData('OFFER', fact.data);
  // The ledger's rule: a provider supplies; without one, the company does.
  const fromSupplies =
    holdsRole(state, from, ROLE.provider) || (from === state.company && !holdsRole(state, to, ROLE.provider));
  state.contracts.set(fact.digest, {
    contractId: fact.digest,
    offeror: from,
    counterparty: from === state.me ? to : from,
    supplier: fromSupplies ? from : to,
    consumer: fromSupplies ? to : from,
    resource,
    meterId,
    offerEnvelope: envelope,
    copies: new Map(),
    cancels: new Map(),
  });
  return true;
}

export function applyCopy(state: State, fact: Fact): boolean {
  const { contractId, subjectHash, envelope } = decodeData('COPY', fact.data);
  const contract = state.contracts.get(contractId);
  contract?.copies.set(fact.block.from, { digest: fact.digest, subjectHash, envelope });
  return contract !== undefined;
}

export function applyCancel(state: State, fact: Fact): boolean {
  const { contractId, effectiveDate } = decodeData('CANCEL', fact.data);
  const contract = state.contracts.get(contractId);
  contract?.cancels.set(fact.block.from, { effectiveDate });
  return contract !== undefined;
}
