import { RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { billingRegisters } from '../../oracle/gateway/decoders/billing-register.ts';
import { decodeTelegram } from '../../oracle/gateway/decoders/decode-telegram.ts';
import type { PlannedMeter } from './house-plan.ts';

/** A meter whose every telegram becomes a frame of its own at once. */
export type TelegramMeter = PlannedMeter & { cadence: 'each' };

const RESOURCE_OF_OBIS: Readonly<Record<string, number>> = {
  '1': RESOURCE.electricity,
  '6': RESOURCE.heat,
  '7': RESOURCE.gas,
  '8': RESOURCE.coldWater,
  '9': RESOURCE.hotWater,
};

/**
 * The general house meter that a wired M-Bus telegram is from, or why there is no register to bill by.
 * @param hex the frame without spaces
 */
export function planMeter(name: string, hex: string): TelegramMeter | string {
  const decoded = decodeTelegram({ format: 'mbus', bytes: Buffer.from(hex, 'hex') });
  if (!decoded.ok) return decoded.code;
  if (decoded.meter.manufacturer === '') return 'names no maker';
  const registers = billingRegisters(decoded);
  const [first] = registers;
  if (!first) return 'no register to bill by';
  const same = registers.filter((register) => register.unit === first.unit);
  const exponent = Math.min(...same.map((register) => register.value.exponent), 0);
  if (exponent < -9) return 'more decimal digits than the ledger keeps';
  return {
    name,
    premise: 'house',
    manufacturer: decoded.meter.manufacturer,
    serial: decoded.meter.id,
    resource: RESOURCE_OF_OBIS[first.obis.split('-')[0] ?? ''] ?? RESOURCE.heat,
    provider: first.unit === 'Wh' ? 'electricity' : 'water',
    unit: first.unit,
    exponent,
    obis: same.map((register) => register.obis),
    device: 'gateway',
    cadence: 'each',
  };
}
