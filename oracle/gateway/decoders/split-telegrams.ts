import type { TelegramFormat } from './decode-telegram.ts';
import { unframe } from './dlms/unframe.ts';
import { refuse } from './reading.ts';
import type { Refusal } from './reading.ts';

export type KeyText = string;

/** One telegram of a file: its bytes, its own key where the file names one, and telegrams to be heard before it. */
export type TelegramPiece = { bytes: Uint8Array; key?: KeyText; earlier?: Uint8Array[] };

/**
 * Cuts a file into telegrams.
 *
 * mbus, wmbus: bytes as they are, or hexadecimal: one telegram a line (blanks inside and `#` comments allowed), or one telegram over
 * several lines; wired frames may follow each other without a break. p1: text or bytes, telegrams from "/" up to the next. dlms: bytes or hexadecimal, one telegram a file or a line.
 * ocmf: one record a line. lorawan: one uplink event (JSON) a line. Any format: a JSON array of objects with a
 * `telegram`, `record` or `hex` member, and optionally `key` (`publicKeySpki`) and `earlier`.
 */
export function splitTelegrams(format: TelegramFormat, input: string | Uint8Array): Iterable<TelegramPiece | Refusal> {
  const text = typeof input === 'string' ? input : readText(input);
  if (text === undefined) return format === 'mbus' ? splitFrames(toBytes(input)) : [{ bytes: toBytes(input) }];
  const listed = splitJson(format, text);
  if (listed !== undefined) return listed;
  switch (format) {
    case 'mbus':
    case 'wmbus':
      return splitHex(format, text);
    case 'ocmf':
      return linesOf(text).map((line) => ({ bytes: toBytes(line) }));
    case 'lorawan':
      return (isJson(text) ? [text] : linesOf(text)).map((line) => ({ bytes: toBytes(line) }));
    case 'dlms':
      return splitDlms(text);
    case 'p1':
      return splitP1(text, input);
    default:
      return format satisfies never;
  }
}

const P1_START = 0x2f;
const LONG_FRAME = 0x68;
const ACKNOWLEDGEMENT = 0xe5;
/** Characters of the longest file that may be one telegram over several lines. */
const LONGEST_TELEGRAM = 65_536;
const HEX_ONLY = /^(?:0x)?[0-9a-f]+$/i;
const HEX_TEXT = /^[\s0-9a-fA-FxX|_#;=,:-]*$/;

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
}

/** Text, or undefined when the bytes are a binary telegram. */
function readText(bytes: Uint8Array): string | undefined {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b)) return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function toBytes(input: string | Uint8Array): Uint8Array {
  return typeof input === 'string' ? new TextEncoder().encode(input) : input;
}

/** Bytes of a line of hexadecimal; blanks and the separators of common receivers are skipped. */
export function hexLine(line: string): Uint8Array | undefined {
  const bare = line.replace(/^.*telegram=/i, '').replace(/[\s|_:,-]/g, '');
  if (!HEX_ONLY.test(bare) || bare.length % 2 !== 0) return undefined;
  return Uint8Array.from(Buffer.from(bare.replace(/^0x/i, ''), 'hex'));
}

function* splitHex(format: TelegramFormat, text: string): Iterable<TelegramPiece | Refusal> {
  const lines = linesOf(text);
  const named = /telegram=/i.test(text);
  const whole = text.length > LONGEST_TELEGRAM || named ? undefined : hexLine(lines.join(''));
  if (whole !== undefined && lines.length > 1 && isOne(format, whole)) {
    yield { bytes: whole };
    return;
  }
  for (const line of lines) {
    const bytes = hexLine(line);
    if (bytes === undefined) yield refuse('NOT_HEX', `"${line.slice(0, 40)}" is not hexadecimal bytes.`);
    else yield* format === 'mbus' ? splitFrames(bytes) : [{ bytes }];
  }
}

/** Wired frames one behind the other, with acknowledgements (E5) between them: each says how long it is. */
function* splitFrames(bytes: Uint8Array): Iterable<TelegramPiece> {
  for (let at = 0; at < bytes.length;) {
    while (bytes[at] === ACKNOWLEDGEMENT && (bytes[at + 1] === LONG_FRAME || bytes[at + 1] === ACKNOWLEDGEMENT)) at++;
    const stated = at + (bytes[at + 1] ?? 0) + 6;
    const framed = bytes[at] === LONG_FRAME && bytes[at + 1] === bytes[at + 2] && bytes[at + 3] === LONG_FRAME;
    const another = bytes[stated] === LONG_FRAME || bytes[stated] === ACKNOWLEDGEMENT;
    const end = framed && another ? stated : bytes.length;
    yield { bytes: bytes.subarray(at, end) };
    at = end;
  }
}

