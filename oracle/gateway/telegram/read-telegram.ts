import { floorTo } from '../../../core/domain/bytes/decimal.ts';
import { fromHex } from '../../../core/domain/bytes/hex.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import { billingRegisters } from '../decoders/billing-register.ts';
import { createDecoderState } from '../decoders/decoder-state.ts';
import { loggedRegisters, type LoggedRegister } from '../decoders/logged-registers.ts';
import { statedTime } from '../decoders/stated-time.ts';
import { TELEGRAM_FORMATS as DECODED_FORMATS, decodeTelegram } from '../decoders/decode-telegram.ts';
import { pulseRegister } from '../decoders/lorawan/decode-vega-si11.ts';
import { decodeWmbus } from '../decoders/wmbus/decode-wmbus.ts';
import { decodeModbusText } from './decode-modbus-text.ts';
import { decodePublished } from './decode-published.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { BillingRegister } from '../decoders/billing-register.ts';
import type { DecoderState } from '../decoders/decoder-state.ts';
import type { Decoded, DecodedTelegram } from '../decoders/reading.ts';
import type { MeterEntry } from '../meters/meter-register.ts';

/** What a telegram may be: what the decoders read, readings that another program decoded, registers that the agent read by Modbus. */
export const TELEGRAM_FORMATS = [...DECODED_FORMATS, 'published', 'modbus'] as const;
export type TelegramFormat = (typeof TELEGRAM_FORMATS)[number];

export type TelegramContent = { format: TelegramFormat; hex: string } | { format: TelegramFormat; text: string };
/** The meter's registers as mantissas of its exponent; `record` is the OCMF record that says so. */
export type MeterReading = {
  ok: true;
  batteryLow: boolean;
  /** The flag of the word between meter and gateway; zero when all came in clear. */
  word: number;
  registers: RegisterRead[];
};
/** `statedAt`: when the meter itself read it, in unix seconds, where that is known. `log`: what it says of earlier times. */
export type RegisterRead = {
  channel: Hex;
  value: bigint;
  record?: string;
  statedAt?: bigint;
  log: { time: bigint; value: bigint }[];
};
export type ReadingRefusal = { ok: false; code: string; message: string };

/** EN 13757-3, 5.10: bit 2 of the status byte. */
const POWER_LOW = 0x04;
/** Telegrams of M-Bus records, whose storages have times of their own. */
const LOGGING: readonly TelegramFormat[] = ['mbus', 'wmbus', 'lorawan'];

/**
 * Decodes a telegram and finds the registers of this meter in it. Every register of the entry must be there: a telegram of another
 * meter or unit is refused as a whole.
 */
export function readTelegram(
  meter: MeterEntry,
  content: TelegramContent,
  state: DecoderState = createDecoderState(),
): MeterReading | ReadingRefusal {
  const bytes = bytesOf(content);
  if (!(bytes instanceof Uint8Array)) return bytes;
  const decoded = decode(meter, content.format, bytes, state);
  if (!decoded.ok) return { ok: false, code: decoded.code, message: decoded.message };
  const stranger = mismatch(meter, decoded);
  if (stranger !== undefined) return { ok: false, code: 'METER_MISMATCH', message: stranger };
  if (meter.key !== undefined && decoded.opened !== true && decoded.signed === undefined) {
    return {
      ok: false,
      code: 'KEY_EXPECTED',
      message: `${meter.name} has a key, and this telegram did not need it: anybody could have sent it.`,
    };
  }
  const found = new Map(registersOf(meter, decoded).map((register) => [register.obis, register]));
  const logged = LOGGING.includes(content.format) && meter.pulse === undefined ? loggedRegisters(decoded) : [];
  const registers: RegisterRead[] = [];
  for (const { obis, channel } of meter.registers) {
    const register = found.get(obis);
    if (register === undefined) {
      const there = [...found.keys()].join(', ') || 'none';
      return {
        ok: false,
        code: 'REGISTER_MISSING',
        message: `The telegram has no usable register ${obis} of ${meter.name}; it has: ${there}.`,
      };
    }
    if (register.unit !== meter.unit) {
      return {
        ok: false,
        code: 'UNIT_MISMATCH',
        message: `Register ${obis} of ${meter.name} is in ${register.unit}, the entry says ${meter.unit}.`,
      };
    }
    // A register with finer digits than the entry counts whole units: it still only rises, and nothing is lost over time.
    const value = floorTo(register.value, meter.exponent);
    if (value >= 1n << 63n)
      return {
        ok: false,
        code: 'REGISTER_TOO_LARGE',
        message: `Register ${obis} of ${meter.name} does not fit in 63 bits.`,
      };
    // What waits in a radio device, or in its network, is of when it was read, not of when it is heard.
    const statedAt = content.format === 'lorawan' ? statedTime(register.time, meter.clock) : undefined;
    registers.push({
      channel,
      value,
      log: logOf(meter, obis, logged),
      ...(statedAt === undefined ? {} : { statedAt }),
      ...(content.format === 'ocmf' ? { record: new TextDecoder().decode(bytes) } : {}),
    });
  }
  return { ok: true, batteryLow: ((decoded.status ?? 0) & POWER_LOW) !== 0, word: wordOf(decoded), registers };
}

