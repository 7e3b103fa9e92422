import { floorTo } from '../../core/domain/decimal.ts';
import { fromHex } from '../../core/domain/hex.ts';
import { billingRegisters } from './decoders/billing-register.ts';
import { decodeTelegram } from './decoders/decode-telegram.ts';
import type { Hex } from '../../core/domain/hex.ts';
import type { TelegramFormat } from './decoders/decode-telegram.ts';
import type { DecodedTelegram } from './decoders/reading.ts';
import type { MeterEntry } from './meter-register.ts';

export { TELEGRAM_FORMATS } from './decoders/decode-telegram.ts';

export type TelegramContent = { format: TelegramFormat; hex: string } | { format: TelegramFormat; text: string };
/** The meter's registers as mantissas of its exponent; `record` is the OCMF record that says so. */
export type MeterReading = {
  ok: true;
  batteryLow: boolean;
  registers: { channel: Hex; value: bigint; record?: string }[];
};
export type ReadingRefusal = { ok: false; code: string; message: string };

/** EN 13757-3, 5.10: bit 2 of the status byte. */
const POWER_LOW = 0x04;

/**
 * Decodes a telegram and finds the registers of this meter in it. Every register of the entry must be there: a telegram of another
 * meter or unit is refused as a whole.
 */
export function readTelegram(meter: MeterEntry, content: TelegramContent): MeterReading | ReadingRefusal {
  let bytes: Uint8Array;
  try {
    bytes = 'hex' in content ? fromHex(content.hex.replace(/\s+/g, '')) : new TextEncoder().encode(content.text);
  } catch (error) {
    return {
      ok: false,
      code: 'TELEGRAM_MALFORMED',
      message: error instanceof Error ? error.message : 'The telegram is no hexadecimal.',
    };
  }
  const key = meter.key === undefined ? {} : { key: fromHex(meter.key) };
  const decoded = decodeTelegram({ format: content.format, bytes, ...key });
  if (!decoded.ok) return { ok: false, code: decoded.code, message: decoded.message };
  const stranger = mismatch(meter, decoded);
  if (stranger !== undefined) return { ok: false, code: 'METER_MISMATCH', message: stranger };

  const found = new Map(billingRegisters(decoded).map((register) => [register.obis, register]));
  const registers: MeterReading['registers'] = [];
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
    registers.push({
      channel,
      value,
      ...(content.format === 'ocmf' ? { record: new TextDecoder().decode(bytes) } : {}),
    });
  }
  return { ok: true, batteryLow: ((decoded.status ?? 0) & POWER_LOW) !== 0, registers };
}

function mismatch(meter: MeterEntry, { meter: header }: DecodedTelegram): string | undefined {
  const wanted = `${meter.manufacturer} ${meter.id}`;
  if (header.manufacturer !== meter.manufacturer || header.id !== meter.id) {
    return `The telegram is of meter ${header.manufacturer} ${header.id}, not of ${meter.name} (${wanted}).`;
  }
  if (meter.medium !== undefined && header.medium !== meter.medium) {
    return `The telegram is of a meter for ${header.medium}, ${meter.name} is one for ${meter.medium}.`;
  }
  return undefined;
}
