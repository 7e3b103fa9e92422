import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { cutInput } from '../../oracle/gateway/decoders/cut-input.ts';
import { runDecode } from '../../oracle/gateway/decoders/decode-command.ts';
import { createDecoderState } from '../../oracle/gateway/decoders/decoder-state.ts';
import { TELEGRAM_FORMATS } from '../../oracle/gateway/decoders/decode-telegram.ts';

const PRINT_CHARACTERS = 65_536;

/** Prints one JSON object a line for each telegram. The exit code is 1 when none of them could be decoded. */
export async function decode(file: string, options: { format: string; key?: string }): Promise<void> {
  const format = TELEGRAM_FORMATS.find((known) => known === options.format);
  if (format === undefined)
    throw new InputError('FORMAT_UNKNOWN', `The format "${options.format}" is none of ${TELEGRAM_FORMATS.join(', ')}.`);
  const state = createDecoderState();
  let decoded = 0;
  let refused = 0;
  let waiting = '';
  for await (const input of cutInput(read(file), format)) {
    for (const line of runDecode({ ...options, input, state })) {
      if (line.startsWith('{"ok":true')) decoded += 1;
      else refused += 1;
      waiting += `${line}\n`;
      if (waiting.length < PRINT_CHARACTERS) continue;
      if (!(await print(waiting))) return;
      waiting = '';
    }
  }
  await print(waiting);
  if (decoded + refused === 0)
    throw new InputError('NO_TELEGRAM', `There is no telegram in ${file === '-' ? 'the standard input' : file}.`);
  if (decoded === 0) process.exitCode = 1;
}

/** Writes and waits until the reader has taken it; false when it has gone (`| head`). */
async function print(text: string): Promise<boolean> {
  if (!process.stdout.writable) return false;
  if (process.stdout.write(text)) return true;
  try {
    await once(process.stdout, 'drain');
    return true;
  } catch (cause) {
    if (!process.stdout.writable) return false;
    throw cause;
  }
}

async function* read(file: string): AsyncIterable<Uint8Array> {
  try {
    const stream: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file);
    yield* stream;
  } catch (cause) {
    throw new InputError(
      'FILE_UNREADABLE',
      `${file} cannot be read. Give the path of a file, or - for the standard input.`,
      { cause },
    );
  }
}
