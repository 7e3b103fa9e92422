import { randomBytes } from 'node:crypto';
import { deviceIdOf, deviceSigner } from '../../../core/domain/crypto/device-signature.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { periodKeyContext } from '../../../core/domain/crypto/envelope-context.ts';
import { sealEnvelope, type Addressee } from '../../../core/domain/crypto/envelope.ts';
import {
  batchMessage,
  encodeFrame,
  frameDomain,
  frameHash,
  linkOf,
  ZERO_LINK,
} from '../../../core/domain/reading/frame.ts';
import { toHex, uintBytes, type Hex } from '../../../core/domain/bytes/hex.ts';
import { channelOf } from '../../../core/domain/ledger/ids.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import { isLate } from '../../../core/domain/reading/is-late.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import { frameKeys, periodKeyMessage, sealFrame } from '../../../core/domain/reading/payload.ts';
import { encodeReadings, type CalldataFrame } from '../../../core/domain/reading/readings-data.ts';
import { nowSeconds } from '../../support/world/actors.ts';

/** A gateway's key without the gateway: makes period keys and frames as one would. */
export type TestDevice = {
  readonly deviceId: Hex;
  readonly json: { algorithm: number; x: Hex; y: Hex };
  /** PERIOD_KEYS data for a fresh key, which later frames of the meter and period use. */
  announce(network: Network, meterId: Hex, period: number, readers: readonly Addressee[]): Promise<Hex>;
  /** READINGS data: the register of each channel at a time. */
  read(
    network: Network,
    period: number,
    readings: readonly { meterId: Hex; obis: Hex; time: bigint; value: bigint; close?: boolean }[],
  ): Hex;
  openings: { channel: Hex; sequence: bigint; value: bigint; blinding: bigint }[];
};

export function testDevice(): TestDevice {
  const signer = deviceSigner(1, randomBytes(32));
  const deviceId = deviceIdOf(signer.key);
  const keys = new Map<string, Uint8Array>();
  const tips = new Map<Hex, { sequence: bigint; link: Hex }>();
  const openings: TestDevice['openings'] = [];
  return {
    deviceId,
    openings,
    json: { algorithm: 1, x: toHex(uintBytes(signer.key.x, 32)), y: toHex(uintBytes(signer.key.y, 32)) },
    async announce(network, meterId, period, readers) {
      const key = keys.get(`${meterId}:${period}`) ?? new Uint8Array(randomBytes(32));
      keys.set(`${meterId}:${period}`, key);
      const context = periodKeyContext(network, { deviceId, meterId, period });
      const envelope = await sealEnvelope({ content: key, addressees: readers, context });
      const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
      const deviceSignature = toHex(signer.sign(periodKeyMessage({ domain, meterId, period, envelope })));
      return encodeData('PERIOD_KEYS', { deviceId, meterId, period, envelope, deviceSignature });
    },
    read(network, period, readings) {
      const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
      const hashes: Uint8Array[] = [];
      const frames = readings.map(({ meterId, obis, time, value, close }): CalldataFrame => {
        const channel = channelOf(meterId, obis);
        const tip = tips.get(channel);
        const header = {
          algorithm: 1 as const,
          flags: (close === true ? FLAG.periodClose : 0) | (isLate(time, nowSeconds()) ? FLAG.gap : 0),
          domain,
          channel,
          sequence: (tip?.sequence ?? 0n) + 1n,
          time,
          previous: tip?.link ?? ZERO_LINK,
        };
        const periodKey = keys.get(`${meterId}:${period}`);
        if (periodKey === undefined) throw new Error('announce the period key first');
        const { frame, ciphertext } = sealFrame({
          periodKey,
          header,
          payload: { kind: 'single', exponent: 0, mantissa: value },
        });
        const hash = frameHash(encodeFrame(frame));
        hashes.push(hash);
        tips.set(channel, { sequence: header.sequence, link: linkOf(toHex(hash)) });
        const { blinding } = frameKeys({ periodKey, channel, sequence: header.sequence });
        openings.push({ channel, sequence: header.sequence, value, blinding });
        return { ...frame, ciphertext };
      });
      return encodeReadings([{ deviceId, signature: signer.sign(batchMessage(hashes)), frames }]);
    },
  };
}
