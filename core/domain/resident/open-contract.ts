import { parseContractContent, parseOfferContent } from '../billing/contract-terms.ts';
import type { ContractContent, ContractForm } from '../billing/contract-terms.ts';
import { openEnvelope } from '../crypto/envelope.ts';
import type { Hex } from '../bytes/hex.ts';

type Opener = { address: Hex; encryptionPrivateKey: Hex };

/**
 * Opens what an OFFER holds: a resident's form, or a provider's complete terms with their salt.
 * @throws InputError ENVELOPE_MALFORMED, NOT_ADDRESSEE, ENVELOPE_BROKEN, JSON_NOT_CANONICAL, TERMS_INVALID
 */
export async function openOffer(args: {
  envelope: Hex;
  account: Opener;
}): Promise<{ form: ContractForm } | ContractContent> {
  return parseOfferContent(await openEnvelope(args));
}

/**
 * Opens what a COPY holds: the terms that its party signed, and their salt.
 * @throws InputError ENVELOPE_MALFORMED, NOT_ADDRESSEE, ENVELOPE_BROKEN, JSON_NOT_CANONICAL, TERMS_INVALID
 */
export async function openCopy(args: { envelope: Hex; account: Opener }): Promise<ContractContent> {
  return parseContractContent(await openEnvelope(args));
}
