import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { planMeter, type TelegramMeter } from '../world/plan-meter.ts';

/** A real telegram that the story sends through the gateway, and the meter that it is from. */
export type StoryTelegram = { meter: string; hex: string };
export type TelegramMeters = {
  files: number;
  meters: TelegramMeter[];
  telegrams: StoryTelegram[];
  /** Files that hold no register to bill by: undecodable, without energy or volume, or of a meter that is there already. */
  passedOver: { file: string; why: string }[];
};

/** Every wired M-Bus telegram of a folder (`*.hex`) that has a register to bill by becomes a meter of the house. @throws InputError NO_TELEGRAM */
export function planTelegramMeters(folder: string): TelegramMeters {
  let files: string[];
  try {
    files = readdirSync(folder)
      .filter((name) => name.endsWith('.hex'))
      .toSorted();
  } catch (cause) {
    throw new InputError(
      'NO_TELEGRAM',
      `${folder} is no readable folder. Give a folder of *.hex files of wired M-Bus telegrams.`,
      { cause },
    );
  }
  if (files.length === 0) throw new InputError('NO_TELEGRAM', `There is no *.hex file in ${folder}.`);
  const result: TelegramMeters = { files: files.length, meters: [], telegrams: [], passedOver: [] };
  const known = new Set<string>();
  for (const file of files) {
    const hex = readFileSync(join(folder, file), 'utf8').replace(/\s+/g, '');
    const planned = planMeter(file.replace(/\.hex$/, '').replace(/[^\w.-]/g, '_'), hex);
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
