import type { Frame } from './frame.ts';
import type { FrameContent } from './open-frame.ts';
import type { Payload } from './payload.ts';

type Said = Pick<FrameContent, 'payload'> & { frame: Pick<Frame, 'time'> };

/** What a register was at a time. `late`: it came after the frame of its own day. */
export type TimedRegister = { time: bigint; value: bigint; late: boolean };

/** LATE_KNOWN: another frame said already what the register was at that time. LATE_IMPLAUSIBLE: registers only rise, and this one is not between its neighbours. */
export type RefusedLate = { time: bigint; value: bigint; code: 'LATE_KNOWN' | 'LATE_IMPLAUSIBLE' };

const HOUR = 3_600n;
const MINUTE = 60n;

/**
 * All that frames of one register say of it, oldest first, and which late values count for nothing. A late value is taken where no frame says the register of
 * that time, and where it is not below the register known before nor above the one known after it; of two for one time the first counts. None changes what a
 * frame commits to, so none changes a sum. One from before everything that the reader holds is neither taken nor refused.
 * @param readings of one channel, in its order
 */
export function registersOf(readings: readonly Said[]): { registers: TimedRegister[]; refused: RefusedLate[] } {
  const byTime = new Map<bigint, TimedRegister>();
  for (const reading of readings)
    for (const { time, value } of saidOf({ time: reading.frame.time, payload: reading.payload }))
      if (!byTime.has(time)) byTime.set(time, { time, value, late: false });
  const registers = [...byTime.values()].sort((a, b) => (a.time < b.time ? -1 : 1));
  const refused: RefusedLate[] = [];
  for (const { time, value } of readings.flatMap(({ frame, payload }) => carriedBy({ time: frame.time, payload }))) {
    const after = registers.findIndex((register) => register.time >= time);
    const [before, next] = [registers[after - 1], registers[after]];
    if (next?.time === time) refused.push({ time, value, code: 'LATE_KNOWN' });
    else if (before === undefined || next === undefined) continue;
    else if (value < before.value || value > next.value) refused.push({ time, value, code: 'LATE_IMPLAUSIBLE' });
    else registers.splice(after, 0, { time, value, late: true });
  }
  return { registers, refused };
}

/** What a frame says of its own day, oldest first; the last is what it commits to. */
export function saidOf({ time, payload }: { time: bigint; payload: Payload }): { time: bigint; value: bigint }[] {
  if (payload.kind !== 'day') return [{ time, value: payload.mantissa }];
  const { mantissas } = payload;
  const timeOf = (place: number): bigint => time - BigInt(mantissas.length - 1 - place) * HOUR;
  return mantissas.flatMap((mantissa, place) =>
    mantissa === undefined ? [] : [{ time: timeOf(place), value: mantissa }],
  );
}

/** What came late and rides in a packet, oldest first. */
export function carriedBy({ time, payload }: { time: bigint; payload: Payload }): { time: bigint; value: bigint }[] {
  if (payload.kind !== 'day') return [];
  return payload.late.map(({ back, mantissa }) => ({ time: time - BigInt(back) * MINUTE, value: mantissa }));
}
