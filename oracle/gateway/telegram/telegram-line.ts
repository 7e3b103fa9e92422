import { z } from 'zod';
import { TELEGRAM_FORMATS } from './read-telegram.ts';
import type { TelegramContent } from './read-telegram.ts';

/** A telegram as an input heard it, of the meter that the input knows it to be from, or claims to be. Time in unix seconds, UTC. */
export type Telegram = {
  meter?: string | undefined;
  time: bigint;
  format: TelegramContent['format'];
  content: TelegramContent;
  reference?: string | undefined;
};
const line = z
  .strictObject({
    meter: z.string().max(64).optional(),
    time: z.number().int().nonnegative(),
    format: z.enum(TELEGRAM_FORMATS),
    hex: z.string().optional(),
    text: z.string().optional(),
    reference: z.string().max(64).optional(),
  })
  .refine((value) => (value.hex === undefined) !== (value.text === undefined), { message: 'needs either hex or text' });

/** One line of a spool file. */
export function parseTelegramLine(text: string): { ok: true; telegram: Telegram } | { ok: false; message: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, message: 'The line is no JSON object {"meter", "time", "format", "hex" or "text"}.' };
  }
  const parsed = line.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      ok: false,
      message: `The line is no telegram: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
    };
  }
  const { meter, time, format, hex, text: content, reference } = parsed.data;
  const telegram = {
    meter,
    time: BigInt(time),
    format,
    content: { format, ...(hex === undefined ? { text: content ?? '' } : { hex }) },
  };
  return { ok: true, telegram: { ...telegram, reference } };
}

/** A telegram as a line of a spool file. */
export function telegramLine(telegram: Telegram): string {
  const { meter, time, format, content, reference } = telegram;
  const body = 'hex' in content ? { hex: content.hex } : { text: content.text };
  return JSON.stringify({ meter, time: Number(time), format, ...body, reference });
}
