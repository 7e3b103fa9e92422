import { decimalText, exactParts, nearestParts } from '../decimal-text.ts';
import { bcd } from '../mbus/integers.ts';
import { refuse } from '../reading.ts';
import type { Decoded, Reading } from '../reading.ts';
import { WORDS } from './register-map.ts';
import type { ModbusRegister, RegisterMap } from './register-map.ts';

/** The answer to one request of `planReads`: registers from `address` on, each 0 to 65535. */
export type ModbusBlock = { table: 'input' | 'holding'; address: number; words: readonly number[] };

/**
 * The readings of a device by its register map. NaN, all-ones ("not available") and non-decimal BCD give no value. Refuses: MISSING_REGISTERS when
 * an answer is missing or short, BAD_WORD.
 */
export function decodeRegisters(map: RegisterMap, blocks: readonly ModbusBlock[]): Decoded {
  const readings: Reading[] = [];
  for (const register of map.registers) {
    const words = wordsOf(register, blocks);
    if (words === undefined) {
      return refuse('MISSING_REGISTERS', `The ${register.table} registers from ${register.address} were not read.`);
    }
    if (words.some((word) => !Number.isInteger(word) || word < 0 || word > 0xffff)) {
      return refuse('BAD_WORD', `A register from ${register.address} is not a 16-bit number.`);
    }
    readings.push(readRegister(register, words));
  }
  return { ok: true, meter: map.meter, readings };
}

function wordsOf({ address, table, type }: ModbusRegister, blocks: readonly ModbusBlock[]): number[] | undefined {
  const count = WORDS[type];
  const block = blocks.find(
    (candidate) =>
      candidate.table === table &&
      candidate.address <= address &&
      candidate.address + candidate.words.length >= address + count,
  );
  return block?.words.slice(address - block.address, address - block.address + count);
}

function readRegister(register: ModbusRegister, words: readonly number[]): Reading {
  const reading: Reading = {
    ...(register.obis === undefined ? {} : { obis: register.obis }),
    quantity: register.quantity,
    unit: register.unit,
    storage: 0,
    tariff: register.tariff,
    subunit: 0,
    function: register.function,
  };
  const ordered = register.words === 'big' ? words : words.toReversed();
  const bytes = Uint8Array.from(ordered.flatMap((word) => [word >> 8, word & 0xff]));
  if (register.type === 'f32' || register.type === 'f64') return withFraction(reading, bytes, register.exponent);
  const mantissa = readWhole(register.type, bytes);
  return mantissa === undefined
    ? { ...reading, fault: register.type === 'bcd32' ? 'not a decimal number' : 'not available' }
    : { ...reading, value: decimalText(mantissa, register.exponent) };
}

/** Unsigned all-ones and the most negative signed number are the "not available" of Modbus devices (SunSpec, IEC 61850-90). */
function readWhole(type: ModbusRegister['type'], bytes: Uint8Array): bigint | number | undefined {
  if (type === 'bcd32') return bcd(bytes.toReversed(), 0, 4);
  const size = 8 * bytes.length;
  const value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  if (type.startsWith('u')) return value === (1n << BigInt(size)) - 1n ? undefined : value;
  return value === 1n << BigInt(size - 1) ? undefined : BigInt.asIntN(size, value);
}

function withFraction(reading: Reading, bytes: Uint8Array, exponent: number): Reading {
  const view = new DataView(bytes.buffer);
  const single = bytes.length === 4;
  const value = single ? view.getFloat32(0) : view.getFloat64(0);
  const exact = exactParts(value);
  const nearest = nearestParts(value, single);
  if (exact === undefined || nearest === undefined) return { ...reading, fault: 'not available' };
  const text = decimalText(exact.mantissa, exact.exponent + exponent);
  const short = decimalText(nearest.mantissa, nearest.exponent + exponent);
  return short === text ? { ...reading, value: text } : { ...reading, value: text, nearest: short };
}
