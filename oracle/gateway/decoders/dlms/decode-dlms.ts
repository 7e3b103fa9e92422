import { refuse } from '../reading.ts';
import type { Decoded, DecodedTelegram, MeterIdentity, Reading, Refusal } from '../reading.ts';
import { cosemObjects, mayBeCut } from './cosem-objects.ts';
import type { CosemObjects } from './cosem-objects.ts';
import { bytesText, cosemReading, cosemTime } from './cosem-reading.ts';
import { openGeneralCiphering } from './open-general-ciphering.ts';
import { readAxdr } from './read-axdr.ts';
import { GENERAL_CIPHERING, GENERAL_GLO_CIPHERING } from './read-envelope.ts';
import { readLength } from './read-length.ts';
import { unframe } from './unframe.ts';
import type { Message } from './unframe.ts';

const DATA_NOTIFICATION = 0x0f;
/** Behind the tag and the long invoke id and priority. */
const CLOCK_TAG_AT = 5;
const OCTET_STRING = 0x09;
const CLOCK_LENGTH = 0x0c;

/**
 * One DLMS/COSEM push (IEC 62056-5-3 data notification) over HDLC, M-Bus or bare, plain or under general ciphering. Values are scaled by the
 * telegram's scalers only. A bare message without an authentication tag is `unchecked`. Refuses: BAD_FRAME, MISSING_SEGMENT, BAD_CRC,
 * UNSUPPORTED_APDU, WRONG_KEY, TRUNCATED_RECORD, UNKNOWN_LIST, and what deciphering refuses.
 */
export function decodeDlms(bytes: Uint8Array, key?: Uint8Array): Decoded {
  const message = unframe(bytes);
  if ('ok' in message) return message;
  if (message.next !== bytes.length)
    return refuse('BAD_FRAME', `${bytes.length - message.next} bytes follow the message.`);
  const decoded = decodeMessage(message, key);
  if (message.intact) return decoded;
  const refusal = refuse('BAD_CRC', 'A checksum of the frames does not fit: the telegram was damaged.');
  return decoded.ok ? { ...refusal, unverified: { meter: decoded.meter, readings: decoded.readings } } : refusal;
}

function decodeMessage({ bytes, framing, intact }: Message, key: Uint8Array | undefined): Decoded {
  if (bytes[0] !== GENERAL_GLO_CIPHERING && bytes[0] !== GENERAL_CIPHERING)
    return decodeNotification(bytes, { manufacturer: '', intact, checked: framing !== 'none' });
  const opened = openGeneralCiphering(bytes, key);
  if ('ok' in opened) return opened;
  const checked = framing !== 'none' || opened.authenticated;
  const decoded = decodeNotification(opened.bytes, { manufacturer: titleLetters(opened.systemTitle), intact, checked });
  if (decoded.ok) decoded.opened = true;
  const garbled = !decoded.ok && !opened.authenticated && decoded.code !== 'UNKNOWN_LIST';
  return garbled ? refuse('WRONG_KEY', 'The key does not open the telegram.') : decoded;
}

type Outside = { manufacturer: string; intact: boolean; checked: boolean };

function decodeNotification(bytes: Uint8Array, outside: Outside): Decoded {
  if (bytes[0] !== DATA_NOTIFICATION) {
    return refuse(
      'UNSUPPORTED_APDU',
      `The message is not a data notification (0F) but ${(bytes[0] ?? 0).toString(16)}.`,
    );
  }
  const clock = readLength(bytes, isTagged(bytes) ? CLOCK_TAG_AT + 1 : CLOCK_TAG_AT);
  if (clock === undefined || clock.next + clock.value > bytes.length) return truncated();
  if (clock.value !== 0 && clock.value !== CLOCK_LENGTH)
    return refuse('UNSUPPORTED_APDU', `The date and time of a notification has 12 bytes or none, not ${clock.value}.`);
  const time = cosemTime(bytes.subarray(clock.next, clock.next + clock.value));
  const tree = readAxdr(bytes, clock.next + clock.value);
  if (tree === undefined) return truncated();
  if (!tree.complete && outside.intact && !mayBeCut(tree.root)) return truncated();
  if (tree.complete && tree.next !== bytes.length)
    return refuse('TRAILING_BYTES', 'Bytes follow the data of the notification.');
  const found = cosemObjects(tree.root, tree.complete);
  if (found === undefined) return refuse('UNKNOWN_LIST', 'The push names no objects, and its order is not known.');
  const readings = found.objects.map((object) => cosemReading(object, time));
  const decoded: DecodedTelegram = { ok: true, meter: meterOf(found, readings, outside.manufacturer), readings };
  if (!outside.checked) decoded.unchecked = true;
  return decoded;
}

/** Kaifa writes the tag of an octet string before the length of the date and time. */
function isTagged(bytes: Uint8Array): boolean {
  return bytes[CLOCK_TAG_AT] === OCTET_STRING && bytes[CLOCK_TAG_AT + 1] === CLOCK_LENGTH;
}

function titleLetters(title: Uint8Array): string {
  const text = bytesText(title.subarray(0, 3));
  return /^[A-Z]{3}$/.test(text) ? text : '';
}

function meterOf(found: CosemObjects, readings: readonly Reading[], manufacturer: string): MeterIdentity {
  const textOf = (...codes: string[]): string =>
    codes.map((code) => readings.find((reading) => reading.obis === code)?.text).find((text) => text !== undefined) ??
    '';
  const logicalName = textOf('0-0:42.0.0');
  const letters = /^[A-Z]{3}/.exec(logicalName)?.[0] ?? '';
  return {
    manufacturer: manufacturer === '' ? letters : manufacturer,
    id: textOf('0-0:96.1.0', '0-0:96.1.1', '1-0:0.0.0', '1-1:0.0.5', '0-0:96.1.2', '0-0:42.0.0'),
    version: found.listName === '' ? textOf('1-1:0.2.129', '1-0:0.2.0') : found.listName,
    medium: 'electricity',
  };
}

function truncated(): Refusal {
  return refuse('TRUNCATED_RECORD', 'The notification ends inside its data.');
}
