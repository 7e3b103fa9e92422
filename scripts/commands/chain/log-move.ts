import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { moveSegments } from '../../../sealer/chain/segments/move-segments.ts';
import { segmentsOf } from '../../../sealer/chain/segments/segment-folder.ts';
import { lookIntoLog } from '../../../sealer/snapshot/look-into-log.ts';
import { storagePlace } from '../../../sealer/storage/storage-place.ts';
import { printJson } from '../arguments.ts';

export type LogMoveOptions = {
  data: string;
  to: string;
  region?: string;
  keep: string;
  fetched: string;
  json?: boolean;
};

/**
 * Moves old closed segments of a folder's log to an S3-compatible storage, while its program runs or not, and prints what went.
 * @throws as `moveSegments`; InputError NUMBER_INVALID, DATA_MISSING
 */
export async function logMove({ data, to, region, keep, fetched, json }: LogMoveOptions): Promise<void> {
  const [newest, mebibytes] = [wholeOption('--keep', keep), wholeOption('--fetched', fetched)];
  const folder = segmentsOf(join(data, 'blocks.log'));
  if (!existsSync(folder))
    throw new InputError('DATA_MISSING', `There are no blocks.segments in ${data}: nothing of its log is closed yet.`);
  using view = lookIntoLog(data);
  const shows = json !== true && process.stderr.isTTY;
  const moved = await moveSegments({
    folder,
    place: storagePlace(to, region, mebibytes * 1024 * 1024),
    keep: newest,
    mayChangeKey: view.mayChangeKey,
    onMoved: (done, of) => {
      if (shows) process.stderr.write(`\r${done} of ${of} segments`);
    },
    signal: new AbortController().signal,
  });
  if (shows) process.stderr.write('\r\u001b[K');
  if (json === true) printJson(moved);
  else
    process.stdout.write(
      `${moved.segments} segments of ${moved.bytes} bytes lie at ${to} now; ${moved.stay} are here. They are fetched from there when they are read.\n`,
    );
}

function wholeOption(option: string, text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InputError('KEEP_INVALID', `${option} takes a whole number, not "${text}".`);
  return Number(text);
}
