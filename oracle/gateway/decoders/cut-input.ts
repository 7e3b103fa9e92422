import type { TelegramFormat } from './decode-telegram.ts';

const LINE_FEED = 0x0a;
const P1_START = Buffer.from('\n/');
/** A file up to this size is read as one, so that one telegram may stand on several lines. */
export const WHOLE_BYTES = 4 * 1024 * 1024;

/**
 * Cuts long input where a telegram ends, so that memory stays bounded by `limit`: lines of mbus, wmbus, ocmf and lorawan, telegrams of p1. JSON lists, binary input and
 * dlms (whose messages run over lines) stay whole.
 */
export async function* cutInput(
  chunks: AsyncIterable<Uint8Array>,
  format: TelegramFormat,
  limit = WHOLE_BYTES,
): AsyncIterable<Uint8Array> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    held.push(Buffer.from(chunk));
    size += chunk.length;
    if (size < limit) continue;
    const all = Buffer.concat(held);
    const cut = lastEnd(all, format);
    if (cut > 0) yield all.subarray(0, cut);
    held = [all.subarray(cut)];
    size = cut > 0 ? all.length - cut : 0;
  }
  const rest = Buffer.concat(held);
  if (rest.length > 0) yield rest;
}

function lastEnd(bytes: Buffer, format: TelegramFormat): number {
  if (bytes.includes(0) || bytes.toString('latin1', 0, 64).trimStart().startsWith('[')) return 0;
  switch (format) {
    case 'dlms':
      return 0;
    case 'p1':
      return bytes.lastIndexOf(P1_START) + 1;
    case 'mbus':
    case 'wmbus':
    case 'lorawan':
    case 'ocmf':
      return bytes.lastIndexOf(LINE_FEED) + 1;
    default:
      return format satisfies never;
  }
}
