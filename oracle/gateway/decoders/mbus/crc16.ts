const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) !== 0 ? (crc << 1) ^ 0x3d65 : crc << 1;
  return crc;
});

/** The CRC of EN 13757-4 (polynomial 3D65, start 0, complemented) over `bytes[from … to)`. */
export function crc16En13757(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let index = from; index < to; index++) {
    crc = ((crc << 8) & 0xffff) ^ (TABLE[(crc >> 8) ^ (bytes[index] ?? 0)] ?? 0);
  }
  return crc ^ 0xffff;
}
