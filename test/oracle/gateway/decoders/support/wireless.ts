import { createCipheriv } from 'node:crypto';
import { aesCmac } from '../../../../../oracle/gateway/decoders/mbus/aes-cmac.ts';
import { crc16En13757 } from '../../../../../oracle/gateway/decoders/mbus/crc16.ts';
import { hex } from './hex.ts';

/** Manufacturer KAM, identification 12345678, version 1, cold water: as on the air. */
export const ADDRESS = '2D2C 78563412 01 16';
export const KEY = hex('000102030405060708090A0B0C0D0E0F');

function crc(bytes: Uint8Array): number[] {
  const value = crc16En13757(bytes, 0, bytes.length);
  return [value >> 8, value & 0xff];
}

/** Link layer without CRCs: length, SND-NR, address, and what follows from the CI field on. */
export function stripped(inner: string | Uint8Array, address = ADDRESS): Uint8Array {
  const body = Buffer.concat([hex(`44 ${address}`), typeof inner === 'string' ? hex(inner) : inner]);
  return Uint8Array.from([body.length, ...body]);
}

export function formatA(telegram: Uint8Array): Uint8Array {
  const blocks = [telegram.subarray(0, 10)];
  for (let at = 10; at < telegram.length; at += 16) blocks.push(telegram.subarray(at, at + 16));
  return Uint8Array.from(blocks.flatMap((block) => [...block, ...crc(block)]));
}

export function formatB(telegram: Uint8Array): Uint8Array {
  const long = telegram.length > 126;
  const copy = Uint8Array.from(telegram);
  copy[0] = telegram.length - 1 + (long ? 4 : 2);
  const first = copy.subarray(0, 126);
  const rest = copy.subarray(126);
  return Uint8Array.from([...first, ...crc(first), ...(long ? [...rest, ...crc(rest)] : [])]);
}

function padded(records: Uint8Array): Buffer {
  const filled = Buffer.concat([hex('2F2F'), records]);
  return Buffer.concat([filled, Buffer.alloc((16 - (filled.length % 16)) % 16, 0x2f)]);
}

function aesCbc(key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}

/** Short header, mode 5, access number 2A. */
export function mode5(records: string, key = KEY): Buffer {
  const plain = padded(hex(records));
  const iv = Buffer.concat([hex(ADDRESS), Buffer.alloc(8, 0x2a)]);
  return Buffer.concat([hex('7A 2A 00'), Uint8Array.of(plain.length, 0x05), aesCbc(key, iv, plain)]);
}

/** Authentication layer with an 8-byte code, short header, mode 7. */
export function mode7(records: string, key = KEY): Buffer {
  const counter = hex('01020304');
  const derive = (purpose: number): Uint8Array =>
    aesCmac(key, Buffer.concat([Uint8Array.of(purpose), counter, hex('78563412'), Buffer.alloc(7, 0x07)]));
  const plain = padded(hex(records));
  const sealed = aesCbc(derive(0), Buffer.alloc(16), plain);
  const transport = Buffer.concat([hex('7A 2A 00'), Uint8Array.of(plain.length, 0x07, 0x10), sealed]);
  const mac = aesCmac(derive(1), Buffer.concat([hex('25'), counter, transport])).subarray(0, 8);
  return Buffer.concat([hex('90 0F 002C 25'), counter, mac, transport]);
}

/** Extended link layer II; `encryption` 1 seals the payload with AES-CTR. */
export function extendedLink(inner: string | Uint8Array, encryption: 0 | 1, key = KEY): Buffer {
  const bytes = typeof inner === 'string' ? hex(inner) : inner;
  const sum = crc16En13757(bytes, 0, bytes.length);
  const payload = Buffer.concat([Uint8Array.of(sum & 0xff, sum >> 8), bytes]);
  const session = Uint8Array.of(0x11, 0x22, 0x33, encryption << 5);
  const header = Buffer.concat([hex('8D 20 2A'), session]);
  if (encryption === 0) return Buffer.concat([header, payload]);
  const iv = Buffer.concat([hex(ADDRESS), hex('20'), session, Buffer.alloc(3)]);
  return Buffer.concat([header, createCipheriv('aes-128-ctr', key, iv).update(payload)]);
}

/** Compact frame (CI 79) of records whose headers and data are given apart. */
export function compact(headers: string, data: string, full: string): string {
  const swap = (value: number): string => Buffer.from([value & 0xff, value >> 8]).toString('hex');
  const signature = crc16En13757(hex(headers), 0, hex(headers).length);
  const check = crc16En13757(hex(full), 0, hex(full).length);
  return `79 ${swap(signature)} ${swap(check)} ${data}`;
}
