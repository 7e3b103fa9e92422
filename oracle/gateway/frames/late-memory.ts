import { LATE_BACK_MAX, fitsLate, type LatePair } from '../../../core/domain/reading/day-packet.ts';
import type { KeyOwner } from '../store/stored-frame.ts';

type Timed = { time: bigint; value: bigint };
/** A time that no frame says anything of, between two registers that frames said. */
type Gap = { from: Timed; to: Timed };

/** What no frame of a register said up to the newest one, and what came late of it. */
export type LateMemory = {
  /** Whose time it is: the next owner is told nothing of it. */
  owner: KeyOwner;
  /** The register of the newest frame; undefined where that is not known here, as behind a lost database. */
  value: bigint | undefined;
  gaps: Gap[];
  /** Late registers that no packet has carried, oldest first. */
  waiting: Timed[];
};

const MINUTE = 60n;
const HOUR = 3_600n;
/** Seconds that a packet can look back. */
export const REACH = BigInt(LATE_BACK_MAX) * MINUTE;
const GAPS_MAX = 48;
/** As many as the packets of the days carry that a packet can look back. */
export const WAITING_MAX = 90;

export function emptyLate(): LateMemory {
  return { owner: '', value: undefined, gaps: [], waiting: [] };
}

/**
 * With the registers of a new frame.
 * @param said of its own day, the newest last
 * @param carried of earlier days
 * @param frameTime of the frame before
 */
export function withFrame(
  late: LateMemory,
  { said, carried }: { said: readonly Timed[]; carried: readonly Timed[] },
  frameTime: bigint,
): LateMemory {
  const newest = said.at(-1);
  if (newest === undefined) return late;
  const behind: Gap[] = late.value === undefined ? [] : [{ from: { time: frameTime, value: late.value }, to: newest }];
  const gaps = splitAll([...late.gaps, ...behind], [...late.waiting, ...carried, ...said]);
  const isReached = (gap: Gap): boolean => isOpen(gap) && gap.to.time + REACH > newest.time;
  return { ...late, value: newest.value, gaps: gaps.filter(isReached).slice(-GAPS_MAX) };
}

/** Nothing of what was open when the meter was another one's. */
export function ownedBy(late: LateMemory, owner: KeyOwner): LateMemory {
  return late.owner === '' || late.owner === owner ? { ...late, owner } : { ...emptyLate(), owner };
}

export type TakenLate =
  { ok: true; late: LateMemory } | { ok: false; code: 'LATE_IMPLAUSIBLE' | 'LATE_FULL'; message: string };

/**
 * Takes a register of a time that no frame said anything of; undefined where a frame did, or nobody here knows.
 * @param open the newest frame's time, and the first reading behind it that is in none
 */
export function takeLate(
  late: LateMemory,
  { time, value }: Timed,
  open: { frameTime: bigint; next: Timed | undefined },
): TakenLate | undefined {
  const gap = gapAt(late.gaps, time) ?? gapAt(behindFrame(late, open), time);
  if (gap === undefined) return undefined;
  if (value < gap.from.value || value > gap.to.value)
    return {
      ok: false,
      code: 'LATE_IMPLAUSIBLE',
      message: 'The late reading is not between what the register was before and after it.',
    };
  if (late.waiting.length >= WAITING_MAX)
    return {
      ok: false,
      code: 'LATE_FULL',
      message: `${WAITING_MAX} late readings of this register wait for day packets already.`,
    };
  return {
    ok: true,
    late: {
      ...late,
      gaps: splitAll(late.gaps, [{ time, value }]).filter(isOpen),
      waiting: [...late.waiting, { time, value }].sort((a, b) => (a.time < b.time ? -1 : 1)),
    },
  };
}

/** What is between the newest frame and the day that is still open, where days passed without any reading. */
function behindFrame({ value, waiting }: LateMemory, open: { frameTime: bigint; next: Timed | undefined }): Gap[] {
  if (value === undefined || open.next === undefined || open.next.time <= open.frameTime) return [];
  return splitAll([{ from: { time: open.frameTime, value }, to: open.next }], waiting);
}

export function gapAt(gaps: readonly Gap[], time: bigint): Gap | undefined {
  return gaps.find(({ from, to }) => time > from.time && time < to.time);
}

function splitAll(gaps: readonly Gap[], points: readonly Timed[]): Gap[] {
  return points.reduce<Gap[]>((open, point) => open.flatMap((gap) => splitGap(gap, point)), [...gaps]);
}

/**
 * Takes what the frame of a day carries: the oldest first, because they are the next that no packet can reach any more. What this one cannot reach is
 * dropped; how many.
 * @param room pairs that the frame has room for
 */
export function takePairs(
  late: LateMemory,
  day: { time: bigint; hours: number; last: bigint; room: number },
): { pairs: LatePair[]; late: LateMemory; dropped: number } {
  const pairOf = ({ time, value }: Timed): LatePair => ({ back: Number((day.time - time) / MINUTE), mantissa: value });
  const within = late.waiting.filter((each) => fitsLate(pairOf(each), day));
  return {
    pairs: within.slice(0, day.room).map(pairOf),
    late: { ...late, waiting: within.slice(day.room) },
    dropped: late.waiting.length - within.length,
  };
}

/** Whether it has room for the end of an hour. */
function isOpen({ from, to }: Gap): boolean {
  return to.time - from.time > HOUR;
}

/** Without what waits and lies before `from`. */
export function waitingSince(late: LateMemory, from: bigint): LateMemory {
  return { ...late, waiting: late.waiting.filter(({ time }) => time >= from) };
}

function splitGap(gap: Gap, point: Timed): Gap[] {
  if (point.time <= gap.from.time || point.time >= gap.to.time) return [gap];
  return [
    { from: gap.from, to: point },
    { from: point, to: gap.to },
  ];
}
