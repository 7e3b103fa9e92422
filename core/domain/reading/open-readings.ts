import type { Frame } from './frame.ts';
import type { Hex } from '../bytes/hex.ts';
import type { EnvelopeReader } from '../crypto/envelope.ts';
import { openFrame } from './open-frame.ts';
import type { OpenedFrame } from './open-frame.ts';
import { periodOfFrame } from '../billing/period.ts';
import type { Network } from '../ledger/network.ts';
import type { CarriedPeriodKey } from '../sealed/carried-envelope.ts';
import { readSealed } from '../sealed/sealed-content.ts';

/** A recorded frame of an own meter, with its ciphertext. */
export type OwnFrame = { meterId: Hex; obis: Hex; frame: Frame; ciphertext: Uint8Array };

/** A frame after opening: the register value and its blinding, or the reason why it did not open. */
export type OpenedReading = { meterId: Hex; obis: Hex; frame: Frame } & OpenedFrame;

/** An account's keys by `periodKeyName`, newest first. */
export type PeriodKeys = ReadonlyMap<string, readonly Uint8Array[]>;

type Reader = EnvelopeReader;

/**
 * Opens period keys with the account's key; those of others are skipped. A meter may have several keys in one period, and frames under each.
 * @param periodKeyEnvelopes newest first; what stands there twice counts once
 */
export async function openPeriodKeys(args: {
  network: Network;
  account: Reader;
  periodKeyEnvelopes: readonly CarriedPeriodKey[];
}): Promise<PeriodKeys> {
  const { network, account } = args;
  const keys = new Map<string, Uint8Array[]>();
  const seen = new Set<string>();
  for (const carried of args.periodKeyEnvelopes) {
    const name = periodKeyName(carried.meterId, carried.period);
    const place = name + carried.deviceId + carried.envelope;
    if (seen.has(place)) continue;
    seen.add(place);
    const key = await openPeriodKey({ network, account, carried });
    if (key !== undefined) keys.set(name, [...(keys.get(name) ?? []), key]);
  }
  return keys;
}

/** The period key in an envelope; undefined when it is for others or holds none: such an announcement must not hide what another one opens. */
export async function openPeriodKey(args: {
  network: Network;
  account: Reader;
  carried: CarriedPeriodKey;
}): Promise<Uint8Array | undefined> {
  const sealed = await readSealed({ kind: 'PERIOD_KEYS', ...args });
  return sealed.state === 'opened' ? sealed.content : undefined;
}

export function periodKeyName(meterId: Hex, period: number): string {
  return `${meterId.toLowerCase()}:${period}`;
}

/** Opens one frame with the period keys; never throws for a frame that does not open. */
export function openReading(args: { periodKeys: PeriodKeys; timeZone: string; own: OwnFrame }): OpenedReading {
  const { meterId, obis, frame, ciphertext } = args.own;
  const name = periodKeyName(meterId, periodOfFrame(frame.time, args.timeZone));
  return { meterId, obis, frame, ...openFrame({ periodKeys: args.periodKeys.get(name) ?? [], frame, ciphertext }) };
}

/**
 * Opens the readings of own meters: period keys by the account, frames by the period keys, each value checked against its commitment.
 * The network's time zone decides the period of a frame.
 */
export async function openOwnReadings(args: {
  network: Network;
  account: Reader;
  periodKeyEnvelopes: readonly CarriedPeriodKey[];
  frames: readonly OwnFrame[];
}): Promise<OpenedReading[]> {
  const periodKeys = await openPeriodKeys(args);
  return args.frames.map((own) => openReading({ periodKeys, timeZone: args.network.timeZone, own }));
}
