import { parseDecimal } from '../../../../core/domain/bytes/decimal.ts';
import type { Decimal } from '../../../../core/domain/bytes/decimal.ts';
import { unsigned } from '../mbus/integers.ts';
import { refuse } from '../reading.ts';
import type { Decoded, Reading } from '../reading.ts';
import { unixTime } from './decode-axioma-w1.ts';
import type { Uplink } from './uplink.ts';

export const VEGA_PORT = 2;
export const VEGA_LENGTH = 24;
const CURRENT = 1;
const INPUTS = 4;
const LOW_BATTERY = 10;

/**
 * Vega SI-11 pulse counter, port 2, 24 bytes little endian: type 1, battery %, settings, unix time, temperature, four pulse totals. Subunits 1 to 4
 * are the inputs; what a pulse is worth stands in the meter register (`pulseRegister`). Refuses: UNSUPPORTED_PAYLOAD.
 */
export function decodeVegaSi11({ device, payload, port, frameCounter }: Uplink): Decoded {
  if (port !== VEGA_PORT || payload.length !== VEGA_LENGTH || payload[0] !== CURRENT) {
    return refuse('UNSUPPORTED_PAYLOAD', 'A Vega SI-11 sends its totals on port 2 in 24 bytes of type 1.');
  }
  const battery = payload[1] ?? 0;
  const celsius = ((payload[7] ?? 0) << 24) >> 24;
  const time = unixTime(unsigned(payload, 3, 4));
  const base = { storage: 0, tariff: 0, function: 'instantaneous', time } as const;
  const readings: Reading[] = Array.from({ length: INPUTS }, (_, input) => ({
    ...base,
    quantity: 'pulses',
    unit: 'pulse',
    value: String(unsigned(payload, 8 + 4 * input, 4)),
    subunit: input + 1,
  }));
  readings.push({ ...base, quantity: 'temperature', unit: '°C', value: String(celsius), subunit: 0 });
  readings.push({ ...base, quantity: 'battery', unit: '%', value: String(battery), subunit: 0 });
  return {
    ok: true,
    meter: { manufacturer: 'VEGA', id: device, version: '', medium: 'pulses' },
    readings,
    frameCounter,
    ...(battery < LOW_BATTERY ? { flags: ['battery'] } : {}),
  };
}

/** The register behind a pulse input: `start + pulses × weight`, exact; start and weight as decimal text in the register's unit. */
export function pulseRegister({ pulses, weight, start }: { pulses: string; weight: string; start: string }): Decimal {
  const step = parseDecimal(weight);
  const begin = parseDecimal(start);
  const exponent = Math.min(step.exponent, begin.exponent);
  const at = (value: Decimal): bigint => value.mantissa * 10n ** BigInt(value.exponent - exponent);
  return { mantissa: at(begin) + BigInt(pulses) * at(step), exponent };
}
