import { createCipheriv } from 'node:crypto';

const ZERO = new Uint8Array(16);

function encrypt(key: Uint8Array, blocks: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-128-cbc', key, ZERO).setAutoPadding(false);
  return Buffer.concat([cipher.update(blocks), cipher.final()]);
}

function double(block: Uint8Array): Uint8Array {
  const doubled = Uint8Array.from(block, (byte, index) => ((byte << 1) | ((block[index + 1] ?? 0) >> 7)) & 0xff);
  if (((block[0] ?? 0) & 0x80) !== 0) doubled[15] = (doubled[15] ?? 0) ^ 0x87;
  return doubled;
}

/** AES-128-CMAC (RFC 4493), 16 bytes. */
export function aesCmac(key: Uint8Array, message: Uint8Array): Uint8Array {
  const first = double(encrypt(key, ZERO));
  const whole = message.length > 0 && message.length % 16 === 0;
  const mask = whole ? first : double(first);
  const padded = new Uint8Array(whole ? message.length : (Math.floor(message.length / 16) + 1) * 16);
  padded.set(message);
  if (!whole) padded[message.length] = 0x80;
  const start = padded.length - 16;
  mask.forEach((byte, index) => {
    padded[start + index] = (padded[start + index] ?? 0) ^ byte;
  });
  return Uint8Array.from(encrypt(key, padded).subarray(-16));
}