/** What the meter says of a register's earlier times, where the offset of its clock is known. */
function logOf(meter: MeterEntry, obis: string, logged: readonly LoggedRegister[]): RegisterRead['log'] {
  return logged.flatMap((register) => {
    const time = statedTime(register.time, meter.clock);
    if (time === undefined || register.obis !== obis || register.unit !== meter.unit) return [];
    return [{ time, value: floorTo(register.value, meter.exponent) }];
  });
}

/** What the meter itself signed is authenticated; what a key opened is encrypted, and could have been altered under most ciphers. */
function wordOf({ signed, opened }: DecodedTelegram): number {
  if (signed !== undefined) return FLAG.authenticated;
  return opened === true ? FLAG.encrypted : 0;
}

/** The bytes of a telegram, or why there are none. */
export function bytesOf(content: TelegramContent): Uint8Array | ReadingRefusal {
  try {
    return 'hex' in content ? fromHex(content.hex.replace(/\s+/g, '')) : new TextEncoder().encode(content.text);
  } catch (error) {
    return {
      ok: false,
      code: 'TELEGRAM_MALFORMED',
      message: error instanceof Error ? error.message : 'The telegram is no hexadecimal.',
    };
  }
}

function decode(meter: MeterEntry, format: TelegramFormat, bytes: Uint8Array, state: DecoderState): Decoded {
  const key = meter.key === undefined ? {} : { key: fromHex(meter.key) };
  switch (format) {
    case 'published':
      return decodePublished(meter, new TextDecoder().decode(bytes));
    case 'modbus':
      return decodeModbusText(meter, new TextDecoder().decode(bytes));
    case 'wmbus':
      return decodeWmbus({ bytes, state, ...key, ...(meter.framing === undefined ? {} : { framing: meter.framing }) });
    default:
      return decodeTelegram({ format, bytes, state, ...key });
  }
}

/** The registers that the telegram bills; of a pulse counter, the one that its input stands for. */
function registersOf(meter: MeterEntry, decoded: DecodedTelegram): (BillingRegister & { time?: string })[] {
  const { pulse } = meter;
  const [register] = meter.registers;
  if (pulse === undefined || register === undefined) return billingRegisters(decoded);
  const counted = decoded.readings.find(({ quantity, subunit }) => quantity === 'pulses' && subunit === pulse.input);
  if (counted?.value === undefined) return [];
  const value = pulseRegister({ pulses: counted.value, weight: pulse.weight, start: pulse.start });
  const time = counted.time === undefined ? {} : { time: counted.time };
  return [{ obis: register.obis, tariff: 0, value, unit: meter.unit, ...time }];
}

function mismatch(meter: MeterEntry, { meter: header }: DecodedTelegram): string | undefined {
  const wanted = `${meter.manufacturer} ${meter.id}`;
  if (meter.devEui !== undefined && header.id === meter.devEui) return undefined;
  if (header.manufacturer !== meter.manufacturer || header.id !== meter.id) {
    return `The telegram is of meter ${header.manufacturer} ${header.id}, not of ${meter.name} (${wanted}).`;
  }
  if (meter.medium !== undefined && header.medium !== meter.medium) {
    return `The telegram is of a meter for ${header.medium}, ${meter.name} is one for ${meter.medium}.`;
  }
  return undefined;
}
