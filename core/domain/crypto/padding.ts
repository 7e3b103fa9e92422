import { InputError } from '../bytes/errors.ts';
import { bytesToBigint, concatBytes, uintBytes } from '../bytes/hex.ts';

const SMALLEST = 512;
const LENGTH_BYTES = 4;

/**
 * Length, content and zeros: the fewest bytes of 512 · 2^i that hold it, so that a length tells no more than that (docs/formats.md §5).
 * @param room the content counts as at least this long: what its kind may need, so that its figures do not decide between two sizes
 */
export function padContent(content: Uint8Array, room = 0): Uint8Array {
  const size = sizeFor(Math.max(content.length, room));
  const zeros = new Uint8Array(size - LENGTH_BYTES - content.length);
  return concatBytes(uintBytes(content.length, LENGTH_BYTES), content, zeros);
}

/** The content of `padContent`. @throws InputError CONTENT_PADDING */
export function unpadContent(padded: Uint8Array): Uint8Array {
  checkPaddedLength(padded.length);
  const end = LENGTH_BYTES + Number(bytesToBigint(padded.subarray(0, LENGTH_BYTES)));
  if (end > padded.length) throw refused(`its content would end at byte ${end} of ${padded.length}`);
  if (padded.subarray(end).some((byte) => byte !== 0)) throw refused('what follows the content is not all zeros');
  return padded.subarray(LENGTH_BYTES, end);
}

/** For whoever cannot open it: whether a padded content has this length. @throws InputError CONTENT_PADDING */
export function checkPaddedLength(bytes: number): void {
  if (sizeFor(bytes - LENGTH_BYTES) !== bytes)
    throw refused(`it has ${bytes} bytes instead of 512, 1,024, 2,048 and so on`);
}

function sizeFor(length: number): number {
  let bytes = SMALLEST;
  while (bytes < LENGTH_BYTES + length) bytes *= 2;
  return bytes;
}

function refused(why: string): InputError {
  return new InputError('CONTENT_PADDING', `The content is not padded as docs/formats.md §5 says: ${why}.`);
}
