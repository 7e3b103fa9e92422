import { checkInService } from '../../core/domain/ownership/check-in-service.ts';
import { randomBytes } from 'node:crypto';
import { completeTerms, defaultTemplate } from '../../core/domain/billing/contract-template.ts';
import {
  boundMeters,
  contractRoom,
  contractSubjectHash,
  encodeContractContent,
  type ContractContent,
  type ContractForm,
} from '../../core/domain/billing/contract-terms.ts';
import { canonicalJson } from '../../core/domain/bytes/canonical-json.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { CANCEL_BEHIND } from '../../core/domain/limits.ts';
import { toHex, utf8 } from '../../core/domain/bytes/hex.ts';
import type { Premise } from '../house-files.ts';
import { message, type Intent, type Message } from '../sender.ts';
import { isActive, isSigned, type Contract } from '../state.ts';
import { orFault, sealForBoth, type DecisionContext } from './decision-context.ts';

/**
 * Contracts in which this biller supplies: answers a subscriber's form with its copy of the completed terms (paper S37), countersigns the subscriber's copy of
 * its own offer when the subject hash is that of the offer's terms (S38), and answers a cancellation with its own copy (S39).
 * @param premiseOf what the company knows of a subscriber's flat
 */
export function answerContracts(
  context: DecisionContext,
  premiseOf: (contract: Contract) => Premise | undefined,
): Intent[] {
  const { state, settings } = context;
  return [...state.contracts.values()]
    .filter((contract) => contract.supplier === state.me && !contract.withdrawn && isActive(state, contract.consumer))
    .flatMap((contract): Intent[] => {
      const { contractId, consumer } = contract;
      // What the ledger no longer takes is nothing to answer: the customer asks again, or withdraws its form.
      const answers =
        contract.offeror === state.me ? contract.copies.has(consumer) : context.now() <= contract.validUntil;
      if (!contract.copies.has(state.me) && answers) {
        return [
          {
            key: `copy:${contractId}`,
            make: () => orFault(context, contractId, () => signCopy(context, contract, premiseOf(contract))),
          },
        ];
      }
      const cancelled = contract.cancels.get(consumer);
      if (
        settings.countersignCancellations &&
        cancelled !== undefined &&
        !contract.cancels.has(state.me) &&
        isSigned(contract)
      ) {
        return [
          {
            key: `cancel:${contractId}`,
            make: () => orFault(context, contractId, () => confirmCancel(context, contract, cancelled.effectiveDate)),
          },
        ];
      }
      return [];
    });
}

async function signCopy(context: DecisionContext, contract: Contract, premise: Premise | undefined): Promise<Message> {
  const content = await contentToSign(context, contract, premise);
  const subjectHash = contractSubjectHash(content);
  const theirs = contract.copies.get(contract.consumer);
  const meterIds = boundMeters(content.terms);
  if (theirs === undefined) checkInService(meterIds, (id) => context.state.meters.get(id)?.replacedBy);
  if (theirs !== undefined && (theirs.subjectHash !== subjectHash || theirs.meterIds.join() !== meterIds.join())) {
    throw new InputError(
      'COPY_DIFFERS',
      `The subscriber's copy of ${contract.contractId} is of other terms or meters than the offer. Offer again.`,
    );
  }
  const { contractId, consumer } = contract;
  const place = { ledger: 'contractLedger', kind: 'COPY', subject: contractId } as const;
  const envelope = await sealForBoth(
    context,
    place,
    encodeContractContent(content),
    consumer,
    contractRoom(content.terms),
  );
  return message(place, consumer, { contractId, subjectHash, meterIds, envelope });
}

async function contentToSign(
  context: DecisionContext,
  contract: Contract,
  premise: Premise | undefined,
): Promise<ContractContent> {
  const { state, settings } = context;
  const offered = await context.decryptor.offer(contract);
  if (contract.offeror === state.me) {
    if ('form' in offered) throw new InputError('OFFER_INCOMPLETE', 'An own offer carries complete terms.');
    return offered;
  }
  const form: ContractForm = 'form' in offered ? offered.form : formOf(offered);
  if (
    form.provider !== state.me ||
    form.subscriber !== contract.consumer ||
    form.resource !== String(contract.resource)
  ) {
    throw new InputError(
      'OFFER_DIFFERS',
      `The form of ${contract.contractId} names other parties or another resource than its public part.`,
    );
  }
  checkInService(form.meterIds, (id) => state.meters.get(id)?.replacedBy);
  const service = settings.services.find(({ resource }) => resource === contract.resource);
  if (service === undefined)
    throw new InputError('RESOURCE_NOT_SERVED', `Resource ${contract.resource} is not among this biller's services.`);
  const template = { ...defaultTemplate(service.resource, service.norm), installation: service.installation };
  const terms = completeTerms({
    form,
    template,
    meters: [...state.meters.values()].filter((meter) => meter.replacedBy === undefined),
    premise,
  });
  return { salt: toHex(randomBytes(32)), terms };
}

function formOf({ terms }: ContractContent): ContractForm {
  const { version, resource, provider, subscriber, meterIds, area, residents, from } = terms;
  return { version, resource, provider, subscriber, meterIds, area, residents, from };
}

/** With the consumer's date, or the earliest that the ledger still takes: a day is left for the block to be carried. */
async function confirmCancel(context: DecisionContext, contract: Contract, date: bigint): Promise<Message> {
  const { contractId, consumer } = contract;
  const earliest = context.now() - CANCEL_BEHIND + 86_400n;
  const effectiveDate = date > earliest ? date : earliest;
  const place = { ledger: 'contractLedger', kind: 'CANCEL', subject: contractId } as const;
  const envelope = await sealForBoth(context, place, utf8(canonicalJson({ reason: 'Confirmed' })), consumer);
  return message(place, consumer, { contractId, effectiveDate, envelope });
}
