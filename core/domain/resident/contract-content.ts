import { randomBytes } from '@noble/hashes/utils.js';
import { canonicalJson, parseCanonicalJson } from '../canonical-json.ts';
import type { JsonValue } from '../canonical-json.ts';
import { openEnvelope } from '../envelope.ts';
import { InputError } from '../errors.ts';
import { fromHex, fromUtf8, parseHex, toHex } from '../hex.ts';
import type { Hex } from '../hex.ts';
import { saltedHash } from '../ids.ts';

/** Terms of a contract: decimal strings for every number. */
export type TermsJson = { [key: string]: JsonValue };

/** What the envelope of an OFFER or a COPY holds; both copies carry the same salt, so that both have the same subject hash (A7). */
export type ContractContent = { salt: Hex; terms: TermsJson };

/** Content for a new contract, with a fresh salt. */
export function newContractContent(terms: TermsJson): ContractContent {
  return { salt: toHex(randomBytes(32)), terms };
}

/** The public salted hash of the terms: equal in both copies, or the contract is not signed (S38). */
export function subjectHashOf(content: ContractContent): Hex {
  return saltedHash(fromHex(content.salt), canonicalJson(content.terms));
}

export function contractContentToJson(content: ContractContent): JsonValue {
  return { salt: content.salt, terms: content.terms };
}

/**
 * Opens the content of an OFFER or a COPY.
 * @throws InputError ENVELOPE_*, NOT_ADDRESSEE, JSON_NOT_CANONICAL, CONTRACT_CONTENT_INVALID
 */
export async function openContractContent(args: {
  envelope: Hex;
  account: { address: Hex; encryptionPrivateKey: Hex };
}): Promise<ContractContent> {
  const json = parseCanonicalJson(fromUtf8(await openEnvelope(args)));
  if (!isObject(json) || !isObject(json.terms)) {
    throw new InputError('CONTRACT_CONTENT_INVALID', 'A contract holds a salt and its terms.');
  }
  return { salt: parseHex(json.salt, 'the salt of the contract', 32), terms: json.terms };
}

function isObject(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
