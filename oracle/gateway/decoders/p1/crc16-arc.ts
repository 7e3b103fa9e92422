const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) !== 0 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  return crc;
});

/** CRC-16/ARC (DSMR 4.0, 6.2): polynomial 8005 reflected, start 0. With `lines`, every bare line feed counts as carriage return and line feed. */
export function crc16Arc(bytes: Uint8Array, lines = false): number {
  let crc = 0;
  let before = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    if (lines && byte === 0x0a && before !== 0x0d) crc = (crc >> 8) ^ (TABLE[(crc ^ 0x0d) & 0xff] ?? 0);
    crc = (crc >> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
    before = byte;
  }
  return crc;
}
