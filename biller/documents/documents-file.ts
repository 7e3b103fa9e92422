import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { lowerHex, parseHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { parseIssuer, parsePayer } from '../../core/domain/documents/parse-parties.ts';
import { issuerSchema, payerSchema, type Issuer, type Payer } from '../../core/domain/documents/payable-document.ts';

/** What a document needs that no ledger holds: who issues, in which language, where bills are checked, and who pays. */
export type DocumentsFile = {
  language: 'ru' | 'en';
  pages: string;
  issuer: Issuer;
  /** By the subscriber's account on the ledger. */
  payers: ReadonlyMap<Hex, Payer>;
};

const fileSchema = z.strictObject({
  language: z.enum(['ru', 'en']),
  pages: z.string().regex(/^https?:\/\/[^\s?#]*[^\s?#/]$/, 'an address without a slash at its end'),
  issuer: issuerSchema,
  payers: z
    .array(payerSchema.extend({ subscriber: z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'an address') }))
    .default([]),
});

/**
 * Reads the biller's documents file. It holds names and addresses of people: it stays with the issuer, and nothing of it goes to a ledger or a log.
 * @throws InputError DOCUMENTS_FILE_INVALID naming every fault; the codes of requisites whose check digits do not fit
 */
export function readDocumentsFile(file: string): DocumentsFile {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new InputError('DOCUMENTS_FILE_INVALID', `${file} is no readable JSON file.`, { cause });
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    // What stands there may be a name: only the place and what is expected are told.
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new InputError('DOCUMENTS_FILE_INVALID', `${file}: ${faults.join('; ')}.`);
  }
  const { language, pages, issuer, payers: list } = parsed.data;
  const payers = new Map<Hex, Payer>();
  for (const { subscriber, ...payer } of list)
    payers.set(lowerHex(parseHex(subscriber, 'subscriber', 20)), parsePayer(payer));
  if (payers.size !== list.length)
    throw new InputError('DOCUMENTS_FILE_INVALID', `${file} names a subscriber twice among its payers.`);
  return { language, pages, issuer: parseIssuer(issuer), payers };
}
