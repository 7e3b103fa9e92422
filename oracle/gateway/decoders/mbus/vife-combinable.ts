import { SECONDS_MINUTES_HOURS_DAYS } from './value-information.ts';

/**
 * Combinable (orthogonal) VIF extensions 00–7F (EN 13757-3, table 15): what each does to the record.
 * fault: there is no usable value. unit: the unit is divided or multiplied. note: the value stands, in a narrower sense.
 * exponent: the value is scaled. moment: the data is a date of something about the quantity. count, seconds: the data counts
 * or times something about the quantity. opaque: packed bytes.
 */
export type Combinable =
  | { readonly kind: 'none' }
  | { readonly kind: 'fault'; readonly text: string }
  | { readonly kind: 'unit'; readonly suffix: string; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'exponent'; readonly by: number }
  | { readonly kind: 'moment'; readonly text: string }
  | { readonly kind: 'count'; readonly text: string }
  | { readonly kind: 'seconds'; readonly factor: number; readonly text: string }
  | { readonly kind: 'opaque'; readonly text: string }
  | { readonly kind: 'unsigned' };

/** The qualifier of a record whose bytes are a profile that runs back from the register of the same storage. */
export const INVERSE_PROFILE = 'inverse compact profile';

const RECORD_ERRORS: Readonly<Record<number, string>> = {
  0x01: 'too many DIFE',
  0x02: 'storage number not implemented',
  0x03: 'subunit not implemented',
  0x04: 'tariff not implemented',
  0x05: 'function not implemented',
  0x06: 'data class not implemented',
  0x07: 'data size not implemented',
  0x0b: 'too many VIFE',
  0x0c: 'illegal VIF group',
  0x0d: 'illegal VIF exponent',
  0x0e: 'VIF and DIF do not match',
  0x0f: 'action not implemented',
  0x15: 'no data available',
  0x16: 'data overflow',
  0x17: 'data underflow',
  0x18: 'data error',
  0x1c: 'premature end of record',
};

const RATES: Readonly<Record<number, readonly [string, string]>> = {
  0x20: ['/s', 'per second'],
  0x21: ['/min', 'per minute'],
  0x22: ['/h', 'per hour'],
  0x23: ['/d', 'per day'],
  0x24: ['/week', 'per week'],
  0x25: ['/month', 'per month'],
  0x26: ['/year', 'per year'],
  0x27: ['/revolution', 'per revolution'],
  0x28: ['/pulse', 'per pulse of input 0'],
  0x29: ['/pulse', 'per pulse of input 1'],
  0x2a: ['/pulse', 'per pulse of output 0'],
  0x2b: ['/pulse', 'per pulse of output 1'],
  0x2c: ['/l', 'per litre'],
  0x2d: ['/m3', 'per cubic metre'],
  0x2e: ['/kg', 'per kilogram'],
  0x2f: ['/K', 'per kelvin'],
  0x30: ['/kWh', 'per kilowatt hour'],
  0x31: ['/GJ', 'per gigajoule'],
  0x32: ['/kW', 'per kilowatt'],
  0x33: ['/(K·l)', 'per kelvin litre'],
  0x34: ['/V', 'per volt'],
  0x35: ['/A', 'per ampere'],
  0x36: ['·s', 'times seconds'],
  0x37: ['·s/V', 'times seconds per volt'],
  0x38: ['·s/A', 'times seconds per ampere'],
};

const PLAIN: Readonly<Record<number, Combinable>> = {
  0x00: { kind: 'none' },
  0x12: { kind: 'note', text: 'average' },
  0x13: { kind: 'opaque', text: INVERSE_PROFILE },
  0x1d: { kind: 'note', text: 'standard conform' },
  0x1e: { kind: 'opaque', text: 'compact profile with register' },
  0x1f: { kind: 'opaque', text: 'compact profile' },
  0x39: { kind: 'moment', text: 'start of' },
  0x3a: { kind: 'note', text: 'uncorrected' },
  0x3b: { kind: 'note', text: 'positive contributions' },
  0x3c: { kind: 'note', text: 'negative contributions' },
  0x3d: { kind: 'fault', text: 'non-metric unit' },
  0x3e: { kind: 'note', text: 'base conditions' },
  0x3f: { kind: 'opaque', text: 'OBIS declaration' },
  0x68: { kind: 'note', text: 'during lower limit exceed' },
  0x69: { kind: 'note', text: 'leakage' },
  0x6c: { kind: 'note', text: 'during upper limit exceed' },
  0x6d: { kind: 'note', text: 'overflow' },
  0x7d: { kind: 'exponent', by: 3 },
  0x7e: { kind: 'note', text: 'future' },
};

