import { openEnvelope } from '../crypto/envelope.ts';
import { InputError } from '../bytes/errors.ts';
import type { Frame } from './frame.ts';
import type { Hex } from '../bytes/hex.ts';
import type { Payload } from './payload.ts';
import { openFrame } from './payload.ts';
import { periodOfFrame } from '../billing/period.ts';

/** The part of a recorded PERIOD_KEYS that opening needs. */
export type PeriodKeyEnvelope = { meterId: Hex; period: number; envelope: Hex };

/** A recorded frame of an own meter, with its ciphertext. */
export type OwnFrame = { meterId: Hex; obis: Hex; frame: Frame; ciphertext: Uint8Array };

/** A frame after opening: the register value and its blinding, or the reason why it did not open. */
export type OpenedReading = { meterId: Hex; obis: Hex; frame: Frame } & (
  { opened: true; payload: Payload; value: bigint; blinding: bigint } | { opened: false; code: string }
);

/**
 * Opens period keys with the account's key; those of others are skipped. The newest announcement of a meter and period counts.
 * @param periodKeyEnvelopes newest first
 * @returns keys by `${meterId}:${period}`
 */
export async function openPeriodKeys(args: {
  account: { address: Hex; encryptionPrivateKey: Hex };
  periodKeyEnvelopes: readonly PeriodKeyEnvelope[];
}): Promise<Map<string, Uint8Array>> {
  const keys = new Map<string, Uint8Array>();
  for (const { meterId, period, envelope } of args.periodKeyEnvelopes) {
    const name = periodKeyName(meterId, period);
    if (keys.has(name)) continue;
    try {
      const key = await openEnvelope({ envelope, account: args.account });
      if (key.length === 32) keys.set(name, key);
    } catch (error) {
      // A broken or foreign announcement must not hide the readings that another one opens.
      if (!(error instanceof InputError)) throw error;
    }
  }
  return keys;
}

export function periodKeyName(meterId: Hex, period: number): string {
  return `${meterId.toLowerCase()}:${period}`;
}

/** Opens one frame with the period keys; never throws for a frame that does not open. */
export function openReading(args: {
  periodKeys: ReadonlyMap<string, Uint8Array>;
  timeZone: string;
  own: OwnFrame;
}): OpenedReading {
  const { meterId, obis, frame, ciphertext } = args.own;
  const periodKey = args.periodKeys.get(periodKeyName(meterId, periodOfFrame(frame.time, args.timeZone)));
  if (periodKey === undefined) return { meterId, obis, frame, opened: false, code: 'PERIOD_KEY_MISSING' };
  try {
    return { meterId, obis, frame, opened: true, ...openFrame({ periodKey, frame, ciphertext }) };
  } catch (error) {
    if (error instanceof InputError) return { meterId, obis, frame, opened: false, code: error.code };
    throw error;
  }
}

/**
 * Opens the readings of own meters: period keys by the account, frames by the period keys, each value checked against its commitment.
 * @param timeZone of the network, which decides the period of a frame
 */
export async function openOwnReadings(args: {
  account: { address: Hex; encryptionPrivateKey: Hex };
  timeZone: string;
  periodKeyEnvelopes: readonly PeriodKeyEnvelope[];
  frames: readonly OwnFrame[];
}): Promise<OpenedReading[]> {
  const periodKeys = await openPeriodKeys(args);
  return args.frames.map((own) => openReading({ periodKeys, timeZone: args.timeZone, own }));
}
