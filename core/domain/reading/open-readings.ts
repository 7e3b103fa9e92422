import type { Frame } from './frame.ts';
import type { Hex } from '../bytes/hex.ts';
import type { EnvelopeReader } from '../crypto/envelope.ts';
import { isLostKeyCode, type LostKeyCode } from '../crypto/lost-key.ts';
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

/** By `periodKeyName`, why one of the keys that the account was told stays closed to it: what does not open then says nothing wrong. */
export type LostPeriodKeys = ReadonlyMap<string, { code: LostKeyCode; message: string }>;

/**
 * Opens period keys with the account's key; those of others are skipped. A meter may have several keys in one period, and frames under each.
 * @param periodKeyEnvelopes newest first; what stands there twice counts once
 */
export async function openPeriodKeys(args: {
  network: Network;
  account: Reader;
  periodKeyEnvelopes: readonly CarriedPeriodKey[];
}): Promise<{ periodKeys: PeriodKeys; lostPeriodKeys: LostPeriodKeys }> {
  const { network, account } = args;
  const periodKeys = new Map<string, Uint8Array[]>();
  const lostPeriodKeys = new Map<string, { code: LostKeyCode; message: string }>();
  const seen = new Set<string>();
  for (const carried of args.periodKeyEnvelopes) {
    const name = periodKeyName(carried.meterId, carried.period);
    const place = name + carried.deviceId + carried.envelope;
    if (seen.has(place)) continue;
    seen.add(place);
    // One that is for others or holds none must not hide what another one opens.
    const sealed = await readSealed({ kind: 'PERIOD_KEYS', network, account, carried });
    if (sealed.state === 'opened') periodKeys.set(name, [...(periodKeys.get(name) ?? []), sealed.content]);
    else if (isLostKeyCode(sealed.code)) lostPeriodKeys.set(name, { code: sealed.code, message: sealed.message });
  }
  return { periodKeys, lostPeriodKeys };
}

/** The period key in an envelope; undefined when it is for others or holds none. */
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
export function openReading(args: {
  periodKeys: PeriodKeys;
  lostPeriodKeys: LostPeriodKeys;
  timeZone: string;
  own: OwnFrame;
}): OpenedReading {
  const { meterId, obis, frame, ciphertext } = args.own;
  const name = periodKeyName(meterId, periodOfFrame(frame.time, args.timeZone));
  const opened = openFrame({ periodKeys: args.periodKeys.get(name) ?? [], frame, ciphertext });
  const lost = args.lostPeriodKeys.get(name);
  // Only that the ciphertext is another one than the frame names is known without its key.
  if (lost === undefined || opened.state === 'opened' || opened.code === 'PAYLOAD_HASH_MISMATCH')
    return { meterId, obis, frame, ...opened };
  return { meterId, obis, frame, state: 'closed', ...lost };
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
  const keys = await openPeriodKeys(args);
  return args.frames.map((own) => openReading({ ...keys, timeZone: args.network.timeZone, own }));
}
