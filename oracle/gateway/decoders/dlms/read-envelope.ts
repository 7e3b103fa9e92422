import { readLength } from './read-length.ts';

/**
 * What stands around a ciphertext. `content` is where security control, invocation counter and ciphertext begin, and their stated length; `bound` what the tag may cover
 * besides security control and authentication key, as the first that fits.
 */
export type Envelope = {
  systemTitle: Uint8Array;
  content: { value: number; next: number };
  bound: readonly Uint8Array[];
};

export const GENERAL_GLO_CIPHERING = 0xdb;
export const GENERAL_CIPHERING = 0xdd;
const SYSTEM_TITLE = 8;
const NOTHING = new Uint8Array(0);
/** Transaction, originator, recipient, date and time, other information. */
const FIELDS = 5;
const ORIGINATOR = 1;

/** The envelope of general-glo-ciphering or general-ciphering with an identified key (IEC 62056-5-3). 'other' for any other key or title. */
export function readEnvelope(bytes: Uint8Array): Envelope | 'other' | undefined {
  if (bytes[0] === GENERAL_CIPHERING) return readGeneral(bytes);
  if (bytes[0] !== GENERAL_GLO_CIPHERING || bytes[1] !== SYSTEM_TITLE) return 'other';
  const content = readLength(bytes, 2 + SYSTEM_TITLE);
  return content === undefined
    ? undefined
    : { systemTitle: bytes.slice(2, 2 + SYSTEM_TITLE), content, bound: [NOTHING] };
}

function readGeneral(bytes: Uint8Array): Envelope | 'other' | undefined {
  const fields: Uint8Array[] = [];
  let next = 1;
  for (let index = 0; index < FIELDS; index++) {
    const length = readLength(bytes, next);
    if (length === undefined || length.next + length.value > bytes.length) return undefined;
    next = length.next + length.value;
    fields.push(bytes.slice(length.next, next));
  }
  const systemTitle = fields[ORIGINATOR];
  const keyInfo = bytes[next];
  if (systemTitle?.length !== SYSTEM_TITLE || (keyInfo !== 0 && (keyInfo !== 1 || bytes[next + 1] !== 0)))
    return 'other';
  const content = readLength(bytes, keyInfo === 0 ? next + 1 : next + 3);
  return content === undefined
    ? undefined
    : { systemTitle, content, bound: [bytes.slice(1, next), Buffer.concat(fields)] };
}
