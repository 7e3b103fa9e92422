import type { BlockData } from '../../ledger/block-data.ts';
import { deviceIdOf, verifyDeviceSignature } from '../../crypto/device-signature.ts';
import type { DeviceKey } from '../../crypto/device-signature.ts';
import { InputError } from '../../bytes/errors.ts';
import { batchMessage, encodeFrame, frameDomain, frameHash, linkOf } from '../../reading/frame.ts';
import { equalBytes, fromHex, toHex } from '../../bytes/hex.ts';
import type { Hex } from '../../bytes/hex.ts';
import { channelOf } from '../../ledger/ids.ts';
import { domainOf, type Network } from '../../ledger/network.ts';
import { followsFrame } from '../../reading/follows-frame.ts';
import type { OwnFrame } from '../../reading/open-readings.ts';
import { readRecorded, same } from '../recorded.ts';
import type { Recorded } from '../recorded.ts';

/** A meter as the company registered it, with the public key whose hash the registration names, the METER_REPLACE by which another took its place, and its handovers. */
export type MeterEvidence = {
  recorded: Recorded;
  device: DeviceKey;
  replacement?: Recorded | null;
  handovers?: readonly Recorded[];
};

/** One device signature over the hashes of a batch, in order. */
export type BatchEvidence = { deviceId: Hex; signature: Uint8Array; frameHashes: readonly Hex[] };

/** A stretch of one register, both ends included. */
export type ChannelSpan = { meterId: Hex; obis: Hex; openSequence: bigint; closeSequence: bigint };

/**
 * The device key of a meter, out of the company's signed registration: the meter names the hash of the key.
 * @throws InputError BLOCK_OTHER, SENDER_MISMATCH, DATA_HASH_MISMATCH, DEVICE_OTHER
 */
export function checkMeter(args: { network: Network; meterId: Hex; meters: readonly MeterEvidence[] }): DeviceKey {
  const { meterId } = args;
  const found = registeredMeters(args).find((each) => same(each.meterId, meterId));
  if (found === undefined) {
    throw new InputError('FRAMES_MISSING', `The registration of meter ${meterId} is not there yet.`);
  }
  if (same(found.deviceId, deviceIdOf(found.device))) return found.device;
  throw new InputError(
    'DEVICE_OTHER',
    `The device shown for meter ${meterId} is not the one that the company registered.`,
  );
}

/**
 * What the company's signed registrations say of the meters.
 * @throws InputError BLOCK_OTHER, SENDER_MISMATCH, DATA_HASH_MISMATCH when one is not the company's
 */
export function registeredMeters(args: {
  network: Network;
  meters: readonly MeterEvidence[];
}): (BlockData['METER_REGISTER'] & { device: DeviceKey })[] {
  const { network } = args;
  const register = {
    network,
    kind: 'METER_REGISTER',
    from: network.company,
    ledgers: [network.contracts.meters],
  } as const;
  return args.meters.map(({ recorded, device }) => ({ ...readRecorded({ ...register, recorded }), device }));
}

/**
 * Checks the frames of a span: every frame is under a signature of the meter's device, numbers and times rise, and each names the one before it.
 * @throws InputError FRAMES_MISSING, FRAME_FOREIGN, DEVICE_SIGNATURE_INVALID, CHAIN_BROKEN, and those of `checkMeter`
 */
export function checkFrames(args: {
  network: Network;
  span: ChannelSpan;
  meters: readonly MeterEvidence[];
  frames: readonly OwnFrame[];
  batches: readonly BatchEvidence[];
}): void {
  checkChain(args);
  const { network, span } = args;
  const device = checkMeter({ network, meterId: span.meterId, meters: args.meters });
  const verified = new Set<BatchEvidence>();
  for (const own of spanFrames(args)) {
    const hash = toHex(frameHash(encodeFrame(own.frame)));
    const batch = args.batches.find((candidate) => candidate.frameHashes.some((each) => same(each, hash)));
    if (batch === undefined)
      throw new InputError('FRAMES_MISSING', `The signature over frame ${own.frame.sequence} is not there yet.`);
    if (verified.has(batch)) continue;
    const message = batchMessage(batch.frameHashes.map(fromHex));
    if (own.frame.algorithm !== device.algorithm || !verifyDeviceSignature(device, message, batch.signature)) {
      throw new InputError(
        'DEVICE_SIGNATURE_INVALID',
        `Frame ${own.frame.sequence} is not signed by the device of meter ${span.meterId}.`,
      );
    }
    verified.add(batch);
  }
}

/**
 * Checks the hash chain alone.
 * @throws InputError FRAMES_MISSING, FRAME_FOREIGN, CHAIN_BROKEN
 */
export function checkChain(args: { network: Network; span: ChannelSpan; frames: readonly OwnFrame[] }): void {
  const { network, span } = args;
  const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
  const channel = channelOf(span.meterId, span.obis);
  const chain = spanFrames(args);
  const first = chain[0]?.frame;
  const last = chain.at(-1)?.frame;
  if (first?.sequence !== span.openSequence || last?.sequence !== span.closeSequence) {
    throw new InputError(
      'FRAMES_MISSING',
      `Readings ${span.openSequence} to ${span.closeSequence} of the meter are not all there yet.`,
    );
  }
  chain.forEach(({ frame }, index) => {
    if (!same(frame.channel, channel) || !equalBytes(frame.domain, domain)) {
      throw new InputError('FRAME_FOREIGN', `Frame ${frame.sequence} belongs to another register or network.`);
    }
    const before = chain[index - 1]?.frame;
    if (before === undefined) return;
    const link = linkOf(toHex(frameHash(encodeFrame(before))));
    if (followsFrame({ ...before, link }, frame) !== 'follows') {
      throw new InputError(
        'CHAIN_BROKEN',
        `Frame ${frame.sequence} does not follow frame ${before.sequence}: a reading was changed or taken out.`,
      );
    }
  });
}

function spanFrames(args: { span: ChannelSpan; frames: readonly OwnFrame[] }): OwnFrame[] {
  const { meterId, obis, openSequence, closeSequence } = args.span;
  return args.frames
    .filter((own) => same(own.meterId, meterId) && same(own.obis, obis))
    .filter(({ frame }) => frame.sequence >= openSequence && frame.sequence <= closeSequence)
    .sort((a, b) => (a.frame.sequence < b.frame.sequence ? -1 : a.frame.sequence > b.frame.sequence ? 1 : 0));
}
