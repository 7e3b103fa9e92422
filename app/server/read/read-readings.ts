import { toHex } from '../../../core/domain/bytes/hex.ts';
import { ownedBy } from './owned-by.ts';
import { parseCursor, cursorText } from './page-cursor.ts';
import type { Kysely } from 'kysely';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ReadModelTables } from '../database/tables.ts';

export type FrameJson = {
  digest: Hex;
  batch: number;
  index: number;
  meterId: Hex;
  obis: Hex;
  channel: Hex;
  flags: number;
  sequence: string;
  time: string;
  previous: Hex;
  commitment: { x: Hex; y: Hex };
  payloadHash: Hex;
  ciphertext: Hex;
  frameHash: Hex;
  algorithm: 1 | 2;
};
export type BatchJson = { digest: Hex; batch: number; deviceId: Hex; signature: Hex; frameHashes: Hex[] };
export type PeriodKeyJson = {
  digest: Hex;
  deviceId: Hex;
  meterId: Hex;
  period: number;
  envelope: Hex;
  deviceSignature: Hex;
};
export type ReadingsJson = {
  frames: FrameJson[];
  batches: BatchJson[];
  periodKeys: PeriodKeyJson[];
  next: string | null;
};

export type ReadingsQuery = {
  meterId?: Hex | undefined;
  fromTime?: string | undefined;
  toTime?: string | undefined;
  after?: string | undefined;
  limit: number;
};

/** Frames of meters that these addresses own, or owned, as they stand on the ledger, with what is needed to check the device's signature and to open them. */
export async function readReadings(
  readModel: Kysely<ReadModelTables>,
  own: readonly Hex[],
  query: ReadingsQuery,
): Promise<ReadingsJson> {
  const nothing: ReadingsJson = { frames: [], batches: [], periodKeys: [], next: null };
  if (own.length === 0) return nothing;
  let meters = readModel.selectFrom('meters').select('meter_id').where(ownedBy(own));
  if (query.meterId !== undefined) meters = meters.where('meter_id', '=', query.meterId);
  const meterIds = (await meters.execute()).map((row) => row.meter_id);
  if (meterIds.length === 0) return nothing;

  const frames = await framesOf(readModel, meterIds, query);
  const last = frames.length > query.limit ? frames[query.limit - 1] : undefined;
  const page = frames.slice(0, query.limit);
  const keys = await readModel
    .selectFrom('period_keys')
    .selectAll()
    .where('meter_id', 'in', meterIds)
    .orderBy('block_number', 'desc')
    .orderBy('log_index', 'desc')
    .execute();
  return {
    frames: page.map((frame) => ({
      digest: frame.digest,
      batch: frame.batch,
      index: frame.place,
      meterId: frame.meter_id,
      obis: frame.obis,
      channel: frame.channel,
      flags: frame.flags,
      sequence: frame.sequence,
      time: frame.time,
      previous: frame.previous,
      commitment: { x: frame.commitment_x, y: frame.commitment_y },
      payloadHash: frame.payload_hash,
      ciphertext: toHex(frame.ciphertext),
      frameHash: frame.frame_hash,
      algorithm: frame.algorithm,
    })),
    batches: await batchesOf(readModel, page),
    periodKeys: keys.map((key) => ({
      digest: key.digest,
      deviceId: key.device_id,
      meterId: key.meter_id,
      period: key.period,
      envelope: toHex(key.envelope),
      deviceSignature: key.device_signature,
    })),
    next: last === undefined ? null : cursorText([last.block_number, last.log_index, last.batch, last.place]),
  };
}

type FrameRow = Awaited<ReturnType<typeof framesOf>>[number];

/** One more than the limit, to know whether there is a next page. */
function framesOf(readModel: Kysely<ReadModelTables>, meterIds: Hex[], query: ReadingsQuery) {
  let select = readModel
    .selectFrom('frames')
    .innerJoin('channels', 'channels.channel', 'frames.channel')
    .innerJoin('batches', (join) =>
      join
        .onRef('batches.block_number', '=', 'frames.block_number')
        .onRef('batches.log_index', '=', 'frames.log_index')
        .onRef('batches.batch', '=', 'frames.batch'),
    )
    .innerJoin('devices', 'devices.device_id', 'batches.device_id')
    .innerJoin('internal_blocks', (join) =>
      join
        .onRef('internal_blocks.block_number', '=', 'frames.block_number')
        .onRef('internal_blocks.log_index', '=', 'frames.log_index'),
    )
    .selectAll('frames')
    .select(['channels.meter_id', 'channels.obis', 'devices.algorithm', 'internal_blocks.digest'])
    .where('channels.meter_id', 'in', meterIds)
    .orderBy('frames.block_number')
    .orderBy('frames.log_index')
    .orderBy('frames.batch')
    .orderBy('frames.place')
    .limit(query.limit + 1);
  if (query.fromTime !== undefined) select = select.where('frames.time', '>=', query.fromTime);
  if (query.toTime !== undefined) select = select.where('frames.time', '<=', query.toTime);
  if (query.after !== undefined) {
    const [block, log, batch, place] = parseCursor(query.after, 4);
    select = select.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple('frames.block_number', 'frames.log_index', 'frames.batch', 'frames.place'),
        '>',
        tuple(String(block), Number(log), Number(batch), Number(place)),
      ),
    );
  }
  return select.execute();
}

/** The batches of these frames, each with the hashes of all its frames, also those of other meters: the device signed them together. */
async function batchesOf(readModel: Kysely<ReadModelTables>, frames: readonly FrameRow[]): Promise<BatchJson[]> {
  const wanted = new Map(
    frames.map((frame) => [cursorText([frame.block_number, frame.log_index, frame.batch]), frame]),
  );
  if (wanted.size === 0) return [];
  const rows = await readModel
    .selectFrom('frames')
    .innerJoin('batches', (join) =>
      join
        .onRef('batches.block_number', '=', 'frames.block_number')
        .onRef('batches.log_index', '=', 'frames.log_index')
        .onRef('batches.batch', '=', 'frames.batch'),
    )
    .select(['frames.block_number', 'frames.log_index', 'frames.batch', 'frames.frame_hash'])
    .select(['batches.device_id', 'batches.signature'])
    .where('frames.block_number', 'in', [...new Set(frames.map((frame) => frame.block_number))])
    .orderBy('frames.block_number')
    .orderBy('frames.log_index')
    .orderBy('frames.batch')
    .orderBy('frames.place')
    .execute();
  const batches = new Map<string, BatchJson>();
  for (const row of rows) {
    const place = cursorText([row.block_number, row.log_index, row.batch]);
    const frame = wanted.get(place);
    if (frame === undefined) continue;
    const { digest, batch } = frame;
    const known = batches.get(place) ?? {
      digest,
      batch,
      deviceId: row.device_id,
      signature: row.signature,
      frameHashes: [],
    };
    known.frameHashes.push(row.frame_hash);
    batches.set(place, known);
  }
  return [...batches.values()];
}
