import { deviceIdOf, deviceSigner, type DeviceSigner } from '../../../core/domain/crypto/device-signature.ts';
import {
  batchMessage,
  encodeFrame,
  frameDomain,
  frameHash,
  linkOf,
  ZERO_LINK,
  type Frame,
} from '../../../core/domain/reading/frame.ts';
import { toHex, uintBytes, type Hex } from '../../../core/domain/bytes/hex.ts';
import { channelOf } from '../../../core/domain/ledger/ids.ts';
import { KIND, TRUST } from '../../../core/domain/ledger/kinds.ts';
import { frameKeys, sealFrame, type Payload } from '../../../core/domain/reading/payload.ts';
import { encodeReadings, type SignedBatch } from '../../../core/domain/reading/readings-data.ts';
import { bytesOf, idOf } from './accounts.ts';
import { type House, type SendOptions } from './house.ts';
import { DOMAIN } from '../../support/domain.ts';

export type Device = DeviceSigner & { id: Hex };

/** A device whose key depends on the name alone. */
export function makeDevice(name: string, algorithm: 1 | 2 = 1): Device {
  const signer = deviceSigner(algorithm, bytesOf(name));
  return { ...signer, id: deviceIdOf(signer.key) };
}

export async function registerDevice(
  house: House,
  device: Device,
  trustClass: number = TRUST.gatewaySigned,
): Promise<Hex> {
  const { algorithm, x, y } = device.key;
  const word = (value: bigint): Hex => toHex(uintBytes(value, 32));
  return await house.send(house.company, 'DEVICE_REGISTER', { algorithm, x: word(x), y: word(y), trustClass });
}

export type MeterSetting = {
  owner: Hex;
  provider: Hex;
  deviceId: Hex;
  resource?: number;
  unit?: number;
  exponent?: number;
  digits?: number;
  scale?: number;
  obis?: Hex[];
  verifiedUntil?: bigint;
};

export const OBIS_TOTAL: Hex = '0x0100010800ff';
export const OBIS_DAY: Hex = '0x0100010801ff';
export const OBIS_NIGHT: Hex = '0x0100010802ff';

/** METER_REGISTER data of an electricity meter. */
export function meterData(house: House, name: string, setting: MeterSetting) {
  return {
    meterId: idOf(name),
    owner: setting.owner,
    provider: setting.provider,
    resource: setting.resource ?? 1,
    unit: setting.unit ?? 1,
    exponent: setting.exponent ?? 0,
    digits: setting.digits ?? 0,
    scale: setting.scale ?? 0,
    deviceId: setting.deviceId,
    verifiedUntil: setting.verifiedUntil ?? house.now + 1_000_000n,
    obis: setting.obis ?? [OBIS_TOTAL],
  };
}

export async function registerMeter(house: House, name: string, setting: MeterSetting): Promise<Hex> {
  const data = meterData(house, name, setting);
  await house.send(house.company, 'METER_REGISTER', data);
  return data.meterId;
}

/** A register as a gateway sees it: it makes one frame after the other. */
export type Register = {
  channel: Hex;
  /** The next frame. `change` replaces fields after the fact, to break exactly these. */
  read(mantissa: bigint, options?: FrameOptions): MadeFrame;
};
export type FrameOptions = {
  time?: bigint;
  flags?: number;
  sequence?: bigint;
  previous?: Hex;
  /** The registers of a day, of which the frame is a packet; the last is what was read. */
  hours?: readonly bigint[];
  change?: Partial<Frame>;
};
export type MadeFrame = Frame & {
  ciphertext: Uint8Array;
  hash: Uint8Array;
  link: Hex;
  value: bigint;
  blinding: bigint;
};

export function makeRegister(house: House, device: Device, meterId: Hex, obis: Hex = OBIS_TOTAL): Register {
  const channel = channelOf(meterId, obis);
  const periodKey = bytesOf(`period key of ${channel}`);
  const domain = frameDomain(DOMAIN, house.contracts.readingLedger.address);
  let sequence = 0n;
  let previous: Hex = ZERO_LINK;
  let time = house.now - 1_000_000n;
  return {
    channel,
    read(mantissa, options = {}) {
      sequence = options.sequence ?? sequence + 1n;
      time = options.time ?? time + 3600n;
      const { algorithm } = device.key;
      const header = {
        algorithm,
        flags: options.flags ?? 0,
        domain,
        channel,
        sequence,
        time,
        previous: options.previous ?? previous,
      };
      const { hours } = options;
      const payload: Payload =
        hours === undefined
          ? { kind: 'single', exponent: 0, mantissa }
          : { kind: 'day', exponent: 0, mantissas: [...hours], late: [] };
      const sealed = sealFrame({ periodKey, header, payload });
      const frame: Frame = { ...sealed.frame, ...options.change };
      const hash = frameHash(encodeFrame(frame));
      previous = linkOf(toHex(hash));
      const { blinding } = frameKeys({ periodKey, channel, sequence });
      return { ...frame, ciphertext: sealed.ciphertext, hash, link: previous, value: mantissa, blinding };
    },
  };
}

/** One batch under one signature of the device. */
export function signBatch(device: Device, frames: readonly MadeFrame[]): SignedBatch {
  const signature = device.sign(batchMessage(frames.map((frame) => frame.hash)));
  return { deviceId: device.id, signature, frames: [...frames] };
}

export async function sendBatches(
  house: House,
  batches: readonly SignedBatch[],
  options: SendOptions & { from?: House['collector'] } = {},
): Promise<Hex> {
  return await sendPacked(house, encodeReadings(batches), options);
}

export async function sendPacked(
  house: House,
  data: Hex,
  options: SendOptions & { from?: House['collector'] } = {},
): Promise<Hex> {
  await house.followChain();
  return await house.carry(house.sign(options.from ?? house.collector, KIND.READINGS, data, options));
}

/** Frames of one device, signed and sent by the collector. */
export async function sendFrames(house: House, device: Device, frames: readonly MadeFrame[]): Promise<Hex> {
  return await sendBatches(house, [signBatch(device, frames)]);
}
