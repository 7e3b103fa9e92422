import { MAX_COMPACT_FORMATS } from '../decoder-state.ts';
import type { DecoderState } from '../decoder-state.ts';
import { refuse } from '../reading.ts';
import type { Refusal } from '../reading.ts';
import { crc16En13757 } from './crc16.ts';
import { hexText, unsigned } from './integers.ts';
import { dataEnd } from './record-data.ts';
import { readRecordHeader } from './record-header.ts';

const FILLER = 0x2f;

/** Remembers the record headers of a full frame, for the compact frames of the same model (EN 13757-3, compact M-Bus frame). */
export function rememberFormat(state: DecoderState, address: Uint8Array, bytes: Uint8Array): void {
  const headers = collectHeaders(bytes);
  if (headers === undefined || headers.length === 0) return;
  const name = nameOf(address, crc16En13757(headers, 0, headers.length));
  const { compactFormats } = state;
  if (compactFormats.has(name)) return;
  const oldest = compactFormats.keys().next().value;
  if (compactFormats.size >= MAX_COMPACT_FORMATS && oldest !== undefined) compactFormats.delete(oldest);
  compactFormats.set(name, headers);
}

/**
 * Headers are a matter of the model (manufacturer, version, device type): with only 16 bits of signature, a frame of another model must not
 * change what this one's values mean.
 */
function nameOf(address: Uint8Array, signature: number): string {
  return `${hexText(address, 0, 2)}${hexText(address, 6, 8)}${signature.toString(16).padStart(4, '0')}`;
}

function collectHeaders(bytes: Uint8Array): Uint8Array | undefined {
  const headers: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const dif = bytes[at] ?? 0;
    if (dif === FILLER) {
      at++;
      continue;
    }
    if ((dif & 0x0f) === 0x0f) return undefined;
    const header = readRecordHeader(bytes, at, bytes.length);
    if ('ok' in header) return undefined;
    for (let index = at; index < header.next; index++) headers.push(bytes[index] ?? 0);
    const end = dataEnd(header, bytes, header.next);
    if (end === undefined || end > bytes.length) return undefined;
    at = end;
  }
  return Uint8Array.from(headers);
}

/**
 * The full records of a compact frame: `bytes` = format signature(2) ‖ CRC of the full frame(2) ‖ data.
 * Refuses: FORMAT_UNKNOWN (no full frame heard yet), TRUNCATED_RECORD, BAD_CRC.
 */
export function expandCompact(state: DecoderState, address: Uint8Array, bytes: Uint8Array): Uint8Array | Refusal {
  if (bytes.length < 4)
    return refuse('TRUNCATED_HEADER', 'A compact frame starts with a signature and a CRC; it ends before.');
  const headers = state.compactFormats.get(nameOf(address, unsigned(bytes, 0, 2)));
  if (headers === undefined) {
    return refuse('FORMAT_UNKNOWN', 'A compact frame needs an earlier full frame of the same model to be read.');
  }
  const full: number[] = [];
  let at = 4;
  let next = 0;
  while (next < headers.length) {
    const header = readRecordHeader(headers, next, headers.length);
    if ('ok' in header) return header;
    const end = dataEnd(header, bytes, at);
    if (end === undefined || end > bytes.length) {
      return refuse('TRUNCATED_RECORD', `The compact frame ends before the data of the record at byte ${at}.`);
    }
    full.push(...headers.subarray(next, header.next), ...bytes.subarray(at, end));
    next = header.next;
    at = end;
  }
  const expanded = Uint8Array.from(full);
  if (at !== bytes.length || crc16En13757(expanded, 0, expanded.length) !== unsigned(bytes, 2, 2)) {
    return refuse(
      'BAD_CRC',
      'The CRC of the full frame does not fit the compact frame: it was damaged, or its format changed.',
    );
  }
  return expanded;
}
