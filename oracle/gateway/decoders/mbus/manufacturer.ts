/** Three letters of the two-byte manufacturer field (EN 13757-3, 5.6; FLAG association). A code outside A–Z is given in hex. */
export function manufacturerName(code: number): string {
  const letters = [(code >> 10) & 31, (code >> 5) & 31, code & 31];
  if ((code & 0x8000) !== 0 || letters.some((letter) => letter < 1 || letter > 26)) {
    return `0x${code.toString(16).toUpperCase().padStart(4, '0')}`;
  }
  return String.fromCharCode(...letters.map((letter) => letter + 64));
}
