import { InputError } from '../bytes/errors.ts';
import { checkDocument } from './check-document.ts';
import { parseIssuer, parsePayer } from './parse-parties.ts';
import { documentSchema, type PayableDocument } from './payable-document.ts';

/**
 * Strict parse of a document, with its sums and the check digits of its requisites, which it gives back as they are written.
 * @throws InputError DOCUMENT_INVALID naming every place that has another form; DOCUMENT_SUMS_WRONG; the codes of the requisites
 */
export function parseDocument(value: unknown): PayableDocument {
  const parsed = documentSchema.safeParse(value);
  if (!parsed.success) {
    const faults = parsed.error.issues.slice(0, 10).map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new InputError('DOCUMENT_INVALID', `The document: ${faults.join('; ')}.`);
  }
  checkDocument(parsed.data);
  const { issuer, payer } = parsed.data;
  return { ...parsed.data, issuer: parseIssuer(issuer), payer: parsePayer(payer) };
}
