import { frameDomain, linkOf } from '../../../core/domain/reading/frame.ts';
import { fromHex, toHex, uintBytes, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { rebuildFrames } from '../../../core/domain/reading/rebuild-frames.ts';
import type { LastFrame } from '../../../core/domain/reading/follows-frame.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import type { SignedBatch } from '../../../core/domain/reading/readings-data.ts';
import type { ReadModelWriter } from '../database/tables.ts';

/** PostgreSQL takes 65,535 parameters a statement, a frame has 14. */
const FRAMES_PER_INSERT = 1_000;

export async function applyReadings(
  writer: ReadModelWriter,
  network: Network,
  recorded: RecordedBlock,
  batches: readonly SignedBatch[],
): Promise<void> {
  const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
  const place = { block_number: recorded.blockNumber, log_index: recorded.logIndex };
  for (const [batch, signed] of batches.entries()) {
    await writer
      .insertInto('batches')
      .values({ ...place, batch, device_id: signed.deviceId, signature: toHex(signed.signature) })
      .execute();
    const { algorithm } = await writer
      .selectFrom('devices')
      .select('algorithm')
      .where('device_id', '=', signed.deviceId)
      .executeTakeFirstOrThrow();
    const channels = [...new Set(signed.frames.map(({ channel }) => channel))];
    const heads = await headsOf(writer, channels);
    const rows = rebuildFrames(signed, { algorithm, domain, heads }).map(({ frame, hash, ciphertext }, index) => ({
      ...place,
      batch,
      place: index,
      channel: frame.channel,
      flags: frame.flags,
      sequence: frame.sequence,
      time: frame.time,
      previous: frame.previous,
      commitment_x: toHex(uintBytes(frame.commitment.x, 32)),
      commitment_y: toHex(uintBytes(frame.commitment.y, 32)),
      payload_hash: frame.payloadHash,
      frame_hash: toHex(hash),
      ciphertext,
    }));
    for (let at = 0; at < rows.length; at += FRAMES_PER_INSERT) {
      await writer
        .insertInto('frames')
        .values(rows.slice(at, at + FRAMES_PER_INSERT))
        .execute();
    }
  }
  const { subject } = recorded.block;
  if (subject !== ZERO_32) {
    await writer
      .updateTable('requests')
      .set({ answered_by: recorded.digest })
      .where('request_id', '=', subject)
      .execute();
  }
}

/** The newest indexed frame of each channel: number and link of the next one follow from it. */
async function headsOf(writer: ReadModelWriter, channels: readonly Hex[]): Promise<Map<Hex, LastFrame>> {
  const rows = await writer
    .selectFrom('frames')
    .innerJoin(
      (from) =>
        from
          .selectFrom('frames')
          .select(({ fn }) => ['channel', fn.max('sequence').as('sequence')])
          .where('channel', 'in', channels)
          .groupBy('channel')
          .as('newest'),
      (join) => join.onRef('newest.channel', '=', 'frames.channel').onRef('newest.sequence', '=', 'frames.sequence'),
    )
    .select(['frames.channel', 'frames.sequence', 'frames.time', 'frames.frame_hash'])
    .execute();
  return new Map(
    rows.map(({ channel, sequence, time, frame_hash }) => [
      channel,
      { sequence: BigInt(sequence), time: BigInt(time), link: linkOf(frame_hash) },
    ]),
  );
}

export async function applyPeriodKeys(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['PERIOD_KEYS'],
): Promise<void> {
  await writer
    .insertInto('period_keys')
    .values({
      digest: recorded.digest,
      block_number: recorded.blockNumber,
      log_index: recorded.logIndex,
      device_id: data.deviceId,
      meter_id: data.meterId,
      period: data.period,
      envelope: fromHex(data.envelope),
      device_signature: data.deviceSignature,
    })
    .execute();
}

export async function applyRequest(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['READING_REQUEST'],
): Promise<void> {
  await writer
    .insertInto('requests')
    .values({
      request_id: recorded.digest,
      requester: recorded.block.from,
      meter_id: data.meterId,
      manual: data.manual,
      due_date: data.dueDate,
      answered_by: null,
    })
    .execute();
}

export async function applyAppeal(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['APPEAL'],
): Promise<void> {
  await writer
    .insertInto('appeals')
    .values({
      appeal_id: recorded.digest,
      subscriber: recorded.block.from,
      category: data.category,
      addressees: data.addressees,
      provider: data.provider,
      about: data.about,
    })
    .execute();
}

export async function applyAnswer(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['APPEAL_ANSWER'],
): Promise<void> {
  await writer
    .insertInto('answers')
    .values({ digest: recorded.digest, appeal_id: data.appealId, answerer: recorded.block.from, outcome: data.outcome })
    .execute();
}
