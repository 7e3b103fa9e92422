import { randomBytes, randomInt } from 'node:crypto';
import { mod } from '../../../core/domain/crypto/commitment.ts';
import { deviceIdOf } from '../../../core/domain/crypto/device-signature.ts';
import { toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { ALGORITHM } from '../../../core/domain/ledger/kinds.ts';
import { batchMessage, encodeFrame, frameHash, linkOf, ZERO_LINK } from '../../../core/domain/reading/frame.ts';
import { committedValue, frameKeys, sealFrame, type Payload } from '../../../core/domain/reading/payload.ts';
import { encodeUpMessage } from '../../../oracle/messages.ts';
import type { BenchGateway } from '../bench-gateway.ts';

/** A house: its gateway, and the meters behind it. */
export type CityHouse = {
  readonly gateway: BenchGateway;
  readonly meters: readonly CityMeter[];
  /** How many days it sent, and what the newest of its packets say, in the order of the meters. */
  readonly days: number;
  readonly newest: readonly Payload[];
  /** The message that its gateway sends after the next `places` hours, and what its packets commit to together. */
  nextDay(places: number): DayMessage;
};
export type CityMeter = { readonly channel: Hex; readonly periodKey: Uint8Array };
export type DayMessage = { payload: Uint8Array; sum: bigint; blinding: bigint };

const DAY_SECONDS = 86_400n;
const WATT_HOURS_AN_HOUR = 1_500;

/**
 * What a gateway does at the end of a local day: the hours of each meter in one packet, committed, encrypted, chained, all of a house under one device
 * signature. Registers are made up; everything else is what `oracle/gateway` makes of read ones.
 * @param firstDay unix seconds of the end of the first day
 */
export function cityHouse(gateway: BenchGateway, firstDay: bigint): CityHouse {
  const meters = gateway.channels.map((channel) => ({
    channel,
    periodKey: new Uint8Array(randomBytes(32)),
    register: BigInt(randomInt(100_000_000)),
    previous: ZERO_LINK,
  }));
  const { device, domain } = gateway;
  const deviceId = deviceIdOf(device.key);
  let sequence = 0n;
  let newest: readonly Payload[] = [];
  let time = firstDay - DAY_SECONDS;
  return {
    gateway,
    meters,
    get days() {
      return Number(sequence);
    },
    get newest() {
      return newest;
    },
    nextDay(places) {
      sequence += 1n;
      time += DAY_SECONDS;
      let sum = 0n;
      let blinding = 0n;
      const payloads: Payload[] = [];
      const made = meters.map((meter) => {
        const { channel, periodKey, previous } = meter;
        const mantissas = Array.from(
          { length: places },
          () => (meter.register += BigInt(randomInt(WATT_HOURS_AN_HOUR))),
        );
        const payload: Payload = { kind: 'day', exponent: 0, mantissas, late: [] };
        const header = { algorithm: ALGORITHM.p256, flags: 0, domain, channel, sequence, time, previous };
        const { frame, ciphertext } = sealFrame({ periodKey, header, payload });
        sum += committedValue(payload);
        blinding = mod(blinding + frameKeys({ periodKey, channel, sequence }).blinding);
        payloads.push(payload);
        const bytes = encodeFrame(frame);
        const hash = frameHash(bytes);
        meter.previous = linkOf(toHex(hash));
        return { frame: bytes, ciphertext, hash };
      });
      const signature = device.sign(batchMessage(made.map(({ hash }) => hash)));
      const frames = made.map(({ frame, ciphertext }) => ({ frame, ciphertext }));
      newest = payloads;
      return { payload: encodeUpMessage({ batch: { deviceId, signature, frames } }), sum, blinding };
    },
  };
}
