import { InputError } from '../bytes/errors.ts';
import { bytesToBigint, concatBytes, uintBytes } from '../bytes/hex.ts';

const SMALLEST = 512;
const LENGTH_BYTES = 4;

/** Length, content and zeros: 512 · 2^i bytes, the fewest that hold it, so that a length tells no more than that (docs/formats.md §5). */
export function padContent(content: Uint8Array): Uint8Array {
  const zeros = bucketOf(content.length) - LENGTH_BYTES - content.length;
  return concatBytes(uintBytes(content.length, LENGTH_BYTES), content, new Uint8Array(zeros));
}

/** The content of `padContent`, of which there is one padding alone. @throws InputError CONTENT_PADDING */
export function unpadContent(padded: Uint8Array): Uint8Array {
  const length = Number(bytesToBigint(padded.subarray(0, LENGTH_BYTES)));
  if (padded.length !== bucketOf(length))
    throw refused(`${padded.length} bytes are not what a content of ${length} bytes is padded to`);
  const end = LENGTH_BYTES + length;
  if (padded.subarray(end).some((byte) => byte !== 0)) throw refused('what follows the content is not all zeros');
  return padded.subarray(LENGTH_BYTES, end);
}

/** For whoever cannot open it: whether any content has this length. @throws InputError CONTENT_PADDING */
export function checkPaddedLength(bytes: number): void {
  if (bytes < SMALLEST || bucketOf(bytes - LENGTH_BYTES) !== bytes)
    throw refused(`it has ${bytes} bytes instead of 512, 1,024, 2,048 and so on`);
}

function bucketOf(length: number): number {
  let bytes = SMALLEST;
  while (bytes < LENGTH_BYTES + length) bytes *= 2;
  return bytes;
}

function refused(why: string): InputError {
  return new InputError('CONTENT_PADDING', `The content is not padded as docs/formats.md §5 says: ${why}.`);
}
