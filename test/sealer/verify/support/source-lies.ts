import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { BlockRecordJson } from '../../../../core/domain/seal/block-record.ts';
import { recordsOfFolder, recordsOfUrl } from '../../../../sealer/verify/read-records.ts';
import { fakePeer, sendJson } from '../../support/fake-peer.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { startCheatingCompany } from './cheating-company.ts';
import type { Lie } from './lie.ts';

const NOT_JSON = `{,"signature":"0x${'00'.repeat(65)}"}}`;

/** Histories that cannot be read to their end. */
export const sourceLies: readonly Lie[] = [
  lie('PAGE_INVALID', 'a server names a head, and keeps the blocks before it back', async function* (records) {
    await using peer = await fakePeer((path, response) => {
      const head = { number: '9', sealHash: records.at(-1)?.seal.parentSeal, timestamp: '9' };
      sendJson(response, { blocks: path.includes('from=0') ? records : [], head });
    });
    yield* recordsOfUrl(peer.url, new AbortController().signal);
  }),
  lie(
    'LOG_DAMAGED',
    'a log ends with a block that nobody sealed',
    async function* (records) {
      const unsealed = records.slice(1).map(({ seal: { signature: _, ...seal }, ...record }) => ({ ...record, seal }));
      yield* folderOf([...records.slice(0, 1), ...unsealed].map((record) => JSON.stringify(record)));
    },
    0,
  ),
  lie('LOG_DAMAGED', 'a log holds something else than a record under its checksum', async function* (records) {
    yield* folderOf([...records.map((record) => JSON.stringify(record)), NOT_JSON]);
  }),
];

/**
 * All blocks are honest.
 * @param at the block that is not to be had; where it is left out, the one behind the last
 */
function lie(
  code: string,
  title: string,
  read: (records: BlockRecordJson[]) => AsyncIterable<unknown>,
  at?: number,
): Lie {
  return {
    code,
    title,
    async tell() {
      await using company = await startCheatingCompany(false);
      const records = company.records();
      return { records: read(records), place: { block: at ?? records.length }, lax: false };
    },
  };
}

/** The log of a sealer's folder with these texts, each under its right checksum. */
async function* folderOf(texts: readonly string[]): AsyncGenerator<unknown> {
  using folder = tempFolder();
  const line = (text: string): string =>
    `${crc32(text).toString(16).padStart(8, '0')} ${Buffer.byteLength(text)} ${text}\n`;
  writeFileSync(join(folder.path, 'blocks.log'), texts.map(line).join(''));
  yield* recordsOfFolder(folder.path);
}
