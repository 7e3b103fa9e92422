import { openGeneralCiphering } from '../dlms/open-general-ciphering.ts';
import { refuse } from '../reading.ts';
import type { Decoded, MeterIdentity, Reading } from '../reading.ts';
import { crc16Arc } from './crc16-arc.ts';
import { p1Time, readMeasure, readP1Line, splitP1Line } from './read-p1-line.ts';
import type { P1Line } from './read-p1-line.ts';

const SLASH = 0x2f;
const MARK = 0x21;
const CIPHERED = 0xdb;
const HEADER = /^\/([A-Za-z]{3})([0-9A-Za-z])(.*)$/;
/** DSMR from this version on has a CRC behind the end mark of every telegram. */
const FIRST_VERSION_WITH_CRC = 40;
/** The telegram's own time came with the CRC (DSMR 4.0); Swedish and Baltic ports, which state no version, have both too. */
const CLOCK = '0-0:1.0.0';

/**
 * One telegram of a P1 port (DSMR 2.2 to 5, eMUCS, Luxembourg) or of IEC 62056-21: `/` identification, data lines, `!` CRC. Bytes that begin with DB are
 * AES-128-GCM ciphertext (IEC 62056-5-3 general ciphering) around one. Values come in base units (Wh, W, m3). A telegram without a CRC is
 * `unchecked`; so is one without an end mark, but for versions that have CRCs: those were cut. Refuses: NOT_P1, MALFORMED, MISSING_CRC,
 * BAD_CRC, and what deciphering refuses.
 */
export function decodeP1(bytes: Uint8Array, key?: Uint8Array): Decoded {
  if (bytes[0] !== CIPHERED) return decodePlain(bytes);
  const opened = openGeneralCiphering(bytes, key);
  if ('ok' in opened) return opened;
  const decoded = decodePlain(opened.bytes);
  if (!decoded.ok && decoded.code === 'NOT_P1') return refuse('WRONG_KEY', 'The key does not open the telegram.');
  if (decoded.ok) decoded.opened = true;
  if (decoded.ok && opened.authenticated) delete decoded.unchecked;
  return decoded;
}

function decodePlain(bytes: Uint8Array): Decoded {
  const start = bytes.indexOf(SLASH);
  if (start < 0) return refuse('NOT_P1', 'A P1 telegram starts with "/".');
  const end = endMark(bytes, start);
  const body = bytes.subarray(start, end < 0 ? bytes.length : end);
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('latin1');
  const [head = '', ...rest] = text.split(text.includes('\n') ? '\n' : '\r');
  const header = HEADER.exec(head.trim());
  if (header === null)
    return refuse('NOT_P1', 'The identification line is not "/", three letters, a digit and a name.');
  const lines = readLines(rest.map((line) => line.trim()).filter((line) => line !== ''));
  if (lines === undefined)
    return refuse('MALFORMED', 'A data line has no matching brackets: the telegram is cut or damaged.');
  const readings = lines.flatMap((line) => readP1Line(line)).concat(meteredGas(lines));
  const meter = meterOf(header[1] ?? '', lines);
  const decoded: Decoded = { ok: true, meter, readings };
  if (end < 0 || !hasCrc(bytes, end)) {
    const dated = lines.some((line) => line.code === CLOCK);
    if (end < 0 && (dated || Number(meter.version) >= FIRST_VERSION_WITH_CRC)) {
      return refuse('MISSING_CRC', 'Telegrams of this version end with "!" and a CRC; this one was cut.');
    }
    decoded.unchecked = true;
    return decoded;
  }
  if (crcHolds(bytes, start, end)) return decoded;
  return { ...refuse('BAD_CRC', 'The CRC does not fit: the telegram was damaged.'), unverified: { meter, readings } };
}

/** The end mark is a "!" at the start of a line; messages may hold others. */
function endMark(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(MARK, start); at >= 0; at = bytes.indexOf(MARK, at + 1)) {
    const before = bytes[at - 1];
    if (before === 0x0a || before === 0x0d) return at;
  }
  return -1;
}

function crcText(bytes: Uint8Array, end: number): string {
  return String.fromCharCode(...bytes.subarray(end + 1, end + 5)).trim();
}

function hasCrc(bytes: Uint8Array, end: number): boolean {
  return crcText(bytes, end) !== '';
}

/** The CRC is over the lines as the meter sends them, with CR LF; some receivers leave only LF. */
function crcHolds(bytes: Uint8Array, start: number, end: number): boolean {
  const text = crcText(bytes, end);
  if (!/^[0-9a-f]{4}$/i.test(text)) return false;
  const covered = bytes.subarray(start, end + 1);
  const stated = Number.parseInt(text, 16);
  return stated === crc16Arc(covered) || stated === crc16Arc(covered, true);
}

/** DSMR 2.2 and 3 put the gas register into a line of its own under the line that describes it. */
function readLines(lines: readonly string[]): P1Line[] | undefined {
  const read: P1Line[] = [];
  for (const line of lines) {
    const sets = splitP1Line(line);
    if (sets === undefined) return undefined;
    for (const set of sets) {
      const last = read.at(-1);
      if (set.code === '' && last !== undefined) last.groups = last.groups.concat(set.groups);
      else read.push(set);
    }
  }
  return read;
}

/** `0-n:24.3.0(time)(status)(minutes)(count)(0-n:24.2.1)(unit)` and its value. */
function meteredGas(lines: readonly P1Line[]): Reading[] {
  return lines.flatMap(({ code, groups }) => {
    const [, channel] = /^0-([1-9]):24\.3\.0$/.exec(code) ?? [];
    const [timeText = '', , , count, obis = '', unit = '', value] = groups;
    if (channel === undefined || value === undefined || count !== '1') return [];
    const time = p1Time(timeText);
    const base: Reading = {
      obis,
      quantity: 'text',
      unit: '',
      storage: 0,
      tariff: 0,
      subunit: Number(channel),
      function: 'instantaneous',
      ...(time === undefined ? {} : { time }),
    };
    return [readMeasure(base, `${value}*${unit}`)];
  });
}

function meterOf(manufacturer: string, lines: readonly P1Line[]): MeterIdentity {
  const valueOf = (...codes: string[]): string =>
    codes
      .map((code) => lines.find((line) => line.code === code)?.groups[0])
      .find((text) => text !== undefined && text !== '') ?? '';
  return {
    manufacturer: manufacturer.toUpperCase(),
    id: valueOf('0-0:96.1.1', '0-0:42.0.0', '0-0:96.1.0', '0-0:96.1.2', '0.0.0', 'C.1.0'),
    version: valueOf('1-3:0.2.8', '0-0:96.1.4', '0.2.0'),
    medium: 'electricity',
  };
}
