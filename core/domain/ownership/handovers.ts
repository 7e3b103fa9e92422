import type { BlockData } from '../ledger/block-data.ts';
import type { Hex } from '../bytes/hex.ts';
import { fromHex } from '../bytes/hex.ts';
import { channelOf } from '../ledger/ids.ts';
import { decodeFrame } from '../reading/frame.ts';

/**
 * From which owner to which, and behind which frame of each channel; zero where the channel had none. `guess` = behind which it was by the estimate that was
 * put right.
 */
export type Handover = {
  from: Hex;
  to: Hex;
  estimated: boolean;
  closings: ReadonlyMap<Hex, bigint>;
  guess?: ReadonlyMap<Hex, bigint>;
};

/** Who owns a meter, and who did before, oldest first. */
export type Ownership = { owner: Hex; handovers: readonly Handover[] };

/** One owner's time of a channel: frames from `first` to `last`, both included, which are also its neighbours' last and first. */
export type Tenure = { owner: Hex; first: bigint; last: bigint | undefined };

/**
 * What a METER_TRANSFER that took effect makes of a meter's ownership: a new owner, or, where it names the present one, other registers behind which the last
 * handover was (`Meters`: an estimate that was put right).
 */
export function handOver(
  { owner, handovers }: Ownership,
  obis: readonly Hex[],
  data: BlockData['METER_TRANSFER'],
): Ownership {
  const { estimated, owner: to } = data;
  const closings = new Map(
    obis.map((code, index) => [channelOf(data.meterId, code), closingSequence(data.closings[index])] as const),
  );
  const last = handovers.at(-1);
  const isPutRight = to === owner && last !== undefined;
  const from = isPutRight ? last.from : owner;
  const before = isPutRight ? handovers.slice(0, -1) : handovers;
  const guess = isPutRight ? { guess: last.closings } : {};
  return { owner: to, handovers: [...before, { from, to, estimated, closings, ...guess }] };
}

/**
 * Whether a frame came while an estimate held that was put right behind it: the ledger keeps it as a register of the owner after, in the tenure of the one before,
 * and takes no line that begins or ends there.
 */
export function isBetween({ handovers }: Ownership, channel: Hex, sequence: bigint): boolean {
  return handovers.some(({ guess, closings }) => {
    const [first, last] = [guess?.get(channel), closings.get(channel)];
    return first !== undefined && last !== undefined && sequence > first && sequence < last;
  });
}

/** The owners of a channel in their order. A tenure in which no frame came begins where it ends. */
export function tenuresOf({ owner, handovers }: Ownership, channel: Hex): Tenure[] {
  const ends = handovers.map(({ from, closings }) => ({ owner: from, last: closings.get(channel) ?? 0n }));
  return [...ends, { owner, last: undefined }].map((tenure, index) => ({
    ...tenure,
    first: ends[index - 1]?.last ?? 0n,
  }));
}

/** Whose line this is: the owner in whose tenure both of its registers lie; undefined where there is none. */
export function ownerOfLine(
  ownership: Ownership,
  channel: Hex,
  line: { openSequence: bigint; closeSequence: bigint },
): Tenure | undefined {
  if (isBetween(ownership, channel, line.openSequence) || isBetween(ownership, channel, line.closeSequence))
    return undefined;
  return tenuresOf(ownership, channel).find(
    ({ first, last }) => line.openSequence >= first && (last === undefined || line.closeSequence <= last),
  );
}

function closingSequence(frame: Hex | undefined): bigint {
  return frame === undefined || frame === '0x' ? 0n : decodeFrame(fromHex(frame)).sequence;
}
