import type { ContractTerms } from '../core/domain/billing/contract-terms.ts';
import { InputError } from '../core/domain/bytes/errors.ts';
import type { Hex } from '../core/domain/bytes/hex.ts';
import { channelOf } from '../core/domain/ledger/ids.ts';
import { FLAG } from '../core/domain/ledger/kinds.ts';
import { periodOfFrame } from '../core/domain/billing/period.ts';
import { rateOver, type LineRate } from '../core/domain/billing/rates/rate-over.ts';
import { billedRegisters, zoneOfObis } from '../core/domain/billing/tariff.ts';
import type { KeptFrame, Meter, State } from './state.ts';

/** One line to be: a register between two kept frames, and the rate over it. */
export type PlannedLine = { meterId: Hex; obis: Hex; zone: number; rate: bigint; open: KeptFrame; close: KeptFrame };

/**
 * The metered lines of a contract for a period: for each register from where it was billed last (or its first frame) to the frame that closes the period.
 * A meter that was replaced brings its last part, its successor the rest. Where the rate changes inside, each stretch between two kept frames is a line, so
 * that the mean goes over as little as possible.
 * A register ends with the line that the contract's end lies in, at the first closing frame from there on.
 * @param until unix seconds from which a cancelled contract no longer holds
 * @returns undefined while a closing frame is missing
 * @throws InputError NO_RATE, METER_UNKNOWN
 */
export function planRegisters(args: {
  state: State;
  terms: ContractTerms;
  period: number;
  timeZone: string;
  until?: bigint | undefined;
}): PlannedLine[] | undefined {
  const { state, terms, period, timeZone, until } = args;
  const lines: PlannedLine[] = [];
  for (const meter of withSuccessors(state, terms.meterIds)) {
    for (const obis of billedRegisters(meter.obis, Number(terms.zones))) {
      const channel = channelOf(meter.meterId, obis);
      const frames = state.frames.get(channel) ?? [];
      const billed = state.billedThrough.get(channel);
      const open = frames.find((frame) => billed === undefined || frame.sequence === billed);
      if (open !== undefined && until !== undefined && open.time >= until) continue;
      const closing = frames.filter(
        (frame) => closes(frame, period, timeZone) && (open === undefined || frame.sequence > open.sequence),
      );
      const close = closing.find(({ time }) => until !== undefined && time >= until) ?? closing.at(-1);
      if (open !== undefined && close !== undefined) {
        const between = frames.filter((frame) => frame.sequence > open.sequence && frame.sequence < close.sequence);
        lines.push(...splitByRate(state, meter, obis, [open, ...between, close]));
      } else if (meter.replacedBy === undefined) {
        return undefined;
      }
    }
  }
  return lines.length > 0 ? lines : undefined;
}

function closes(frame: KeptFrame, period: number, timeZone: string): boolean {
  return (frame.flags & FLAG.periodClose) !== 0 && periodOfFrame(frame.time, timeZone) === period;
}

/** The contract's meters and those that took their places since. */
function withSuccessors(state: State, meterIds: readonly Hex[]): Meter[] {
  const all = new Map<Hex, Meter>();
  for (const start of meterIds) {
    for (let id: Hex | undefined = start; id !== undefined && !all.has(id);) {
      const meter: Meter | undefined = state.meters.get(id);
      if (meter === undefined)
        throw new InputError('METER_UNKNOWN', `The meter ${id} of a contract is not in the register.`);
      all.set(id, meter);
      id = meter.replacedBy;
    }
  }
  return [...all.values()];
}

/** One line where one rate holds; else one between each two neighbouring kept frames. */
function splitByRate(state: State, meter: Meter, obis: Hex, frames: readonly KeptFrame[]): PlannedLine[] {
  const zone = zoneOfObis(obis);
  const over = (open: KeptFrame, close: KeptFrame): LineRate =>
    rateOver(state.rates, { provider: state.me, resource: meter.resource, zone, from: open.time, to: close.time });
  const [first, last] = [frames[0], frames.at(-1)];
  if (first === undefined || last === undefined) return [];
  const ends = over(first, last).parts.length === 1 ? [first, last] : frames;
  return ends.slice(1).map((close, index) => {
    const open = ends[index] ?? first;
    return { meterId: meter.meterId, obis, zone, rate: over(open, close).rate, open, close };
  });
}
