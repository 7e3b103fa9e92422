import { InputError } from '../bytes/errors.ts';

/** @returns the refusal of a file that proves nothing, with the reason as the end of a sentence */
export function unproved(what: string): InputError {
  return new InputError('EVIDENCE_INVALID', `The evidence proves nothing: ${what}.`);
}
