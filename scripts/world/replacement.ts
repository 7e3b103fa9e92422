import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { parseDecimal, rescale } from '../../core/domain/bytes/decimal.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { UNIT } from '../../core/domain/ledger/kinds.ts';
import { readHouseMeters } from '../../biller/house-files.ts';
import { checkPlausibility } from '../../oracle/gateway/telegram/check-plausibility.ts';
import { openGatewayReader } from '../../oracle/gateway/store/gateway-reader.ts';
import { readMeterRegister, type MeterEntry } from '../../oracle/gateway/meters/meter-register.ts';
import { companyEntry, gatewayEntry, type CompanyMeterEntry, type GatewayMeterEntry } from './meter-entries.ts';
import { unwrapRegister, wrapOf } from '../../core/domain/reading/dial.ts';
import type { TelegramMeter } from './plan-meter.ts';

export type Replacement = { old: MeterEntry; company: CompanyMeterEntry; gateway: GatewayMeterEntry };

/**
 * The entries of a meter that takes the place of another: for the same premise and provider, with the registers and the exponent of the old one, which the
 * rates are for. Where the gateway lists it in this place already, the moment and the last reading that were said then stay.
 * @param args.final last readings of the old meter as they were given: a decimal, or OBIS=decimal where it has several registers
 * @param args.now unix seconds
 * @throws InputError METER_UNKNOWN, METER_REPLACED, METER_KNOWN, REPLACEMENT_UNLIKE, FINAL_INVALID, FINAL_BELOW_KNOWN, FINAL_JUMPED
 */
export function planReplacement(args: {
  files: { company: string; gateway: string };
  gatewayDir: string;
  oldMeter: string;
  meter: TelegramMeter;
  meterId: Hex;
  final: readonly string[];
  now: number;
}): Replacement {
  const { files, meter, meterId } = args;
  const register = readMeterRegister(files.gateway);
  const old = register.meters.find(({ name, meterId: id }) => name === args.oldMeter || id === args.oldMeter);
  const owned = readHouseMeters(files.company).meters.find((one) => one.meterId === old?.meterId);
  if (old === undefined || owned === undefined || owned.device === 'owner') {
    throw new InputError(
      'METER_UNKNOWN',
      `No meter "${args.oldMeter}" is in both ${files.gateway} and ${files.company}. Give its name or its id on the ledger.`,
    );
  }
  const successor = register.meters.find(({ replaces }) => replaces?.meterId === old.meterId);
  if (successor !== undefined && successor.meterId !== meterId)
    throw new InputError('METER_REPLACED', `${old.name} was replaced already, by ${successor.name}. Replace that one.`);
  if (successor === undefined && register.byId(meterId) !== undefined)
    throw new InputError(
      'METER_KNOWN',
      `The meter of this telegram is in ${files.gateway} already. Give a new meter's.`,
    );

  const obis = old.registers.map((one) => one.obis);
  const lacks = obis.filter((one) => !meter.obis.includes(one));
  if (meter.resource !== owned.resource || UNIT[meter.unit] !== owned.unit || lacks.length > 0) {
    throw new InputError(
      'REPLACEMENT_UNLIKE',
      `${old.name} counts ${old.unit} of resource ${owned.resource} in ${obis.join(', ')}; the telegram's meter counts ${meter.unit} of resource ${meter.resource} in ${meter.obis.join(', ')}. Give a meter of the same kind.`,
    );
  }
  const wrap = wrapOf(owned);
  const said = successor?.replaces?.final ?? lastOf(args.gatewayDir, { ...old, wrap }, args.final, args.now);
  const planned = { ...meter, premise: owned.premise, exponent: old.exponent, obis };
  const { cadence: _each, ...entry } = gatewayEntry(planned, meterId);
  return {
    old,
    company: {
      ...companyEntry(planned, meterId, owned.provider),
      device: owned.device,
      replaces: { meterId: old.meterId, time: said.time },
    },
    gateway: {
      ...entry,
      ...(old.cadence === undefined ? {} : { cadence: old.cadence }),
      replaces: { meterId: old.meterId, final: said },
    },
  };
}

/** The moment of the removal, behind all that is known of the old meter, and what it showed then. */
function lastOf(
  gatewayDir: string,
  old: MeterEntry & { wrap: bigint | undefined },
  given: readonly string[],
  now: number,
): { time: number; values: Record<string, string> } {
  const values = new Map(given.map((text) => valueOf(old, text)));
  const file = join(gatewayDir, 'gateway.sqlite');
  let time = now;
  if (existsSync(file)) {
    using reader = openGatewayReader(file);
    for (const { obis, channel } of old.registers) {
      const known = reader.newest(channel);
      if (known === undefined) continue;
      if (known.time >= BigInt(time)) time = Number(known.time) + 1;
      const text = values.get(obis);
      if (text === undefined) continue;
      const value = unwrapRegister(rescale(parseDecimal(text), old.exponent), known.value, old.wrap);
      if (value < known.value) {
        throw new InputError(
          'FINAL_BELOW_KNOWN',
          `The last reading of ${obis} is lower than what the gateway has of ${old.name}. Registers only rise: read it again, or leave it out.`,
        );
      }
      const memory = { sequence: 1n, lastTime: known.time, lastValue: known.value };
      const jumped = checkPlausibility(old, memory, { time: BigInt(time), value });
      if (jumped !== undefined) throw new InputError('FINAL_JUMPED', `${jumped} Or read it again.`);
    }
  }
  return { time, values: Object.fromEntries(values) };
}

function valueOf(old: MeterEntry, text: string): [obis: string, value: string] {
  const at = text.indexOf('=');
  const obis = at < 0 ? old.registers[0]?.obis : text.slice(0, at);
  const value = text.slice(at + 1);
  const isOne = at >= 0 || old.registers.length === 1;
  const known = old.registers.find((one) => one.obis === obis);
  if (known === undefined || !isOne || !/^\d{1,18}(\.\d{1,9})?$/.test(value)) {
    throw new InputError(
      'FINAL_INVALID',
      `"${text}" is no last reading of ${old.name}. Give digits with a point in ${old.unit}, and with several registers OBIS=digits; it has ${old.registers.map((one) => one.obis).join(', ')}.`,
    );
  }
  try {
    rescale(parseDecimal(value), old.exponent);
  } catch (cause) {
    throw new InputError(
      'FINAL_INVALID',
      `"${text}" has more digits than ${old.name} counts: its readings are whole multiples of 10^${old.exponent} ${old.unit}.`,
      { cause },
    );
  }
  return [known.obis, value];
}
