/**
 * What the bits of a record mean (EN 13757-3, "value information block").
 * number: signed; unsigned: flags, versions and identities; date: type G; moment: type F, I or J by length; text: an identity or raw bytes.
 */
export type ValueKind = 'number' | 'unsigned' | 'date' | 'moment' | 'opaque';

/** The value is `raw × factor × 10^exponent unit`; `factor` is whole (60 for minutes into seconds). */
export type ValueInformation = {
  readonly quantity: string;
  readonly unit: string;
  readonly exponent: number;
  readonly factor: number;
  readonly kind: ValueKind;
};

/** A table of 128 codes; a hole is reserved by the standard. */
export type ValueTable = readonly (ValueInformation | undefined)[];

type Row = {
  from: number;
  count?: number;
  quantity: string;
  unit?: string;
  exponent?: number;
  factors?: readonly number[];
  kind?: ValueKind;
};

export const SECONDS_MINUTES_HOURS_DAYS = [1, 60, 3600, 86400] as const;

/** Rows of codes `from … from + count − 1`; each next code is ten times larger, or has the next of `factors`. */
export function valueTable(rows: readonly Row[]): ValueTable {
  const table: (ValueInformation | undefined)[] = Array.from({ length: 128 }, () => undefined);
  for (const row of rows) {
    for (let step = 0; step < (row.count ?? 1); step++) {
      const factor = row.factors === undefined ? 1 : row.factors.length === 1 ? row.factors[0] : row.factors[step];
      const rising = row.factors === undefined || row.factors.length === 1;
      table[row.from + step] = {
        quantity: row.quantity,
        unit: row.unit ?? '',
        exponent: (row.exponent ?? 0) + (rising ? step : 0),
        factor: factor ?? 1,
        kind: row.kind ?? 'number',
      };
    }
  }
  return table;
}
