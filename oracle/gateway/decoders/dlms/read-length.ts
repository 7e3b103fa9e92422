/** A length of A-XDR and BER at `at`: one byte below 80, or 81 and one, 82 and two. Undefined when cut or longer. */
export function readLength(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 0x80) return { value: first, next: at + 1 };
  const count = first & 0x7f;
  if (count < 1 || count > 2 || at + count >= bytes.length) return undefined;
  let value = 0;
  for (let index = 1; index <= count; index++) value = value * 256 + (bytes[at + index] ?? 0);
  return { value, next: at + 1 + count };
}