function limitRow(code: number): Combinable | undefined {
  const side = (code & 8) === 0 ? 'lower' : 'upper';
  const edge = (code & 1) === 0 ? 'begin' : 'end';
  if (code >= 0x40 && code <= 0x4f) {
    if ((code & 7) === 0) return { kind: 'note', text: `${side} limit` };
    if ((code & 7) === 1) return { kind: 'count', text: `exceeds of ${side} limit` };
    const rank = (code & 4) === 0 ? 'first' : 'last';
    return (code & 2) === 0 ? undefined : { kind: 'moment', text: `${edge} of ${rank} ${side} limit exceed` };
  }
  const factor = SECONDS_MINUTES_HOURS_DAYS[code & 3] ?? 1;
  if (code >= 0x50 && code <= 0x5f) {
    const rank = (code & 4) === 0 ? 'first' : 'last';
    return { kind: 'seconds', factor, text: `duration of ${rank} ${side} limit exceed` };
  }
  if (code >= 0x60 && code <= 0x67) {
    return { kind: 'seconds', factor, text: `duration of ${(code & 4) === 0 ? 'first' : 'last'}` };
  }
  if ((code & 0x7a) === 0x6a) {
    return { kind: 'moment', text: `${edge} of ${(code & 4) === 0 ? 'first' : 'last'}` };
  }
  return undefined;
}

function combinable(code: number): Combinable | undefined {
  const plain = PLAIN[code];
  if (plain !== undefined) return plain;
  if (code < 0x20) return { kind: 'fault', text: RECORD_ERRORS[code] ?? `record error ${code}` };
  const rate = RATES[code];
  if (rate !== undefined) return { kind: 'unit', suffix: rate[0], text: rate[1] };
  if (code >= 0x70 && code <= 0x77) return { kind: 'exponent', by: code - 0x76 };
  if (code >= 0x78 && code <= 0x7b) return { kind: 'fault', text: 'additive correction' };
  return limitRow(code);
}

/** Codes without the extension bit; a hole is reserved. 7C leads to `COMBINABLE_FC`, 7F makes the rest manufacturer specific. */
export const COMBINABLE: readonly (Combinable | undefined)[] = Array.from({ length: 128 }, (_, code) =>
  code === 0x7c || code === 0x7f ? undefined : combinable(code),
);

const FC: Readonly<Record<number, Combinable>> = {
  0x01: { kind: 'note', text: 'phase L1' },
  0x02: { kind: 'note', text: 'phase L2' },
  0x03: { kind: 'note', text: 'phase L3' },
  0x04: { kind: 'note', text: 'neutral' },
  0x05: { kind: 'note', text: 'L1-L2' },
  0x06: { kind: 'note', text: 'L2-L3' },
  0x07: { kind: 'note', text: 'L3-L1' },
  0x08: { kind: 'note', text: 'quadrant 1' },
  0x09: { kind: 'note', text: 'quadrant 2' },
  0x0a: { kind: 'note', text: 'quadrant 3' },
  0x0b: { kind: 'note', text: 'quadrant 4' },
  0x0c: { kind: 'note', text: 'import minus export' },
  0x0d: { kind: 'note', text: 'alternative energy' },
  0x0f: { kind: 'note', text: 'absolute contributions' },
  0x10: { kind: 'unsigned' },
  0x11: { kind: 'unsigned' },
  0x12: { kind: 'note', text: 'to the meter' },
  0x13: { kind: 'note', text: 'from the meter' },
};

/** Combinable codes after FC (EN 13757-3, table 16). */
export const COMBINABLE_FC: readonly (Combinable | undefined)[] = Array.from({ length: 128 }, (_, code) => FC[code]);
