import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { channelOf, obisFromText } from '../../../core/domain/ledger/ids.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';

/** One billed register of a meter. */
export type Register = { readonly obis: string; readonly channel: Hex };

/** When a meter was taken away, in unix seconds, and what it showed then where somebody read it: decimal text in the unit by OBIS code. */
export type FinalReading = { readonly time: number; readonly values: Readonly<Record<string, string>> };

/** A meter that this gateway serves. */
export type MeterEntry = {
  readonly name: string;
  readonly meterId: Hex;
  readonly manufacturer: string;
  /** As printed on the meter and sent in its telegrams. */
  readonly id: string;
  readonly medium?: string | undefined;
  readonly unit: 'Wh' | 'm3' | 'J' | 'cal';
  /** Readings are mantissa × 10^exponent of the unit. */
  readonly exponent: number;
  readonly registers: readonly Register[];
  /** Decimal text in the unit: no register of it rises faster. What a house can use at most when left out. */
  readonly maxPerHour?: string | undefined;
  /** How often its counter has begun again at zero, by OBIS code, for a gateway that lost it. */
  readonly turns?: Readonly<Record<string, number>> | undefined;
  readonly cadence?: 'day' | 'each' | undefined;
  /** What its telegrams are decrypted (AES-128) or verified (OCMF public key) with. */
  readonly key?: string | undefined;
  readonly poll?: { readonly host: string; readonly port: number; readonly address: number } | undefined;
  /** The LoRaWAN device that carries the meter, 16 capital hex digits. */
  readonly devEui?: string | undefined;
  /** A pulse counter stands for the meter: the register is start + pulses × weight, in the unit, of this input (1 to 4). */
  readonly pulse?: { readonly input: number; readonly weight: string; readonly start: string } | undefined;
  /** Readings that another program decoded and published are taken for this meter. */
  readonly published?: true | undefined;
  /** The meter that it took the place of, whose entry stays; and when that one was taken away. */
  readonly replaces?: { readonly meterId: Hex; readonly final?: FinalReading | undefined } | undefined;
  /** How radio telegrams of it are framed; found out when left out. */
  readonly framing?: 'a' | 'b' | 'stripped' | undefined;
  /** Offset of its clock, `+03:00`, for times in its telegrams that state none; `none`: its times count for nothing. */
  readonly clock?: string | undefined;
};

export type MeterRegister = {
  readonly meters: readonly MeterEntry[];
  byName(name: string): MeterEntry | undefined;
  byId(meterId: Hex): MeterEntry | undefined;
  /** Entries behind one device: several for a pulse counter with several inputs. */
  byDevice(manufacturer: string, id: string): readonly MeterEntry[];
  byDevEui(devEui: string): readonly MeterEntry[];
};

const DECIMAL = /^\d{1,18}(\.\d{1,9})?$/;

const entry = z.strictObject({
  name: z.string().regex(/^[\w.-]{1,64}$/),
  meterId: z.string().regex(/^0x[0-9a-f]{64}$/),
  manufacturer: z.string().min(1).max(32),
  id: z.string().min(1).max(32),
  medium: z.string().optional(),
  unit: z.enum(['Wh', 'm3', 'J', 'cal']),
  exponent: z.number().int().min(-9).max(9),
  obis: z.array(z.string()).min(1).max(16),
  deviceKey: z.literal('p256').default('p256'),
  maxPerHour: z.string().regex(DECIMAL).optional(),
  turns: z.record(z.string(), z.number().int().min(0).max(1_000_000)).optional(),
  cadence: z.enum(['day', 'each']).optional(),
  key: z
    .string()
    .regex(/^([0-9a-fA-F]{2}){16,200}$/)
    .optional(),
  poll: z
    .strictObject({
      host: z.string(),
      port: z.number().int().min(1).max(65535),
      address: z.number().int().min(1).max(250),
    })
    .optional(),
  devEui: z
    .string()
    .regex(/^[0-9A-F]{16}$/)
    .optional(),
  pulse: z
    .strictObject({
      input: z.number().int().min(1).max(4),
      weight: z.string().regex(DECIMAL),
      start: z.string().regex(DECIMAL),
    })
    .optional(),
  replaces: z
    .strictObject({
      meterId: z.string().regex(/^0x[0-9a-f]{64}$/),
      final: z
        .strictObject({
          time: z.number().int().positive(),
          values: z.record(z.string(), z.string().regex(DECIMAL)).default({}),
        })
        .optional(),
    })
    .optional(),
  published: z.literal(true).optional(),
  framing: z.enum(['a', 'b', 'stripped']).optional(),
  clock: z
    .string()
    .regex(/^([+-](0\d|1[0-4]):[0-5]\d|none)$/)
    .optional(),
});

/** @throws InputError METERS_INVALID naming every fault */
export function readMeterRegister(file: string): MeterRegister {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new InputError(
      'METERS_INVALID',
      `The meter register ${file} is no readable JSON. Give a JSON list of meters.`,
      { cause },
    );
  }
  return parseMeterRegister(json, file);
}

/** @throws InputError METERS_INVALID naming every fault */
export function parseMeterRegister(json: unknown, what = 'meter register'): MeterRegister {
  const parsed = z.array(entry).safeParse(json);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new InputError('METERS_INVALID', `${what} has faults: ${faults.join('; ')}.`);
  }
  const meters = parsed.data.map(({ obis, deviceKey: _key, meterId: id, replaces, ...rest }): MeterEntry => {
    const meterId: Hex = `0x${id.slice(2)}`;
    return {
      ...rest,
      meterId,
      ...(replaces === undefined
        ? {}
        : { replaces: { ...replaces, meterId: `0x${replaces.meterId.slice(2)}` as const } }),
      registers: obis.map((text) => ({ obis: text, channel: channelOf(meterId, obisFromText(text)) })),
    };
  });
  const names = new Map(meters.map((meter) => [meter.name, meter]));
  const ids = new Map(meters.map((meter) => [meter.meterId, meter]));
  if (names.size !== meters.length || ids.size !== meters.length) {
    throw new InputError('METERS_INVALID', `${what} names a meter twice. Names and meter ids are unique.`);
  }
  checkDistinct(meters, what);
  const devices = Map.groupBy(meters, ({ manufacturer, id: serial }) => `${manufacturer} ${serial}`);
  const radios = Map.groupBy(meters, ({ devEui }) => devEui);
  return {
    meters,
    byName: (name) => names.get(name),
    byId: (meterId) => ids.get(meterId),
    byDevice: (manufacturer, serial) => devices.get(`${manufacturer} ${serial}`) ?? [],
    byDevEui: (devEui) => radios.get(devEui) ?? [],
  };
}

/** One register counted by two entries would be billed twice. The entry of a meter that was replaced stays, even with the same number. */
function checkDistinct(meters: readonly MeterEntry[], what: string): void {
  const replaced = new Set(meters.map(({ replaces }) => replaces?.meterId));
  const seen = new Map<string, string>();
  for (const { name, meterId, manufacturer, id, devEui, pulse, registers } of meters) {
    if (replaced.has(meterId)) continue;
    for (const { obis } of registers) {
      const counter = pulse === undefined ? `register ${obis}` : `input ${pulse.input}`;
      const place = `${devEui ?? `${manufacturer} ${id}`}, ${counter}`;
      const other = seen.get(place);
      if (other !== undefined)
        throw new InputError('METERS_INVALID', `${what}: ${other} and ${name} both count ${place}. Keep one of them.`);
      seen.set(place, name);
    }
  }
}
