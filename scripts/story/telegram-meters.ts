import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/domain/errors.ts';
import { RESOURCE } from '../../core/domain/kinds.ts';
import { billingRegisters } from '../../oracle/gateway/decoders/billing-register.ts';
import { decodeTelegram } from '../../oracle/gateway/decoders/decode-telegram.ts';
import type { PlannedMeter } from '../world/house-plan.ts';

/** A real telegram that the story sends through the gateway, and the meter that it is from. */
export type StoryTelegram = { meter: string; hex: string };
export type TelegramMeters = {
  files: number;
  meters: (PlannedMeter & { cadence: 'each' })[];
  telegrams: StoryTelegram[];
  /** Files that hold no register to bill by: undecodable, without energy or volume, or of a meter that is there already. */
  passedOver: { file: string; why: string }[];
};

const RESOURCE_OF_OBIS: Readonly<Record<string, number>> = {
  '1': RESOURCE.electricity,
  '6': RESOURCE.heat,
  '7': RESOURCE.gas,
  '8': RESOURCE.coldWater,
  '9': RESOURCE.hotWater,
};

/** Every wired M-Bus telegram of a folder (`*.hex`) that has a register to bill by becomes a meter of the house. @throws InputError NO_TELEGRAM */
export function planTelegramMeters(folder: string): TelegramMeters {
  let files: string[];
  try {
    files = readdirSync(folder).filter((name) => name.endsWith('.hex')).toSorted();
  } catch (cause) {
    throw new InputError('NO_TELEGRAM', `${folder} is no readable folder. Give a folder of *.hex files of wired M-Bus telegrams.`, { cause });
  }
  if (files.length === 0) throw new InputError('NO_TELEGRAM', `There is no *.hex file in ${folder}.`);
  const result: TelegramMeters = { files: files.length, meters: [], telegrams: [], passedOver: [] };
  const known = new Set<string>();
  for (const file of files) {
    const hex = readFileSync(join(folder, file), 'utf8').replace(/\s+/g, '');
    const planned = planMeter(file, hex);
    const identity = typeof planned === 'string' ? '' : `${planned.manufacturer}:${planned.serial}`;
    if (typeof planned === 'string') result.passedOver.push({ file, why: planned });
    else if (known.has(identity)) result.passedOver.push({ file, why: 'of a meter that another file is from' });
    else {
      known.add(identity);
      result.meters.push(planned);
      result.telegrams.push({ meter: planned.name, hex });
    }
  }
  return result;
}

function planMeter(file: string, hex: string): (PlannedMeter & { cadence: 'each' }) | string {
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
    name: file.replace(/\.hex$/, '').replace(/[^\w.-]/g, '_'),
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
