import { randomBytes } from '@noble/hashes/utils.js';
import { deviceIdOf } from '../crypto/device-signature.ts';
import { periodKeyContext } from '../crypto/envelope-context.ts';
import { sealEnvelope } from '../crypto/envelope.ts';
import type { Addressee } from '../crypto/envelope.ts';
import { InputError } from '../bytes/errors.ts';
import { batchMessage, encodeFrame, frameDomain, frameHash, linkOf, ZERO_LINK } from '../reading/frame.ts';
import { toHex, ZERO_32 } from '../bytes/hex.ts';
import type { Hex } from '../bytes/hex.ts';
import { channelOf } from '../ledger/ids.ts';
import type { SignedBlock } from '../ledger/internal-block.ts';
import { ALGORITHM, FLAG } from '../ledger/kinds.ts';
import { unwrapRegister } from '../reading/dial.ts';
import { isLate } from '../reading/is-late.ts';
import { periodKeyMessage, sealFrame } from '../reading/payload.ts';
import { periodOfFrame } from '../billing/period.ts';
import { encodeReadings } from '../reading/readings-data.ts';
import { withSelf, type Author } from './author.ts';
import { signFact } from './sign-fact.ts';
import { manualDeviceOf } from './manual-device.ts';
import { domainOf } from '../ledger/network.ts';

/** The last recorded frame of the channel: where the chain goes on. */
export type ChannelTip = { sequence: bigint; time: bigint; frameHash: Hex; value?: bigint };

/**
 * A resident reads the meter by eye (request 1.2, S43): a frame signed by the resident's own key, flagged manual.
 * @param mantissa what the meter shows, as an integer at its exponent
 * @param wrap behind how many of these its counter begins again at zero; left out where it never does
 * @param tip the channel's last frame; left out for the first frame of a channel
 * @param periodKey the key of the frame's period where one is already announced; a fresh one is made and announced otherwise
 * @param attempted the highest number that any frame of this channel was ever made with, taken by the ledger or not: a refused frame is public as well, and
 * key, nonce and blinding follow from the number, so no number serves two readings; numbers left out need the gap flag, as a reading does that comes more than a month late
 * @param readers provider, company and portal, for whom a fresh key is wrapped besides the resident
 * @param requestId the request that is answered, or zero
 * @param close whether this is the reading that the month is billed by
 * @returns blocks to send in this order, and the new tip
 * @throws InputError READING_FALLS, READING_TIME, DIGITS_EXCEEDED, TURNS_UNKNOWN
 */
export async function makeManualReading(
  args: Author & {
    meterId: Hex;
    obis: Hex;
    exponent: number;
    mantissa: bigint;
    wrap?: bigint | undefined;
    time: bigint;
    tip?: ChannelTip;
    attempted?: bigint;
    periodKey?: Uint8Array;
    readers: readonly Addressee[];
    requestId?: Hex;
    close?: boolean;
  },
): Promise<{ blocks: SignedBlock[]; periodKey: Uint8Array; period: number; tip: ChannelTip }> {
  const { network, account, timestamp, meterId, wrap, time, tip, requestId = ZERO_32 } = args;
  if (wrap !== undefined && tip !== undefined && tip.value === undefined)
    throw new InputError(
      'TURNS_UNKNOWN',
      'The last reading does not open here, so that nothing tells how often the counter has begun again at zero.',
    );
  const mantissa = unwrapRegister(args.mantissa, tip?.value, wrap);
  if (tip?.value !== undefined && mantissa < tip.value) {
    throw new InputError(
      'READING_FALLS',
      'The number is lower than the last reading, and a meter never counts down. Read the meter again.',
    );
  }
  if (tip !== undefined && time <= tip.time) {
    throw new InputError('READING_TIME', 'The meter already has a reading of this time or a later one.');
  }
  const device = manualDeviceOf(account);
  const deviceId = deviceIdOf(device.key);
  const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
  const period = periodOfFrame(time, network.timeZone);
  const periodKey = args.periodKey ?? randomBytes(32);
  const place = { ledger: 'readingLedger', to: network.company } as const;
  const blocks: SignedBlock[] = [];
  if (args.periodKey === undefined) {
    const context = periodKeyContext(network, { deviceId, meterId, period });
    const envelope = await sealEnvelope({ content: periodKey, addressees: withSelf(account, args.readers), context });
    const deviceSignature = toHex(device.sign(periodKeyMessage({ domain, meterId, period, envelope })));
    const data = { deviceId, meterId, period, envelope, deviceSignature };
    // A key may be announced twice; only the reading itself stands in another one's place.
    const first = { ...args, replaces: undefined };
    blocks.push(signFact(first, { ...place, kind: 'PERIOD_KEYS', subject: meterId, data }).signed);
  }

  const next = (tip?.sequence ?? 0n) + 1n;
  const attempted = args.attempted ?? 0n;
  const fresh = attempted < next ? next : attempted + 1n;
  const { frame, ciphertext } = sealFrame({
    periodKey,
    header: {
      algorithm: ALGORITHM.secp256k1,
      flags:
        FLAG.manual |
        (args.close === true ? FLAG.periodClose : 0) |
        (fresh > next || isLate(time, timestamp) ? FLAG.gap : 0),
      domain,
      channel: channelOf(meterId, args.obis),
      sequence: fresh,
      time,
      previous: tip === undefined ? ZERO_LINK : linkOf(tip.frameHash),
    },
    payload: { kind: 'single', exponent: args.exponent, mantissa },
  });
  const hash = frameHash(encodeFrame(frame));
  const { channel, flags, sequence, commitment } = frame;
  const batch = {
    deviceId,
    signature: device.sign(batchMessage([hash])),
    frames: [{ channel, flags, sequence, time, commitment, ciphertext }],
  };
  const data = encodeReadings([batch]);
  blocks.push(signFact(args, { ...place, kind: 'READINGS', subject: requestId, data }).signed);
  return { blocks, periodKey, period, tip: { sequence, time, frameHash: toHex(hash), value: mantissa } };
}
