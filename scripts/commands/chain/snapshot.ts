import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { openWholeLog } from '../../../sealer/chain/block-log.ts';
import { lockData } from '../../../sealer/chain/data-lock.ts';
import { openLogIndex } from '../../../sealer/chain/index/log-index.ts';
import { sealRulesOf } from '../../../sealer/chain/seal-rules.ts';
import { makeSnapshot } from '../../../sealer/snapshot/make-snapshot.ts';
import { manifestToJson } from '../../../sealer/snapshot/manifest.ts';
import { printJson, trustedNetwork } from '../arguments.ts';

export type SnapshotOptions = { data: string; number?: string; json?: boolean };

/**
 * Makes a snapshot of a folder whose program runs or is stopped, and prints what it is.
 * @throws InputError DATA_MISSING, BLOCK_UNKNOWN, SNAPSHOT_STATE, NETWORK_INVALID, LOG_DAMAGED; DATA_IN_USE while another one is made
 */
export async function snapshot({ data, number, json }: SnapshotOptions): Promise<void> {
  if (number !== undefined && !/^\d{1,15}$/.test(number))
    throw new InputError('BLOCK_UNKNOWN', `--number takes the number of a block, not "${number}".`);
  if (!existsSync(join(data, 'blocks.log')))
    throw new InputError(
      'DATA_MISSING',
      `There is no blocks.log in ${data}. Give the folder of a sealer or a replica.`,
    );
  await renewIndex(data);
  const shows = json !== true && process.stderr.isTTY;
  const manifest = await makeSnapshot({
    data,
    ...(number === undefined ? {} : { number: BigInt(number) }),
    onProgress: (done, of) => {
      if (shows) process.stderr.write(`\r${done} of ${of} blocks with transactions`);
    },
    signal: new AbortController().signal,
  });
  if (shows) process.stderr.write('\r\u001b[K');
  if (json === true) printJson(manifestToJson(manifest));
  else
    process.stdout.write(
      `The state after block ${manifest.number} is written down: ${manifest.slots} slots, ${manifest.bytes} bytes, state root ${manifest.stateRoot}.\n`,
    );
}

/** Of a program that runs, the index is up to date; of another one, it may be missing. */
async function renewIndex(data: string): Promise<void> {
  let lock: Disposable;
  try {
    lock = lockData(data);
  } catch (error) {
    if (error instanceof InputError) return;
    throw error;
  }
  using _lock = lock;
  using index = openLogIndex(join(data, 'index.db'), sealRulesOf(trustedNetwork(join(data, 'network.json'))));
  (await openWholeLog(join(data, 'blocks.log'), 'cut', index)).close();
}
