import type { ReadingFunction } from './reading.ts';

/** An OBIS code (IEC 62056-6-1). Reduced codes of IEC 62056-21 leave A, B and F out. */
export type Obis = { a?: number; b?: number; c: number; d: number; e: number; f?: number };

const MARKS_OF_REDUCED = ['..', '..*', '..&'];

/** '1-0:1.8.1*255', '0-1:24.2.1', '1.8.1'; undefined when it is none. Read by character: a P1 telegram has dozens of codes. */
export function parseObis(text: string): Obis | undefined {
  const parts: number[] = [];
  let marks = '';
  let value = 0;
  let digits = 0;
  for (let at = 0; at <= text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit;
      digits++;
      continue;
    }
    if (digits === 0 || digits > 3 || value > 255) return undefined;
    parts.push(value);
    marks += text.charAt(at);
    value = 0;
    digits = 0;
  }
  const whole = marks.startsWith('-:');
  if (!MARKS_OF_REDUCED.includes(whole ? marks.slice(2) : marks)) return undefined;
  const [first = 0, second = 0, third = 0, fourth, fifth, sixth] = parts;
  if (!whole)
    return fourth === undefined ? { c: first, d: second, e: third } : { c: first, d: second, e: third, f: fourth };
  const code = { a: first, b: second, c: third, d: fourth ?? 0, e: fifth ?? 0 };
  return sixth === undefined ? code : { ...code, f: sixth };
}

/** A-B:C.D.E, with *F only where it is not 255. */
export function obisText({ a, b, c, d, e, f }: Obis): string {
  const medium = a === undefined || b === undefined ? '' : `${a}-${b}:`;
  return `${medium}${c}.${d}.${e}${f === undefined || f === 255 ? '' : `*${f}`}`;
}

/** What the value group D, the tariff E and the history F say of a reading. */
export function obisPlace(obis: Obis): { storage: number; tariff: number; subunit: number; function: ReadingFunction } {
  const energy = obis.a === undefined || obis.a === 1;
  const cumulative = energy && (obis.d === 8 || obis.d === 9);
  return {
    storage: obis.f === undefined || obis.f === 255 ? 0 : obis.f + 1,
    tariff: cumulative ? obis.e : 0,
    subunit: obis.a === 0 ? (obis.b ?? 0) : 0,
    function: energy && obis.d === 6 ? 'maximum' : energy && obis.d === 3 ? 'minimum' : 'instantaneous',
  };
}
