import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDiskFull } from '../../sqlite-rows.ts';
import { consumeTelegram, keepEvidence } from './consume-telegram.ts';
import { readLines, spoolFiles } from './spool.ts';
import { parseTelegramLine } from './telegram-line.ts';
import type { Log } from '../../../core/runtime/log.ts';
import type { Consumption } from './consume-telegram.ts';
import type { Intake } from './intake.ts';

/** Telegrams in one transaction with the position behind them: many, because each transaction waits for the disk. */
const GROUP = 200;

/**
 * Takes everything new from the spool folder, file by file in the order of names. Position and effects move in one transaction, so each
 * telegram counts exactly once whenever the agent dies. Without room the rest stays where it is. A file that became shorter than what was read of it is left alone.
 * @returns the number of lines taken
 */
export async function readSpool(args: {
  folder: string;
  consumption: () => Consumption;
  intake?: Pick<Intake, 'isFull' | 'foundDiskFull'>;
  log: Log;
  signal: AbortSignal;
}): Promise<number> {
  const { store } = args.consumption();
  let taken = 0;
  for (const { name, size } of spoolFiles(args.folder)) {
    const position = store.spoolPosition(name);
    if (size < position) {
      args.log.error(
        { file: name, size, position },
        'a spool file shrank; it is not read any more. Give new telegrams in a new file',
      );
      continue;
    }
    for (let at = position; at < size && !args.signal.aborted && args.intake?.isFull() !== true;) {
      const lines = readLines(join(args.folder, name), at, GROUP);
      const last = lines.at(-1);
      if (last === undefined) break;
      try {
        store.transaction(() => {
          const consumption = args.consumption();
          for (const line of lines) consumeLine(consumption, `spool ${name}`, line);
          store.setSpoolPosition(name, last.end);
        });
      } catch (error) {
        if (args.intake === undefined || !isDiskFull(error)) throw error;
        args.intake.foundDiskFull();
        return taken;
      }
      at = last.end;
      taken += lines.length;
      await nextTurn();
    }
  }
  return taken;
}

function consumeLine(consumption: Consumption, source: string, line: { text: string; tooLong: boolean }): void {
  if (line.text.trim() === '' && !line.tooLong) return;
  const parsed = line.tooLong
    ? ({ ok: false, message: 'The line is longer than 65,536 bytes.' } as const)
    : parseTelegramLine(line.text);
  if (parsed.ok) {
    consumeTelegram({ ...consumption, telegram: parsed.telegram, source });
    return;
  }
  consumption.store.increment('LINE_MALFORMED');
  keepEvidence({
    ...consumption,
    source,
    meter: undefined,
    telegram: line.text,
    code: 'LINE_MALFORMED',
    message: parsed.message,
  });
}
