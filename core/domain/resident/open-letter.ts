import { parseCanonicalJson } from '../bytes/canonical-json.ts';
import { openEnvelope } from '../crypto/envelope.ts';
import { InputError } from '../bytes/errors.ts';
import { fromUtf8 } from '../bytes/hex.ts';
import type { Hex } from '../bytes/hex.ts';

/**
 * Opens the text of an appeal or of an answer to it: canonical JSON with a member `text`.
 * @throws InputError ENVELOPE_MALFORMED, NOT_ADDRESSEE, ENVELOPE_BROKEN, JSON_NOT_CANONICAL, LETTER_INVALID
 */
export async function openLetter(args: {
  envelope: Hex;
  account: { address: Hex; encryptionPrivateKey: Hex };
}): Promise<string> {
  const json = parseCanonicalJson(fromUtf8(await openEnvelope(args)));
  if (typeof json === 'object' && json !== null && !Array.isArray(json) && typeof json.text === 'string')
    return json.text;
  throw new InputError('LETTER_INVALID', 'An appeal or an answer holds a text.');
}
