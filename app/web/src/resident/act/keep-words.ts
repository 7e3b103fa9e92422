import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import { recoverAddress } from '../../../../../core/domain/ledger/internal-block.ts';
import { domainOf } from '../../../../../core/domain/ledger/network.ts';
import type { ActBlock } from '../../../../../core/domain/resident/outbox/act.ts';
import {
  admissionDigest,
  parseReceipt,
  receiptToJson,
  type SignedAdmission,
} from '../../../../../core/domain/seal/admission-receipt.ts';
import { checkPromiseBounds } from '../../../../../core/domain/evidence/promise-bounds.ts';
import { checkRefusal, refusalToJson, type SignedRefusal } from '../../../../../core/domain/seal/refusal.ts';
import { isSealKey, type KeyedNetwork, type SealKeys } from '../../../../../core/domain/seal/seal-keys.ts';
import { readSeen, seenAt } from '../../../../../core/domain/seal/seen.ts';
import type { NetworkDomain } from '../../../../../core/domain/ledger/network.ts';
import { now, type Resident } from '../resident.ts';
import { policyOf } from '../witness-policy.ts';

type Keeping = Pick<Resident, 'network' | 'chain' | 'witnesses'>;
type Told = { receipt?: unknown; refusal?: unknown; seen?: unknown };

/** What the company signed about a block, and whether as many witnesses saw it as this browser asks for. */
export type Words = { receipt?: SignedAdmission; refusal?: SignedRefusal; isSeen: boolean };

/** Keeps what the company signed about an own block, as far as the portal shows it and it is the company's. */
export async function keepWords(
  { network, chain, witnesses }: Keeping,
  { digest, signed }: Pick<ActBlock, 'digest' | 'signed'>,
  told: Told,
): Promise<Words> {
  const company = companyOf(network);
  const receipt = readOrNothing(() => receiptIn(told.receipt, { digest, signed }, company));
  if (receipt !== undefined) await chain.keepWord('receipt', digest, receiptToJson(receipt));
  const refusal =
    told.refusal === undefined ? undefined : readOrNothing(() => checkRefusal(told.refusal, digest, company));
  if (refusal !== undefined) await chain.keepWord('refusal', digest, refusalToJson(refusal));
  const policy = policyOf(witnesses);
  const known = new Set(policy.witnesses.map((address) => address.toLowerCase()));
  const seen = readSeen(told.seen, {
    domain: company.domain,
    digest,
    witnesses: { has: (address) => known.has(address) },
  });
  return {
    ...(receipt === undefined ? {} : { receipt }),
    ...(refusal === undefined ? {} : { refusal }),
    isSeen: seenAt(seen, Math.max(1, policy.required)) !== undefined,
  };
}

function companyOf(network: KeyedNetwork): SealKeys & { domain: NetworkDomain } {
  return { domain: domainOf(network), signer: network.seal.address, handovers: network.handovers ?? [] };
}

function receiptIn(
  json: unknown,
  { digest, signed }: Pick<ActBlock, 'digest' | 'signed'>,
  company: SealKeys & { domain: NetworkDomain },
): SignedAdmission | undefined {
  if (json === undefined) return undefined;
  const receipt = parseReceipt(json);
  const signer = recoverAddress(admissionDigest(company.domain, receipt), receipt.signature);
  if (receipt.digest !== digest || !isSealKey(company, signer)) return undefined;
  // Of another signature it promises nothing, and of a far block next to nothing.
  if (receipt.key !== recoverAddress(digest, signed.signature)) return undefined;
  checkPromiseBounds(receipt, now());
  return receipt;
}

/** A word that is none is as good as no word. */
function readOrNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
