import { timingSafeEqual } from 'node:crypto';
import { aesCmac } from '../mbus/aes-cmac.ts';
import { derivedKey } from '../mbus/decrypt-payload.ts';
import { refuse } from '../reading.ts';
import type { Refusal } from '../reading.ts';

/** The transport layer below, and what the authentication layer said of it. */
export type Authenticated = {
  bytes: Uint8Array;
  /** Message counter(4), as transmitted. */
  counter?: Uint8Array;
  /** Control byte, counter and length as far as present: the start of what is authenticated. */
  prefix: Uint8Array;
  mac?: Uint8Array;
};

const CI = 0x90;
const FLAGS = { more: 0x4000, control: 0x2000, length: 0x1000, counter: 0x0800, mac: 0x0400, key: 0x0200 };
const MAC_LENGTHS: Readonly<Record<number, number>> = { 3: 2, 4: 4, 5: 8, 6: 12, 7: 16, 8: 12 };
const CMAC_TYPES = [3, 4, 5, 6, 7];

/**
 * Authentication and fragmentation layer (EN 13757-7, clause 6). `bytes[0]` is its CI field 90; anything else passes through.
 * Refuses: TRUNCATED_HEADER, FRAGMENT (a piece of a longer message), UNSUPPORTED_AUTHENTICATION.
 */
export function openAuthentication(bytes: Uint8Array): Authenticated | Refusal {
  if (bytes[0] !== CI) return { bytes, prefix: new Uint8Array(0) };
  const end = 2 + (bytes[1] ?? 0);
  const flags = (bytes[2] ?? 0) | ((bytes[3] ?? 0) << 8);
  if (bytes.length <= end || end < 4) return truncated();
  if ((flags & FLAGS.more) !== 0 || (flags & 0xff) > 1) {
    return refuse('FRAGMENT', 'The telegram is a fragment of a longer message.');
  }
  let at = 4;
  const take = (present: number, length: number): Uint8Array => {
    const part = bytes.subarray(at, present === 0 ? at : at + length);
    at += part.length;
    return part;
  };
  const control = take(flags & FLAGS.control, 1);
  take(flags & FLAGS.key, 2);
  const counter = take(flags & FLAGS.counter, 4);
  const type = (control[0] ?? 0) & 0x0f;
  const macLength = MAC_LENGTHS[type];
  if ((flags & FLAGS.mac) !== 0 && (macLength === undefined || !CMAC_TYPES.includes(type))) {
    return refuse('UNSUPPORTED_AUTHENTICATION', `Authentication type ${type} is not supported.`);
  }
  const mac = take(flags & FLAGS.mac, macLength ?? 0);
  const length = take(flags & FLAGS.length, 2);
  if (at !== end) return truncated();
  return {
    bytes: bytes.subarray(end),
    prefix: Buffer.concat([control, counter, length]),
    ...(counter.length === 4 ? { counter } : {}),
    ...(mac.length > 0 ? { mac } : {}),
  };
}

function truncated(): Refusal {
  return refuse('TRUNCATED_HEADER', 'The authentication layer does not have the length that it states.');
}

/** Whether the message authentication code is the meter's (CMAC under the key derived for purpose 01). `address` as in `Encryption`. */
export function authenticationHolds(message: Authenticated, key: Uint8Array, address: Uint8Array): boolean {
  const { mac, counter } = message;
  if (mac === undefined || counter === undefined || key.length !== 16) return false;
  const macKey = derivedKey(key, 0x01, {
    mode: 7,
    blocks: 0,
    mayBeOpen: false,
    extension: 0,
    address,
    accessNumber: 0,
    counter,
  });
  const expected = aesCmac(macKey, Buffer.concat([message.prefix, message.bytes])).subarray(0, mac.length);
  return timingSafeEqual(expected, mac);
}
