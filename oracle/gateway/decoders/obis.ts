import type { ReadingFunction } from './reading.ts';

/** An OBIS code (IEC 62056-6-1). Reduced codes of IEC 62056-21 leave A, B and F out. */
export type Obis = { a?: number; b?: number; c: number; d: number; e: number; f?: number };

const CODE = /^(?:(\d{1,3})-(\d{1,3}):)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:[*&](\d{1,3}))?$/;

/** '1-0:1.8.1*255', '0-1:24.2.1', '1.8.1'; undefined when it is none. */
export function parseObis(text: string): Obis | undefined {
  const match = CODE.exec(text);
  if (match === null) return undefined;
  const [a, b, c, d, e, f] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)));
  if (c === undefined || d === undefined || e === undefined) return undefined;
  if ([a, b, c, d, e, f].some((part) => part !== undefined && part > 255)) return undefined;
  return {
    c,
    d,
    e,
    ...(a === undefined || b === undefined ? {} : { a, b }),
    ...(f === undefined ? {} : { f }),
  };
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
