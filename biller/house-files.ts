import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { deviceIdOf, type DeviceKey } from '../core/domain/crypto/device-signature.ts';
import { InputError } from '../core/domain/bytes/errors.ts';
import { parseHex, type Hex } from '../core/domain/bytes/hex.ts';
import { wrapOf, type Dial } from '../core/domain/reading/dial.ts';
import { obisFromText } from '../core/domain/ledger/ids.ts';
import { REGISTERS_MAX } from '../core/domain/limits.ts';
import { RESOURCE, TRUST } from '../core/domain/ledger/kinds.ts';
import { checked } from './settings.ts';

/** A flat as the company knows it; its name and account number are in nobody else's clear text but the portal's. */
export type Premise = { premise: string; personalAccount: string; area: string; residents: string };

/** A meter that the company registers. `premise` 'house' means a general house meter, which the company owns. */
export type HouseMeter = {
  meterId: Hex;
  premise: string;
  provider: Hex;
  resource: number;
  unit: number;
  exponent: number;
  /** How many digits its counter shows before it begins again at zero, 0 where it never does; the last of them counts 10^scale units. */
  digits: number;
  scale: number;
  /** A device id; 'owner' = the resident's own key, for a meter read by hand. */
  device: Hex | 'owner';
  /** Local date YYYY-MM-DD. */
  verifiedUntil: string;
  obis: Hex[];
  /** The meter whose place it takes, and since when, unix seconds. */
  replaces: { meterId: Hex; time: bigint } | undefined;
};
export type HouseDevice = { deviceId: Hex; key: DeviceKey; trustClass: number };
export type HouseMeters = {
  devices: HouseDevice[];
  meters: HouseMeter[];
  missingDevices: string[];
  /** Since when the list is as it is, unix seconds. */
  changedAt: bigint;
};

const decimal = z.string().regex(/^(0|[1-9]\d{0,8})(\.\d{1,6})?$/, 'a decimal such as 54.30');
const bytes32 = z.string().regex(/^0x[0-9a-fA-F]{64}$/, '32 bytes of hex');
const premiseList = z.array(
  z.strictObject({
    premise: z.string().min(1).max(64),
    personalAccount: z.string().max(64).default(''),
    address: z.string().max(300).optional(),
    area: decimal,
    residents: z.string().regex(/^(0|[1-9]\d{0,2})$/, 'a number of people as text'),
  }),
);
const meterFile = z.strictObject({
  devices: z.record(z.string(), z.string()).default({}),
  meters: z.array(
    z.strictObject({
      name: z.string().max(64).optional(),
      meterId: bytes32,
      premise: z.string().min(1).max(64),
      provider: z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'an address'),
      resource: z.number().int().min(RESOURCE.electricity).max(RESOURCE.gas),
      unit: z.number().int().min(1).max(4),
      exponent: z.number().int().min(-9).max(9),
      digits: z.number().int().min(0).max(18).default(0),
      scale: z.number().int().min(-9).max(9).optional(),
      device: z.string().min(1),
      verifiedUntil: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date YYYY-MM-DD'),
      obis: z.array(z.string()).min(1).max(REGISTERS_MAX),
      replaces: z.strictObject({ meterId: bytes32, time: z.number().int().positive() }).optional(),
    }),
  ),
});
const deviceFile = z.object({
  algorithm: z.union([z.literal(1), z.literal(2)]),
  x: bytes32,
  y: bytes32,
  trustClass: z.number().int().min(1).max(3).optional(),
});

/** @throws InputError PREMISES_INVALID */
export function readPremises(file: string): Map<string, Premise> {
  const list = inFile(file, 'PREMISES_INVALID', (json) => checked(premiseList, json));
  const premises = new Map(list.map((one): [string, Premise] => [one.premise, one]));
  if (premises.size !== list.length) throw new InputError('PREMISES_INVALID', `${file} names a premise twice.`);
  return premises;
}

/**
 * Devices and meters of the house. A device file that its gateway has not written yet is named in `missingDevices`; its meters wait.
 * Paths of device files are relative to the meters file.
 * @throws InputError METERS_INVALID
 */
