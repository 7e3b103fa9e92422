import { encode } from 'uqr';

/** Modules that stay white around a symbol. */
const QUIET = 4;

/**
 * A QR symbol (ISO/IEC 18004) as rectangles in modules: one for each run of dark modules in a row, within a square of `size` modules that holds its white border.
 * @param ecc M for payment codes, as EPC069-12 asks; a quarter less of it may be dirty with L
 */
export function codeSymbol(
  bytes: Uint8Array,
  ecc: 'L' | 'M',
): { size: number; runs: { x: number; y: number; width: number }[] } {
  const { data } = encode([...bytes], { ecc, border: QUIET });
  const runs: { x: number; y: number; width: number }[] = [];
  for (const [y, row] of data.entries()) {
    let width = 0;
    for (const [x, dark] of [...row, false].entries()) {
      if (dark) width += 1;
      else if (width > 0) {
        runs.push({ x: x - width, y, width });
        width = 0;
      }
    }
  }
  return { size: data.length, runs };
}
