import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';
import { parseHandovers, type Handover } from '../../core/domain/seal/seal-keys.ts';
import { fetchBoundedJson } from '../../core/runtime/fetch-bounded.ts';
import { fetchBytes } from '../../core/runtime/fetch-text.ts';
import { hashOfPiece, parseManifest, PIECE_BYTES, type Manifest } from '../snapshot/manifest.ts';

const ANSWER_MS = 30_000;
const ANSWER_BYTES = 8 * 1024 * 1024;
/** Manifests that are read of one source. */
const MOST_OFFERS = 8;
/** Pieces of a state that is taken from others: more than EDR starts from, and no more than a disk should give a liar. */
const MOST_PIECES = 1_024;

/** The snapshots that a source offers; nothing of them is verified. @throws InputError SNAPSHOT_INVALID, HEX_INVALID, ANSWER_MALFORMED; TransientError SOURCE_UNREACHABLE */
export async function offersOf(url: string, signal: AbortSignal): Promise<Manifest[]> {
  const body = await fetchBoundedJson(`${url}/v1/snapshots`, {
    signal,
    timeoutMs: ANSWER_MS,
    maxBytes: ANSWER_BYTES,
  });
  const list = looseFields(body)['snapshots'];
  if (!Array.isArray(list) || list.length > MOST_OFFERS)
    throw new InputError('ANSWER_MALFORMED', `${url} has no list of at most ${MOST_OFFERS} snapshots.`);
  return list
    .map(parseManifest)
    .filter(({ number, pieces }) => number > 1n && pieces.length > 0 && pieces.length <= MOST_PIECES);
}

/** The handovers of the seal key that a source knows; nothing of them is verified. @throws as `offersOf`, and RECORD_INVALID */
export async function handoversOf(url: string, signal: AbortSignal): Promise<Handover[]> {
  const bounds = { signal, timeoutMs: ANSWER_MS, maxBytes: ANSWER_BYTES };
  return parseHandovers(looseFields(await fetchBoundedJson(`${url}/v1/handovers`, bounds))['handovers']);
}

/** One piece, which is what the manifest names. @throws InputError SNAPSHOT_PIECE where it is not; TransientError SOURCE_UNREACHABLE */
export async function pieceOf(url: string, manifest: Manifest, at: number, signal: AbortSignal): Promise<Uint8Array> {
  const place = `${url}/v1/snapshots/${manifest.number}/${at}`;
  let answer: { status: number; bytes: Uint8Array };
  try {
    const bounds = { signal, timeoutMs: ANSWER_MS, maxBytes: PIECE_BYTES };
    answer = await fetchBytes(place, { redirect: 'error' }, bounds);
  } catch (cause) {
    signal.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TransientError('SOURCE_UNREACHABLE', `${place} gives no piece: ${reason}.`, { cause });
  }
  if (answer.status !== 200) throw new TransientError('SOURCE_UNREACHABLE', `${place} answers ${answer.status}.`);
  if (hashOfPiece(answer.bytes) !== manifest.pieces[at])
    throw new InputError('SNAPSHOT_PIECE', `What ${place} gives is not the piece that the manifest names.`);
  return answer.bytes;
}
