import { isOnCurve } from '../../../core/domain/crypto/commitment.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import type { Frame } from '../../../core/domain/reading/frame.ts';
import { isVerified } from '../../../core/domain/reading/is-verified.ts';
import { hasKnownFlags } from '../../../core/domain/reading/known-flags.ts';
import type { DeviceRow, MeterRow } from '../inbox/inbox-rows.ts';
import { MessageRefusal } from './message-refusal.ts';

/**
 * Checks that a device may sign this frame of a meter at all, as `ReadingLedger._checkDevice` will.
 * @throws MessageRefusal CHANNEL_UNKNOWN, CHANNEL_FOREIGN, METER_OUT_OF_SERVICE, METER_VERIFICATION_EXPIRED, FLAGS_UNKNOWN, MANUAL_FLAG_MISMATCH,
 * COMMITMENT_INVALID
 */
export function checkMeter(
  { channel, sequence, time, flags, commitment }: Frame,
  device: DeviceRow,
  meter: MeterRow | undefined,
): void {
  const refuse = (code: string, message: string, retry = false): MessageRefusal =>
    new MessageRefusal(code, message, { retry, channels: [channel] });
  if (meter === undefined) throw refuse('CHANNEL_UNKNOWN', `Channel ${channel} is of no registered meter.`, true);
  if (meter.deviceId !== device.deviceId)
    throw refuse('CHANNEL_FOREIGN', `Channel ${channel} is of a meter with another device.`);
  if (meter.replacedBy !== undefined)
    throw refuse('METER_OUT_OF_SERVICE', `The meter of channel ${channel} was replaced.`);
  if (!isVerified(time, meter.verifiedUntil)) {
    const until = meter.verifiedUntil;
    throw refuse('METER_VERIFICATION_EXPIRED', `The meter of channel ${channel} is verified until ${until} only.`);
  }
  if (!hasKnownFlags(flags))
    throw refuse('FLAGS_UNKNOWN', `Frame ${sequence} of channel ${channel} has unknown flags.`);
  if (((flags & FLAG.manual) !== 0) !== (device.trustClass === 3)) {
    throw refuse(
      'MANUAL_FLAG_MISMATCH',
      `Frame ${sequence} of channel ${channel} is flagged manual without reason, or not flagged.`,
    );
  }
  if ((commitment.x === 0n && commitment.y === 0n) || !isOnCurve(commitment)) {
    throw refuse(
      'COMMITMENT_INVALID',
      `The commitment of frame ${sequence} of channel ${channel} is no point of the curve.`,
    );
  }
}
