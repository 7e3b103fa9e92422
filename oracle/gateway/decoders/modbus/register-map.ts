import { isRecord } from '../../../../core/domain/bytes/is-record.ts';
import { refuse } from '../reading.ts';
import type { MeterIdentity, ReadingFunction, Refusal } from '../reading.ts';

/** How a value lies in 16-bit registers. */
export const MODBUS_TYPES = ['u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'f32', 'f64', 'bcd32'] as const;
export type ModbusType = (typeof MODBUS_TYPES)[number];

/** One value of a device: `raw × 10^exponent unit`. `words` big: the first register is the most significant. */
export type ModbusRegister = {
  address: number;
  table: 'input' | 'holding';
  type: ModbusType;
  words: 'big' | 'little';
  exponent: number;
  quantity: string;
  unit: string;
  obis?: string;
  tariff: number;
  function: ReadingFunction;
};

/** What a register-map file says of a device model. */
export type RegisterMap = { meter: MeterIdentity; registers: ModbusRegister[] };

export const WORDS: Readonly<Record<ModbusType, number>> = {
  u16: 1,
  i16: 1,
  u32: 2,
  i32: 2,
  u64: 4,
  i64: 4,
  f32: 2,
  f64: 4,
  bcd32: 2,
};

/**
 * Reads a register map: `{meter: {manufacturer, id, version, medium}, registers: [{address, table?, type, words?, exponent?, quantity, unit, obis?,
 * tariff?, function?}]}`. Defaults: table input, words big, exponent 0, tariff 0, function instantaneous. Refuses BAD_REGISTER_MAP at the
 * first fault, unknown members too.
 */
export function parseRegisterMap(value: unknown): RegisterMap | Refusal {
  const meter = isRecord(value) ? value['meter'] : undefined;
  const registers = isRecord(value) ? value['registers'] : undefined;
  if (!isRecord(meter) || !Array.isArray(registers) || registers.length === 0) {
    return bad('It has a meter and a list of registers.');
  }
  const identity = { manufacturer: '', id: '', version: '', medium: '' };
  for (const key of ['manufacturer', 'id', 'version', 'medium'] as const) {
    const part = meter[key] ?? '';
    if (typeof part !== 'string') return bad(`meter.${key} is a text.`);
    identity[key] = part;
  }
  const read: ModbusRegister[] = [];
  for (const [index, entry] of registers.entries()) {
    const register = parseRegister(entry, index);
    if ('ok' in register) return register;
    read.push(register);
  }
  return { meter: identity, registers: read };
}

const MEMBERS = ['address', 'table', 'type', 'words', 'exponent', 'quantity', 'unit', 'obis', 'tariff', 'function'];

function parseRegister(entry: unknown, index: number): ModbusRegister | Refusal {
  const name = `registers[${index}]`;
  if (!isRecord(entry)) return bad(`${name} is an object.`);
  const stranger = Object.keys(entry).find((key) => !MEMBERS.includes(key));
  if (stranger !== undefined) return bad(`${name} has no member ${stranger}.`);
  const { address, quantity, unit, obis } = entry;
  const type = MODBUS_TYPES.find((candidate) => candidate === entry['type']);
  const table = oneOf(entry['table'] ?? 'input', ['input', 'holding'] as const);
  const words = oneOf(entry['words'] ?? 'big', ['big', 'little'] as const);
  const kind = oneOf(entry['function'] ?? 'instantaneous', ['instantaneous', 'maximum', 'minimum', 'error'] as const);
  const exponent = entry['exponent'] ?? 0;
  const tariff = entry['tariff'] ?? 0;
  if (!isWhole(address, 0, 0xffff)) return bad(`${name}.address is 0 to 65535.`);
  if (type === undefined) return bad(`${name}.type is one of ${MODBUS_TYPES.join(', ')}.`);
  if (address + WORDS[type] > 0x10000) return bad(`${name} ends behind register 65535.`);
  if (table === undefined) return bad(`${name}.table is input or holding.`);
  if (words === undefined) return bad(`${name}.words is big or little.`);
  if (kind === undefined) return bad(`${name}.function is instantaneous, maximum, minimum or error.`);
  if (!isWhole(exponent, -12, 12)) return bad(`${name}.exponent is −12 to 12.`);
  if (!isWhole(tariff, 0, 63)) return bad(`${name}.tariff is 0 to 63.`);
  if (typeof quantity !== 'string' || typeof unit !== 'string') return bad(`${name} has a quantity and a unit.`);
  if (obis !== undefined && typeof obis !== 'string') return bad(`${name}.obis is a text.`);
  const register = { address, table, type, words, exponent, quantity, unit, tariff, function: kind };
  return obis === undefined ? register : { ...register, obis };
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T | undefined {
  return allowed.find((candidate) => candidate === value);
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

function bad(fault: string): Refusal {
  return refuse('BAD_REGISTER_MAP', `The register map is wrong. ${fault}`);
}
