import type { AlarmCode, Condition } from './alarm-texts.ts';
import type { Observation } from './observe.ts';
import { judgeKeys, judgeReading, judgeTakeover, type KeyChange, type Leading } from './judge-changes.ts';
import { judgeLate } from './late/judge-late.ts';
import type { WatchdogSettings } from './settings.ts';

export type Limits = Pick<
  WatchdogSettings,
  | 'heartbeat'
  | 'heartbeatGrace'
  | 'standingAfter'
  | 'stallAfter'
  | 'lagBlocks'
  | 'clockDrift'
  | 'blockClockDrift'
  | 'diskFreeMib'
  | 'diskFullWithin'
  | 'diskGrowthOver'
>;

/** What the looks before left behind; `judge` gives it on. */
export type Past = {
  /** The newest verified block, and when it was new. */
  head: { number: bigint; sinceMs: number } | undefined;
  /** The newest statement of a sealer's, and when it was new. */
  stood: { time: bigint; sinceMs: number } | undefined;
  /** When each program was looked at, and the head that it had. */
  looks: ReadonlyMap<string, { atMs: number; number: bigint }>;
  /** Programs whose newest block was dated wrongly, and by how many seconds. */
  misdated: ReadonlyMap<string, number>;
  /** Free bytes of each program, oldest first. */
  disks: ReadonlyMap<string, readonly { atMs: number; free: number }[]>;
  leading: Leading | undefined;
  /** Every change of the seal key that is known; `undefined` before the first look. */
  keys: readonly KeyChange[] | undefined;
};

export const NO_PAST: Past = {
  head: undefined,
  stood: undefined,
  looks: new Map(),
  misdated: new Map(),
  disks: new Map(),
  leading: undefined,
  keys: undefined,
};

const MIB = 1024 * 1024;

/**
 * What is wrong by one look at everything. Heads are of observations whose seals were verified; a lie has none.
 * @param handovers of the seal key, checked
 */
export function judge(args: {
  observations: readonly Observation[];
  handovers: readonly { number: bigint; next: string }[];
  past: Past;
  limits: Limits;
  nowMs: number;
}): {
  conditions: Condition[];
  past: Past;
} {
  const { observations, past, limits, nowMs } = args;
  const head = newestHead(observations, past, nowMs);
  const stood = newestStanding(observations, past, nowMs);
  const misdated = misdatedBlocks(args);
  const disks = diskHistory(args);
  const takeover = judgeTakeover(observations, past.leading, nowMs);
  const keys = judgeKeys(args.handovers, past.keys, nowMs);
  // A sealer that is gone and was replaced is one cause.
  const isOwnCause = ({ code, which }: Condition): boolean => code !== 'UNREACHABLE' || which !== takeover.covered;
  const conditions = [
    ...observations
      .flatMap((seen) => conditionsOf(seen, head, ofOneDisk(observations, seen) ? disks : undefined, limits))
      .filter(isOwnCause),
    ...[...misdated].map(([which, seconds]): Condition => ({
      code: 'BLOCK_CLOCK',
      which,
      values: { seconds: seconds.toString() },
    })),
    ...missedBlocks({ observations, head, stood, limits, nowMs }),
    ...takeover.conditions,
    ...judgeReading(observations),
    ...judgeLate(observations),
    ...keys.conditions,
  ];
  const looks = new Map(past.looks);
  for (const { source, head: own } of observations)
    if (own !== undefined) looks.set(source.name, { atMs: nowMs, number: own.number });
  return { conditions, past: { head, stood, looks, misdated, disks, leading: takeover.leading, keys: keys.keys } };
}

/** Whether a program speaks for its disk: of several that have one, the first that tells of it. */
function ofOneDisk(observations: readonly Observation[], seen: Observation): boolean {
  const { diskSizeBytes: size, source } = seen;
  if (size === undefined) return true;
  const host = new URL(source.url).hostname;
  const first = observations.find(
    (one) => one.diskFreeBytes !== undefined && one.diskSizeBytes === size && new URL(one.source.url).hostname === host,
  );
  return first === undefined || first === seen;
}

function conditionsOf(
  seen: Observation,
  head: Past['head'],
  disks: Past['disks'] | undefined,
  limits: Limits,
): Condition[] {
  const found: Condition[] = [];
  const say = (code: AlarmCode, values: Condition['values'] = {}): void =>
    void found.push({ code, which: seen.source.name, values });
  if (!seen.up) say('UNREACHABLE', { url: seen.source.url });
  if (seen.illness !== undefined) say('UNHEALTHY', { detail: seen.illness });
  if (seen.lie !== undefined) say('SOURCE_LIES', { detail: seen.lie });
  const at = seen.head?.number ?? (seen.nextBlock === undefined ? undefined : seen.nextBlock - 1n);
  if (at !== undefined && head !== undefined && head.number - at > BigInt(limits.lagBlocks))
    say('BEHIND', { blocks: (head.number - at).toString() });
  const offset = seen.clockOffsetMs ?? 0;
  if (Math.abs(offset) > limits.clockDrift) say('CLOCK_DRIFT', { seconds: (offset / 1000).toFixed(1) });
  const free = seen.diskFreeBytes;
  if (free === undefined || disks === undefined) return found;
  if (free < limits.diskFreeMib * MIB) say('DISK_LOW', { mib: Math.floor(free / MIB).toString() });
  const hours = hoursToFull(disks.get(seen.source.name) ?? [], limits);
  if (hours !== undefined) say('DISK_FILLING', { hours: hours.toFixed(1) });
  return found;
}

