import { encodeFrame } from '../../../core/domain/reading/frame.ts';
import { encodeUpMessage } from '../../../oracle/messages.ts';
import { installGateway } from '../bench-gateway.ts';
import { startBenchHouse } from '../bench-house.ts';
import { allRecords, executeSeconds } from '../chain-records.ts';
import { round } from '../round.ts';
import { insertSeconds, sinkSeconds } from './inbox-ceilings.ts';
import { startBenchCollector } from './start-collector.ts';
import type { BenchGateway } from '../bench-gateway.ts';
import type { BenchHouse } from '../bench-house.ts';
import type { BenchCollector } from './start-collector.ts';

const FRAMES = 200;
const BACKLOG_BATCHES = 250;
const WINDOW = 16;
/** What is offered in the sustained run: a little above what is promised. */
const OFFERED_PER_S = 5_250;
const SUSTAINED_S = 60;

/**
 * Gateway, broker, collector and sealer as processes, batches of 200 frames. First the collector takes a backlog while it may not relay
 * yet; then the backlog drains; then frames are offered at a steady rate for a minute.
 */
export async function benchCollector(backlogBatches = BACKLOG_BATCHES): Promise<Record<string, number>> {
  await using house = await startBenchHouse();
  const device = await installGateway(house, FRAMES);
  await using collector = await startBenchCollector(house, [device]);
  const gateway = collector.gatewayOf(device);

  const payloads = [...messages(device, Math.min(backlogBatches, BACKLOG_BATCHES))];
  const stored = await gateway.sendAll(payloads, { window: WINDOW });
  await gateway.sendAll(messages(device, backlogBatches - payloads.length), { window: WINDOW });
  const inFrames = payloads.length * FRAMES;

  const drainStarted = performance.now();
  await collector.register();
  await recordedUpTo(house, device, backlogBatches);
  const drained = (performance.now() - drainStarted) / 1000;
  const drainedMib = collector.peakMib();

  const inbox = {
    oracle_inbox_frames_per_s: round(inFrames / stored),
    oracle_inbox_frames_per_s_ceiling: round(inFrames / (await sinkSeconds(payloads, WINDOW))),
    oracle_inbox_frames_per_s_limit: 5_000,
    oracle_inbox_frames_per_s_sqlite_only: round(inFrames / insertSeconds(payloads)),
    oracle_backlog_frames: backlogBatches * FRAMES,
    oracle_backlog_frames_per_s: round((backlogBatches * FRAMES) / drained),
    oracle_backlog_mib: round(drainedMib),
    oracle_backlog_mib_limit: 1_024,
  };
  if (backlogBatches > BACKLOG_BATCHES) {
    await collector.counted(backlogBatches * FRAMES);
    return inbox;
  }
  return { ...inbox, ...(await sustained(house, device, collector, backlogBatches)) };
}

/** Frames offered at a steady rate for a minute, and how long each batch takes until a sealed block has it. */
async function sustained(
  house: BenchHouse,
  device: BenchGateway,
  collector: BenchCollector,
  before: number,
): Promise<Record<string, number>> {
  const steady = [...messages(device, Math.ceil((OFFERED_PER_S * SUSTAINED_S) / FRAMES))];
  const first = (await house.client.head()) + 1n;
  const sentAt: number[] = [];
  const watch = watchRecorded(house, device, before, steady.length);
  const started = performance.now();
  await collector.gatewayOf(device).sendAll(steady, {
    window: WINDOW,
    due: (index) => (index * FRAMES) / OFFERED_PER_S,
    onSent: (index) => void (sentAt[index] = performance.now()),
  });
  const recordedAt = await watch;
  const seconds = ((recordedAt.at(-1) ?? Infinity) - started) / 1000;
  const delays = sentAt.map((at, index) => ((recordedAt[index] ?? Infinity) - at) / 1000).sort((a, b) => a - b);
  await collector.counted((before + steady.length) * FRAMES);
  const engine = await executeSeconds(await allRecords(house), first);
  return {
    oracle_sealed_frames_per_s: round((steady.length * FRAMES) / seconds),
    oracle_sealed_frames_per_s_ceiling: round((steady.length * FRAMES) / engine),
    oracle_sealed_frames_per_s_limit: 5_000,
    oracle_sealed_s: round(seconds),
    oracle_sealed_delay_p50_s: round(delays[Math.floor(delays.length * 0.5)] ?? Infinity),
    oracle_sealed_delay_p99_s: round(delays[Math.floor(delays.length * 0.99)] ?? Infinity),
    oracle_sealed_delay_p99_s_limit: 10,
    oracle_memory_mib: round(collector.peakMib()),
    oracle_memory_mib_limit: 1_024,
  };
}

function* messages(gateway: BenchGateway, batches: number): Generator<Uint8Array> {
  for (let n = 0; n < batches; n++) {
    const { deviceId, signature, frames } = gateway.nextBatch();
    yield encodeUpMessage({
      batch: {
        deviceId,
        signature,
        frames: frames.map((frame) => ({
          frame: encodeFrame(frame),
          ciphertext: frame.ciphertext,
        })),
      },
    });
  }
}

/** Each batch has one frame of every channel, so any channel's sequence says how many batches the ledger holds. */
async function batchesOnLedger(house: BenchHouse, gateway: BenchGateway): Promise<number> {
  const [channel] = gateway.channels.slice(-1);
  if (channel === undefined) throw new Error('the bench has no channel');
  const state = await house.client.read.channelState(channel);
  return Number(state?.sequence ?? 0);
}

async function recordedUpTo(house: BenchHouse, gateway: BenchGateway, batches: number): Promise<void> {
  while ((await batchesOnLedger(house, gateway)) < batches) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** When each of the next batches was seen on the ledger, in milliseconds of `performance`. */
async function watchRecorded(
  house: BenchHouse,
  gateway: BenchGateway,
  before: number,
  batches: number,
): Promise<number[]> {
  const at: number[] = [];
  while (at.length < batches) {
    const seen = (await batchesOnLedger(house, gateway)) - before;
    while (at.length < seen) at.push(performance.now());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return at;
}