export function readHouseMeters(file: string): HouseMeters {
  return inFile(file, 'METERS_INVALID', (json) => {
    const { devices, meters } = checked(meterFile, json);
    const known = new Map<string, HouseDevice>();
    const missingDevices: string[] = [];
    for (const [name, path] of Object.entries(devices)) {
      const full = resolve(dirname(file), path);
      if (existsSync(full)) known.set(name, readDevice(full));
      else missingDevices.push(name);
    }
    const ready = meters.filter((meter) => !missingDevices.includes(meter.device));
    return {
      changedAt: BigInt(Math.floor(statSync(file).mtimeMs / 1000)),
      devices: [...known.values()],
      missingDevices,
      meters: ready.map((meter): HouseMeter => {
        const named = known.get(meter.device)?.deviceId;
        return {
          meterId: parseHex(meter.meterId, 'meterId', 32),
          premise: meter.premise,
          provider: parseHex(meter.provider, 'provider', 20),
          resource: meter.resource,
          unit: meter.unit,
          ...dialOf(meter),
          device:
            meter.device === 'owner' ? 'owner' : (named ?? parseHex(meter.device, `device "${meter.device}"`, 32)),
          verifiedUntil: meter.verifiedUntil,
          obis: meter.obis.map(obisFromText),
          replaces:
            meter.replaces === undefined
              ? undefined
              : {
                  meterId: parseHex(meter.replaces.meterId, 'replaces', 32),
                  time: BigInt(meter.replaces.time),
                },
        };
      }),
    };
  });
}

/** Without a scale the last digit counts units of the exponent. @throws InputError DIGITS_OUT_OF_RANGE */
function dialOf(meter: { exponent: number; digits: number; scale?: number | undefined }): Dial {
  const { exponent, digits } = meter;
  const dial = { exponent, digits, scale: meter.scale ?? (digits === 0 ? 0 : exponent) };
  wrapOf(dial);
  return dial;
}

/** The house's files as they are now: read again only when they changed, or while a device file is missing. */
export type HouseReader = {
  premises(): ReadonlyMap<string, Premise>;
  meters(): HouseMeters;
};

export function createHouseReader(files: {
  premisesFile: string | undefined;
  metersFile: string | undefined;
}): HouseReader {
  const whenChanged = <T>(
    file: string | undefined,
    none: T,
    read: (file: string) => T,
    final: (value: T) => boolean,
  ): (() => T) => {
    let last: { stamp: string; value: T } | undefined;
    return () => {
      if (file === undefined) return none;
      const stats = statSync(file, { throwIfNoEntry: false });
      const stamp = `${stats?.mtimeMs}:${stats?.size}`;
      if (last?.stamp === stamp && final(last.value)) return last.value;
      last = undefined;
      const value = read(file);
      last = { stamp, value };
      return value;
    };
  };
  const noMeters: HouseMeters = { devices: [], meters: [], missingDevices: [], changedAt: 0n };
  return {
    premises: whenChanged<ReadonlyMap<string, Premise>>(files.premisesFile, new Map(), readPremises, () => true),
    meters: whenChanged(
      files.metersFile,
      noMeters,
      readHouseMeters,
      ({ missingDevices }) => missingDevices.length === 0,
    ),
  };
}

function readDevice(file: string): HouseDevice {
  return inFile(file, 'METERS_INVALID', (json) => {
    const { algorithm, x, y, trustClass } = checked(deviceFile, json);
    const key: DeviceKey = { algorithm, x: BigInt(x), y: BigInt(y) };
    return { deviceId: deviceIdOf(key), key, trustClass: trustClass ?? TRUST.gatewaySigned };
  });
}

function inFile<T>(file: string, code: string, parse: (json: unknown) => T): T {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new InputError(code, `${file} is no readable JSON file.`, { cause });
  }
  try {
    return parse(json);
  } catch (cause) {
    if (cause instanceof InputError) throw new InputError(code, `${file}: ${cause.message}`, { cause });
    throw cause;
  }
}
