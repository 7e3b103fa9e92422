/** A key as people write it: hexadecimal, spaces allowed, or base64. Undefined for anything else. */
export function parseKey(text: string): Uint8Array | undefined {
  const bare = text.replace(/^0x/i, '').replace(/[\s:]/g, '');
  if (/^([0-9a-f]{2})+$/i.test(bare)) return Uint8Array.from(Buffer.from(bare, 'hex'));
  if (/^[A-Za-z0-9+/]{4,}={0,2}$/.test(bare)) return Uint8Array.from(Buffer.from(bare, 'base64'));
  return undefined;
}