/** Frames say where they end: hexadecimal over any number of lines is cut there. A bare message is the whole file, or a line. */
function* splitDlms(text: string): Iterable<TelegramPiece | Refusal> {
  const lines = linesOf(text);
  const whole = hexLine(lines.join(''));
  if (whole === undefined || !isFrame(whole[0])) {
    yield* splitHex('dlms', text);
    return;
  }
  const starts = frameStarts(lines, whole);
  let line = 0;
  for (let at = 0; at < whole.length;) {
    const message = isFrame(whole[at]) ? unframe(whole, at) : undefined;
    const damaged = message === undefined || 'ok' in message;
    while ((starts[line] ?? Infinity) <= at) line++;
    const next = damaged ? (starts[line] ?? whole.length) : message.next;
    yield { bytes: whole.subarray(at, next) };
    at = next;
  }
}

/** Where lines begin that may begin a frame: after a damaged one, reading goes on there. */
function frameStarts(lines: readonly string[], whole: Uint8Array): number[] {
  let at = 0;
  return lines.flatMap((line) => {
    const start = at;
    at += hexLine(line)?.length ?? 0;
    return isFrame(whole[start]) ? [start] : [];
  });
}

function isFrame(byte: number | undefined): boolean {
  return byte === 0x7e || byte === 0x68;
}

/** Whether bytes written over several lines are one frame by its own length. */
function isOne(format: TelegramFormat, bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0;
  if (format === 'mbus') return first === 0x68 && bytes.length === (bytes[1] ?? 0) + 6;
  if (format === 'wmbus')
    return bytes.length >= first + 1 && bytes.length <= first + 1 + 2 * (2 + Math.ceil(first / 16));
  return true;
}

function* splitP1(text: string, input: string | Uint8Array): Iterable<TelegramPiece | Refusal> {
  if (!text.includes('/') && HEX_TEXT.test(text)) {
    yield* splitHex('p1', text);
    return;
  }
  const bytes = toBytes(input);
  let start = nextStart(bytes, 0);
  if (start < 0) yield { bytes };
  while (start >= 0) {
    const next = nextStart(bytes, start + 1);
    yield { bytes: bytes.subarray(start, next < 0 ? bytes.length : next) };
    start = next;
  }
}

function nextStart(bytes: Uint8Array, from: number): number {
  let at = bytes.indexOf(P1_START, from);
  while (at > 0 && !isNewline(bytes[at - 1])) at = bytes.indexOf(P1_START, at + 1);
  return at;
}

function isNewline(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function splitJson(format: TelegramFormat, text: string): (TelegramPiece | Refusal)[] | undefined {
  if (!text.trimStart().startsWith('[')) return undefined;
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Array.isArray(list) ? list.map((entry: unknown) => jsonPiece(format, entry)) : undefined;
}

function jsonPiece(format: TelegramFormat, entry: unknown): TelegramPiece | Refusal {
  const member = (...names: string[]): string | undefined =>
    names.map((name) => textOf(entry, name)).find((text) => text !== undefined);
  const key = member('key', 'publicKey', 'publicKeySpki');
  const earlier = listOf(entry, 'earlier')
    .map(hexLine)
    .filter((bytes) => bytes !== undefined);
  if (format === 'lorawan') return { bytes: toBytes(JSON.stringify(entry)) };
  const text = member('telegram', 'record', 'hex');
  const bytes = text === undefined ? undefined : format === 'ocmf' || format === 'p1' ? toBytes(text) : hexLine(text);
  if (bytes === undefined) return refuse('NOT_HEX', 'An entry of the list has no telegram, record or hex member.');
  return { bytes, ...(key === undefined ? {} : { key }), ...(earlier.length === 0 ? {} : { earlier }) };
}

function memberOf(entry: unknown, name: string): unknown {
  return typeof entry === 'object' && entry !== null ? Reflect.get(entry, name) : undefined;
}

function textOf(entry: unknown, name: string): string | undefined {
  const value = memberOf(entry, name);
  return typeof value === 'string' ? value : undefined;
}

function listOf(entry: unknown, name: string): string[] {
  const value = memberOf(entry, name);
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
