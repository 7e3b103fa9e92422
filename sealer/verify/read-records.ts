import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { openWholeLog } from '../chain/block-log.ts';
import { lockData } from '../chain/data-lock.ts';
import { whenHere } from '../chain/segments/away.ts';
import { connectUpstream } from '../replica/upstream.ts';

/** The records of a sealer's or replica's data folder, one after the other. @throws InputError DATA_IN_USE while its program runs, LOG_DAMAGED */
export async function* recordsOfFolder(folder: string): AsyncGenerator<unknown> {
  using _lock = lockData(folder);
  const file = join(folder, 'blocks.log');
  const log = await openWholeLog(file, 'refuse');
  try {
    if (log.unsigned !== undefined)
      throw new InputError('LOG_DAMAGED', `${file} ends with a block that is not sealed.`);
    for (let number = 0; number < log.length; number++)
      yield readJson(file, number, await whenHere(() => log.readText(number)));
  } finally {
    log.close();
  }
}

/** A frame can be whole and hold anything: whoever has the folder can write its checksum as well. */
function readJson(file: string, number: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError('LOG_DAMAGED', `${file} is damaged: block ${number} is no JSON.`, { cause });
  }
}

/** The records that a sealer or replica serves, up to its head. @throws TransientError UPSTREAM_UNREACHABLE; InputError PAGE_INVALID */
export async function* recordsOfUrl(url: string, signal: AbortSignal): AsyncGenerator<unknown> {
  const upstream = connectUpstream(url);
  for (let from = 0n; ;) {
    const page = await upstream.page({ from, limit: 500, waitMs: 0, signal });
    yield* page.blocks;
    from += BigInt(page.blocks.length);
    if (from > page.head.number) return;
    if (page.blocks.length === 0)
      throw new InputError(
        'PAGE_INVALID',
        `${url} names head ${page.head.number}, but gives nothing after block ${from - 1n}.`,
      );
  }
}
