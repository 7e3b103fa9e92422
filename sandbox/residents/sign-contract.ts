import { contractSubjectHash, type ContractContent, type ContractForm } from '../../core/domain/contract-terms.ts';
import { checkCompletion } from '../../core/domain/contract-template.ts';
import { decodeData } from '../../core/domain/data.ts';
import { InputError } from '../../core/domain/errors.ts';
import type { Hex } from '../../core/domain/hex.ts';
import { makeCancel } from '../../core/domain/resident/make-cancel.ts';
import { makeCopy } from '../../core/domain/resident/make-copy.ts';
import { makeOffer } from '../../core/domain/resident/make-offer.ts';
import { openCopy, openOffer } from '../../core/domain/resident/open-contract.ts';
import type { ContractsJson } from './portal-api.ts';
import { addresseeOf, ask, now, send, until, type Resident } from './resident.ts';

type Contract = ContractsJson['contracts'][number];

export async function contractsOf(resident: Resident): Promise<Contract[]> {
  return (await ask<ContractsJson>(resident, '/api/contracts')).contracts;
}

/** Begins a contract with the resident's own form (T_A1, S37) and answers its id. */
export async function askForContract(resident: Resident, form: Omit<ContractForm, 'version' | 'subscriber'>): Promise<Hex> {
  const { signed, contractId } = await makeOffer({
    network: resident.network,
    account: resident.account,
    timestamp: now(),
    form: { ...form, version: '1', subscriber: resident.account.address },
    counterparty: addresseeOf(resident, form.provider),
  });
  await send(resident, signed);
  return contractId;
}

/**
 * Signs the resident's copy of a contract once the other side's terms are on the ledger: the provider's COPY where the resident began,
 * the provider's OFFER where the provider did (S37, S38); then waits until both copies are there.
 */
export async function signContract(resident: Resident, contractId: Hex): Promise<ContractContent> {
  const content = await until(`the other side's copy of ${contractId} comes`, () => termsOnOffer(resident, contractId));
  const contract = await contractOf(resident, contractId);
  if (!contract.copies.some(({ block }) => block.from === resident.account.address)) {
    const { signed } = await makeCopy({
      network: resident.network,
      account: resident.account,
      timestamp: now(),
      contractId,
      content,
      counterparty: addresseeOf(resident, contract.counterparty),
    });
    await send(resident, signed);
  }
  await until(`contract ${contractId} is signed by both`, async () =>
    (await contractOf(resident, contractId)).state === 'signed' ? true : undefined,
  );
  return content;
}

async function contractOf(resident: Resident, contractId: Hex): Promise<Contract> {
  const contract = (await contractsOf(resident)).find((one) => one.contractId === contractId);
  if (!contract) throw new InputError('CONTRACT_UNKNOWN', `The portal shows no contract ${contractId}.`);
  return contract;
}

async function termsOnOffer(resident: Resident, contractId: Hex): Promise<ContractContent | undefined> {
  const { account } = resident;
  const contract = (await contractsOf(resident)).find((one) => one.contractId === contractId);
  if (!contract) return undefined;
  const offer = await openOffer({ envelope: decodeData('OFFER', contract.offer.data).envelope, account });
  const theirs = contract.copies.find(({ block }) => block.from === contract.counterparty);
  if (theirs) {
    const copy = decodeData('COPY', theirs.data);
    const content = await openCopy({ envelope: copy.envelope, account });
    if ('form' in offer) checkCompletion(offer.form, content.terms);
    if (contractSubjectHash(content) !== copy.subjectHash) {
      throw new InputError('SUBJECT_HASH_MISMATCH', `The copy of ${contractId} holds other terms than its public hash says.`);
    }
    return content;
  }
  return 'form' in offer ? undefined : offer;
}

/** Cancels from the resident's side; `effectiveDate` in unix seconds. */
export async function cancelContract(resident: Resident, contractId: Hex, effectiveDate: bigint, reason: string): Promise<Hex> {
  const { counterparty } = await contractOf(resident, contractId);
  const signed = await makeCancel({
    network: resident.network,
    account: resident.account,
    timestamp: now(),
    contractId,
    effectiveDate,
    reason,
    counterparty: addresseeOf(resident, counterparty),
  });
  return send(resident, signed);
}
