import { cancelledFrom } from '../core/domain/billing/cancelled-from.ts';
import type { ContractTerms } from '../core/domain/billing/contract-terms.ts';
import { InputError } from '../core/domain/bytes/errors.ts';
import type { Hex } from '../core/domain/bytes/hex.ts';
import { channelOf } from '../core/domain/ledger/ids.ts';
import { FLAG } from '../core/domain/ledger/kinds.ts';
import { periodOfFrame } from '../core/domain/billing/period.ts';
import { rateOver, type LineRate } from '../core/domain/billing/rates/rate-over.ts';
import { billedRegisters, zoneOfObis } from '../core/domain/billing/rates/tariff.ts';
import { isBetween, tenuresOf, type Tenure } from '../core/domain/ownership/handovers.ts';
import { isSigned, type KeptFrame, type Meter, type State } from './state.ts';

/** One line to be: a register between two kept frames, and the rate over it. */
export type PlannedLine = { meterId: Hex; obis: Hex; zone: number; rate: bigint; open: KeptFrame; close: KeptFrame };

/**
 * The metered lines of a contract for a period: for each register from where it was billed last (or its first frame) to the frame that closes the period.
 * A meter that was replaced brings its last part, its successor the rest. Where the rate changes inside, each stretch between two kept frames is a line, so
 * that the mean goes over as little as possible.
 * Of a meter that was handed over each owner's lines lie within its tenure: from the closing register of the one to that of the next. What was read between an
 * estimate and the register that put it right is passed over.
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
      const tenure = nextTenure(state, meter, channel, terms.subscriber);
      if (tenure === undefined) continue;
      if (tenure === 'waits') return undefined;
      const { last } = tenure;
      const frames = (state.frames.get(channel) ?? []).filter(
        ({ sequence }) =>
          sequence >= tenure.first && (last === undefined || sequence <= last) && !isBetween(meter, channel, sequence),
      );
      const billed = state.billedThrough.get(channel);
      const open = frames.find(({ sequence }) => billed === undefined || sequence >= billed);
      if (open !== undefined && until !== undefined && open.time >= until) continue;
      const closing = frames.filter(
        (frame) => closes(frame, period, timeZone, last) && (open === undefined || frame.sequence > open.sequence),
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

/** Whether readings are all that a bill of the subscriber's meters waits for: some register was billed before, and nobody else's turn comes first. */
export function awaitsReading({ state, terms }: { state: State; terms: ContractTerms }): boolean {
  let isOpen = false;
  for (const meter of withSuccessors(state, terms.meterIds)) {
    for (const obis of billedRegisters(meter.obis, Number(terms.zones))) {
      const channel = channelOf(meter.meterId, obis);
      const tenure = nextTenure(state, meter, channel, terms.subscriber);
      if (tenure === 'waits') return false;
      isOpen ||= tenure !== undefined && meter.replacedBy === undefined && state.billedThrough.has(channel);
    }
  }
  return isOpen;
}

/**
 * The tenure of the meter in which the subscriber's next line lies; undefined where all of them are billed.
 * @returns `waits` while the owner before is still to be billed: behind the new owner's line nobody could
 */
function nextTenure(state: State, meter: Meter, channel: Hex, subscriber: Hex): Tenure | 'waits' | undefined {
  const chain = state.billedThrough.get(channel) ?? state.frames.get(channel)?.[0]?.sequence ?? 0n;
  const left = tenuresOf(meter, channel).filter(
    ({ first, last }) => last === undefined || (last > chain && last > first),
  );
  const own = left.find(({ owner }) => owner === subscriber);
  const before = left[0];
  if (own === undefined || before === own || before === undefined) return own;
  const from = state.frames.get(channel)?.find(({ sequence }) => sequence >= chain)?.time ?? 0n;
  return isStillBilled(state, meter.resource, before.owner, from) ? 'waits' : own;
}

/** Whether a contract of this owner for the resource holds at a time, so that a line from there on is to be billed by it. */
function isStillBilled(state: State, resource: number, owner: Hex, from: bigint): boolean {
  return [...state.contracts.values()].some((contract) => {
    if (contract.consumer !== owner || contract.supplier !== state.me || contract.resource !== resource) return false;
    const { supplier, consumer, cancels } = contract;
    const until = cancelledFrom({
      supplier: cancels.get(supplier)?.effectiveDate,
      consumer: cancels.get(consumer)?.effectiveDate,
    });
    return isSigned(contract) && (until === undefined || from < until);
  });
}

/** @param last the number of the frame behind which the meter was handed over: it closes whatever it lies in */
function closes(frame: KeptFrame, period: number, timeZone: string, last: bigint | undefined): boolean {
  const ofFrame = periodOfFrame(frame.time, timeZone);
  if (frame.sequence === last) return ofFrame <= period;
  return (frame.flags & FLAG.periodClose) !== 0 && ofFrame === period;
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
