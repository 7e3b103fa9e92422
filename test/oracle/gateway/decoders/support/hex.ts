/** Bytes of hexadecimal text, blanks allowed. */
export function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
}

/** A wired M-Bus long frame around user data (from the CI field on). */
export function longFrame(userData: string, control = '08'): Uint8Array {
  const body = Buffer.from(`${control}01${userData.replace(/\s/g, '')}`, 'hex');
  const sum = body.reduce((total, byte) => total + byte, 0) & 0xff;
  return Uint8Array.from([0x68, body.length, body.length, 0x68, ...body, sum, 0x16]);
}

/** A long frame of an electricity meter (ABB, 12345678, version 2) with these records. */
export function meterFrame(records: string, medium = '02'): Uint8Array {
  return longFrame(`72 78563412 4204 02 ${medium} 01 00 0000 ${records}`);
}

export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
