import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { splitTelegrams } from '../decoders/split-telegrams.ts';
import type { InputContext } from './input-context.ts';
import type { InputOf } from './parse-inputs.ts';

const MAX_FILE = 8 * 1024 * 1024;
/** A file that has not changed for so long is complete. */
const SETTLED_MS = 1_000;

/** What a folder input remembers of files that it has taken. */
export type TakenFiles = {
  taken(name: string): boolean;
  /** Runs `work` and remembers the file in one transaction. */
  take(name: string, work: () => boolean): void;
};

/**
 * Files that other programs drop: one telegram a file, or a telegram a line (see `splitTelegrams`). Each name is read once, when the file has
 * stood still for a second; names that begin with a dot or end in .part or .tmp are still being written. The file's date is the time.
 */
export async function folderInput(input: InputOf<'folder'>, context: InputContext, files: TakenFiles): Promise<void> {
  mkdirSync(input.path, { recursive: true });
  do {
    for (const name of readdirSync(input.path).sort()) {
      if (context.signal.aborted) return;
      const path = join(input.path, name);
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats?.isFile() !== true || /^\.|\.(part|tmp)$/.test(name) || Date.now() - stats.mtimeMs < SETTLED_MS)
        continue;
      // The same name with another date is another file.
      const mark = `${path} ${Math.floor(stats.mtimeMs)} ${stats.size}`;
      if (files.taken(mark)) continue;
      files.take(mark, () => takeFile(input, context, path, stats));
    }
  } while (await pause(input.interval, context.signal));
}

/** False when the queue is full: the file comes again. */
function takeFile(
  input: InputOf<'folder'>,
  context: InputContext,
  path: string,
  stats: { size: number; mtimeMs: number },
): boolean {
  if (stats.size > MAX_FILE) {
    context.count('FILE_TOO_LARGE');
    context.log.error({ file: path, size: stats.size }, 'a file is too large to be telegrams; it is left alone');
    return true;
  }
  const { format, meter } = input;
  const time = BigInt(Math.floor(stats.mtimeMs / 1000));
  for (const piece of splitTelegrams(format, new Uint8Array(readFileSync(path)))) {
    if ('ok' in piece) {
      context.count('INPUT_GARBAGE');
      continue;
    }
    const content =
      format === 'ocmf' || format === 'lorawan'
        ? { format, text: new TextDecoder().decode(piece.bytes) }
        : { format, hex: toHex(piece.bytes) };
    if (context.take({ meter, format, content, time }).code === 'QUEUE_FULL') return false;
  }
  return true;
}
