import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { writeDurably } from '../../../core/runtime/write-durably.ts';
import { TELEGRAM_FORMATS, readTelegram } from './read-telegram.ts';
import type { MeterRegister } from '../meters/meter-register.ts';
import type { TelegramContent, TelegramFormat } from './read-telegram.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';

const TEXT_FORMATS: readonly TelegramFormat[] = ['p1', 'ocmf', 'lorawan', 'published', 'modbus'];

/**
 * Puts one telegram from a file into a gateway's spool, after checking that it decodes and is of the meter that is named.
 * @returns the reference by which `waitLanded` finds it
 * @throws InputError FORMAT_UNKNOWN, FILE_UNREADABLE, METER_UNKNOWN, METER_MISMATCH, and the decoders' codes
 */
export function sendTelegram(args: {
  spoolDir: string;
  meters: MeterRegister;
  format: string;
  file: string;
  meter: string;
  /** Unix seconds; now when left out. */
  time?: bigint;
}): { reference: string } {
  const format = TELEGRAM_FORMATS.find((known) => known === args.format);
  if (format === undefined)
    throw new InputError('FORMAT_UNKNOWN', `The format "${args.format}" is none of ${TELEGRAM_FORMATS.join(', ')}.`);
  const meter = args.meters.byName(args.meter);
  if (meter === undefined) {
    const names = args.meters.meters.map(({ name }) => name).join(', ');
    throw new InputError('METER_UNKNOWN', `No meter "${args.meter}" in the gateway's register. It has: ${names}.`);
  }
  const content = contentOf(format, args.file);
  const read = readTelegram(meter, content);
  if (!read.ok) throw new InputError(read.code, read.message);

  const reference = randomBytes(12).toString('hex');
  const time = Number(args.time ?? unixSeconds());
  const { format: _format, ...telegram } = content;
  mkdirSync(args.spoolDir, { recursive: true });
  writeDurably(
    join(args.spoolDir, `sent-${time}-${reference}.jsonl`),
    `${JSON.stringify({ meter: meter.name, time, format, ...telegram, reference })}\n`,
  );
  return { reference };
}

function contentOf(format: TelegramFormat, file: string): TelegramContent {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InputError('FILE_UNREADABLE', `${file} cannot be read. Give the path of a telegram file.`, { cause });
  }
  return TEXT_FORMATS.includes(format) ? { format, text } : { format, hex: text.replace(/\s+/g, '') };
}