/** A head that was there before the watchdog is as old as its own date says, so that a restart hides no silence. */
function newestHead(observations: readonly Observation[], past: Past, nowMs: number): Past['head'] {
  let newest = past.head;
  for (const { head } of observations) {
    if (head === undefined || (newest !== undefined && head.number <= newest.number)) continue;
    const sinceMs = past.head === undefined ? Math.min(nowMs, Number(head.timestamp) * 1000) : nowMs;
    newest = { number: head.number, sinceMs };
  }
  return newest;
}

/** Only one of a later time counts: an old one can be shown again by anybody. */
function newestStanding(observations: readonly Observation[], past: Past, nowMs: number): Past['stood'] {
  let newest = past.stood;
  for (const { standing } of observations)
    if (standing !== undefined && standing.time > (newest?.time ?? 0n))
      newest = { time: standing.time, sinceMs: nowMs };
  return newest;
}

function missedBlocks(args: {
  observations: readonly Observation[];
  head: Past['head'];
  stood: Past['stood'];
  limits: Limits;
  nowMs: number;
}): Condition[] {
  const { observations, head, limits, nowMs } = args;
  if (head === undefined) return [];
  const silent = nowMs - head.sinceMs;
  const waiting = observations.reduce((sum, { queued }) => sum + queued, 0);
  const stalled = waiting > 0 && silent > limits.stallAfter;
  // At rest the sealer's statements stand in for blocks; nobody states anything where no sealer is looked at.
  const isSealerSeen = observations.some(({ source }) => source.role === 'sealer');
  const unsaid = isSealerSeen ? Math.min(silent, nowMs - (args.stood?.sinceMs ?? -Infinity)) : 0;
  const isLate =
    silent > limits.heartbeat + limits.heartbeatGrace || unsaid > limits.standingAfter + limits.heartbeatGrace;
  if (!stalled && !isLate) return [];
  const values = {
    seconds: Math.round(silent / 1000).toString(),
    number: head.number.toString(),
    waiting: waiting.toString(),
  };
  return [{ code: 'BLOCKS_MISSED', which: 'company', values }];
}

function misdatedBlocks({ observations, past, limits, nowMs }: Parameters<typeof judge>[0]): Map<string, number> {
  const misdated = new Map(past.misdated);
  for (const seen of observations) {
    const off = seen.source.role === 'sealer' ? clockOff(seen, past, limits.blockClockDrift, nowMs) : undefined;
    if (off === undefined) continue;
    if (Math.abs(off) > limits.blockClockDrift) misdated.set(seen.source.name, Math.round(off / 1000));
    else misdated.delete(seen.source.name);
  }
  return misdated;
}

/**
 * How far a sealer's clock is off by what it signed last, ms. A block that came between two looks was made between them, if that clock is right; a statement was made
 * now. Where a statement is right and the newest block is dated ahead, the next one will be as well.
 */
function clockOff(
  { source, head, standing }: Observation,
  past: Past,
  drift: number,
  nowMs: number,
): number | undefined {
  if (head === undefined) return undefined;
  const before = past.looks.get(source.name);
  const dated = Number(head.timestamp) * 1000;
  if (before !== undefined && head.number > before.number)
    return dated > nowMs ? dated - nowMs : Math.min(0, dated + 1000 - before.atMs);
  if (standing === undefined) return undefined;
  const said = Number(standing.time) * 1000 - nowMs;
  return Math.abs(said) > drift ? said : Math.max(said, dated - nowMs);
}

function diskHistory({ observations, past, limits, nowMs }: Parameters<typeof judge>[0]): Past['disks'] {
  const disks = new Map(past.disks);
  for (const { source, diskFreeBytes: free } of observations) {
    if (free === undefined) continue;
    const before = disks.get(source.name) ?? [];
    // One look from before the span is kept, so that the span is covered whole.
    const from = before.findLastIndex(({ atMs }) => nowMs - atMs >= limits.diskGrowthOver);
    disks.set(source.name, [...before.slice(Math.max(0, from)), { atMs: nowMs, free }]);
  }
  return disks;
}

/** Only over the whole span: one large file says nothing about the days to come. */
function hoursToFull(looks: readonly { atMs: number; free: number }[], limits: Limits): number | undefined {
  const [first, last] = [looks.at(0), looks.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const span = last.atMs - first.atMs;
  const written = first.free - last.free;
  if (span < limits.diskGrowthOver || written <= 0) return undefined;
  const leftMs = (last.free / written) * span;
  return leftMs < limits.diskFullWithin ? leftMs / 3_600_000 : undefined;
}
