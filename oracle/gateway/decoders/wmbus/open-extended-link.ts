import { createDecipheriv } from 'node:crypto';
import { crc16En13757 } from '../mbus/crc16.ts';
import { unsigned } from '../mbus/integers.ts';
import { refuse } from '../reading.ts';
import type { Refusal } from '../reading.ts';

/** The layers above the extended link layer, starting with their CI field. */
export type Inner = { bytes: Uint8Array; checked: boolean; opened?: true };

type Layout = { address: boolean; session: boolean };

const LAYOUTS: Readonly<Record<number, Layout>> = {
  0x8c: { address: false, session: false },
  0x8d: { address: false, session: true },
  0x8e: { address: true, session: false },
  0x8f: { address: true, session: true },
};

/** Bits of the communication control field that a repeater may change: hop count and repeated access. */
const REPEATER_BITS = 0x12;

/**
 * Extended link layer (EN 13757-4, 13.2): takes it off, and opens AES-128-CTR. `bytes[0]` is its CI field; anything else passes through.
 * The payload's CRC tells plain, decrypted and damaged data apart. Refuses: TRUNCATED_HEADER, KEY_REQUIRED, BAD_KEY, WRONG_KEY, BAD_CRC, UNSUPPORTED_ENCRYPTION.
 */
export function openExtendedLink(bytes: Uint8Array, address: Uint8Array, key: Uint8Array | undefined): Inner | Refusal {
  const layout = LAYOUTS[bytes[0] ?? 0];
  if (layout === undefined) return { bytes, checked: false };
  const session = 3 + (layout.address ? 8 : 0);
  const from = layout.session ? session + 4 : session;
  if (bytes.length < from + (layout.session ? 3 : 1)) {
    return refuse('TRUNCATED_HEADER', 'The telegram ends inside its extended link layer.');
  }
  if (!layout.session) return { bytes: bytes.subarray(from), checked: false };
  const encryption = (bytes[session + 3] ?? 0) >> 5;
  const sealed = bytes.subarray(from);
  if (payloadHolds(sealed)) return { bytes: sealed.subarray(2), checked: true };
  if (encryption === 0) return refuse('BAD_CRC', 'The CRC of the payload does not fit: the telegram was damaged.');
  if (encryption !== 1)
    return refuse('UNSUPPORTED_ENCRYPTION', `Encryption ${encryption} of the link layer is reserved.`);
  if (key === undefined)
    return refuse('KEY_REQUIRED', 'The telegram is encrypted (AES-CTR); give the key of its meter.');
  if (key.length !== 16) return refuse('BAD_KEY', 'The AES key must have 16 bytes.');
  for (const mask of [0, REPEATER_BITS]) {
    const iv = counterBlock(address, (bytes[1] ?? 0) & ~mask, bytes.subarray(session, session + 4));
    const plain = createDecipheriv('aes-128-ctr', key, iv).update(sealed);
    if (payloadHolds(plain)) return { bytes: plain.subarray(2), checked: true, opened: true };
  }
  return refuse('WRONG_KEY', 'The key does not open the telegram.');
}

function payloadHolds(payload: Uint8Array): boolean {
  return crc16En13757(payload, 2, payload.length) === unsigned(payload, 0, 2);
}

function counterBlock(address: Uint8Array, control: number, session: Uint8Array): Uint8Array {
  const iv = new Uint8Array(16);
  iv.set(address);
  iv[8] = control;
  iv.set(session, 9);
  return iv;
}
