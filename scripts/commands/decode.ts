import { readFileSync } from 'node:fs';
import { InputError } from '../../core/domain/errors.ts';
import { runDecode } from '../../oracle/gateway/decoders/decode-command.ts';
import { TELEGRAM_FORMATS } from '../../oracle/gateway/read-telegram.ts';

/** Prints one JSON object a line for each telegram. The exit code is 1 when none of them could be decoded. */
export function decode(file: string, options: { format: string; key?: string }): void {
  if (!TELEGRAM_FORMATS.some((known) => known === options.format))
    throw new InputError('FORMAT_UNKNOWN', `The format "${options.format}" is none of ${TELEGRAM_FORMATS.join(', ')}.`);
  let decoded = 0;
  let refused = 0;
  for (const line of runDecode({ ...options, input: read(file) })) {
    process.stdout.write(`${line}\n`);
    if (line.startsWith('{"ok":true')) decoded += 1;
    else refused += 1;
  }
  if (decoded + refused === 0)
    throw new InputError('NO_TELEGRAM', `There is no telegram in ${file === '-' ? 'the standard input' : file}.`);
  if (decoded === 0) process.exitCode = 1;
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (cause) {
    throw new InputError(
      'FILE_UNREADABLE',
      `${file} cannot be read. Give the path of a file, or - for the standard input.`,
      { cause },
    );
  }
}
