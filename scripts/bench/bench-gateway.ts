import { randomBytes } from 'node:crypto';
import { addPoints, G } from '../../core/domain/crypto/commitment.ts';
import { createDevicePrivateKey, deviceIdOf, deviceSigner } from '../../core/domain/crypto/device-signature.ts';
import {
  batchMessage,
  encodeFrame,
  frameDomain,
  frameHash,
  linkOf,
  payloadHashOf,
  ZERO_LINK,
} from '../../core/domain/reading/frame.ts';
import { toHex, uintBytes } from '../../core/domain/bytes/hex.ts';
import { channelOf, obisFromText } from '../../core/domain/ledger/ids.ts';
import { ALGORITHM, RESOURCE, TRUST, UNIT } from '../../core/domain/ledger/kinds.ts';
import type { DeviceSigner } from '../../core/domain/crypto/device-signature.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Frame } from '../../core/domain/reading/frame.ts';
import type { SignedBatch } from '../../core/domain/reading/readings-data.ts';
import type { BenchHouse } from './bench-house.ts';
import { domainOf } from '../../core/domain/ledger/network.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';

/** A gateway with a P-256 key and many electricity meters. */
export type BenchGateway = {
  readonly meterIds: readonly Hex[];
  readonly channels: readonly Hex[];
  readonly device: DeviceSigner;
  readonly domain: Uint8Array;
  /** The next frame of every meter under one signature. */
  nextBatch(): BenchBatch;
};
/** A batch with its frames whole, as gateways send them. */
type BenchBatch = Omit<SignedBatch, 'frames'> & { frames: (Frame & { ciphertext: Uint8Array })[] };

/** Of a single reading (docs/formats.md §4): 10 bytes and the tag. */
const CIPHERTEXT_BYTES = 26;
/** From a meter's frame to its next, dated back so far that 6,000 of them end now; none is so old that it had to say that it comes late. */
const FRAME_SECONDS = 500n;
const OBIS = obisFromText('1-0:1.8.0*255');
const AT_ONCE = 50;

/**
 * Registers a gateway and its meters. Its frames are what the ledger checks in full: chained, signed, committed. Only their contents
 * are noise, as the ledger cannot read them either and honest ones take the gateway, not the ledger, longer to make.
 */
export async function installGateway(house: BenchHouse, meters: number): Promise<BenchGateway> {
  const device = deviceSigner(ALGORITHM.p256, createDevicePrivateKey(ALGORITHM.p256));
  const deviceId = deviceIdOf(device.key);
  const { company, provider, subscriber } = house.people;
  const [x, y] = [device.key.x, device.key.y].map((value) => toHex(uintBytes(value, 32)));
  if (x === undefined || y === undefined) throw new Error('a device key has two coordinates');
  const registration = { algorithm: ALGORITHM.p256, x, y, trustClass: TRUST.gatewaySigned };
  await house.deliver([house.form(company, 'meters', 'DEVICE_REGISTER', registration)]);
  const meterIds = Array.from({ length: meters }, () => toHex(randomBytes(32)));
  const verifiedUntil = unixSeconds() + 365n * 86_400n;
  await house.deliver(
    meterIds.map((meterId) =>
      house.form(company, 'meters', 'METER_REGISTER', {
        meterId,
        owner: subscriber.address,
        provider: provider.address,
        resource: RESOURCE.electricity,
        unit: UNIT.Wh,
        exponent: 0,
        digits: 0,
        scale: 0,
        deviceId,
        verifiedUntil,
        obis: [OBIS],
      }),
    ),
    AT_ONCE,
  );
  const domain = frameDomain(domainOf(house.client.network), house.client.network.contracts.readingLedger);
  const channels = meterIds.map((meterId) => ({ channel: channelOf(meterId, OBIS), previous: ZERO_LINK }));
  let sequence = 0n;
  let time = unixSeconds() - 6_000n * FRAME_SECONDS;
  let commitment = G;
  return {
    meterIds,
    channels: channels.map(({ channel }) => channel),
    device,
    domain,
    nextBatch() {
      sequence += 1n;
      time += FRAME_SECONDS;
      const made = channels.map((state) => {
        commitment = addPoints(commitment, G);
        const ciphertext = randomBytes(CIPHERTEXT_BYTES);
        const header = { algorithm: ALGORITHM.p256, flags: 0, domain, channel: state.channel, sequence, time };
        const frame = { ...header, previous: state.previous, commitment, payloadHash: payloadHashOf(ciphertext) };
        const hash = frameHash(encodeFrame(frame));
        state.previous = linkOf(toHex(hash));
        return { frame: { ...frame, ciphertext }, hash };
      });
      const signature = device.sign(batchMessage(made.map(({ hash }) => hash)));
      return { deviceId, signature, frames: made.map(({ frame }) => frame) };
    },
  };
}
