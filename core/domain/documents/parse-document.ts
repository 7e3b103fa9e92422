import { InputError } from '../bytes/errors.ts';
import { checkDocument } from './check-document.ts';
import { documentSchema, type PayableDocument } from './payable-document.ts';

/**
 * Strict parse of a document, with its sums and the check digits of its requisites.
 * @throws InputError DOCUMENT_INVALID naming every place that has another form; DOCUMENT_SUMS_WRONG; the codes of the requisites
 */
export function parseDocument(value: unknown): PayableDocument {
  const parsed = documentSchema.safeParse(value);
  if (!parsed.success) {
    const faults = parsed.error.issues.slice(0, 10).map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new InputError('DOCUMENT_INVALID', `The document: ${faults.join('; ')}.`);
  }
  checkDocument(parsed.data);
  return parsed.data;
}
