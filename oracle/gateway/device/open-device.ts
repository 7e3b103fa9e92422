import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normaliseSignature } from '../../../core/domain/crypto/device-signature.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { toHex, uintBytes } from '../../../core/domain/bytes/hex.ts';
import { writeDurably } from '../../../core/runtime/write-durably.ts';
import { encodeUpMessage, helloMessage } from '../../messages.ts';
import { openFileSigner } from './device-signer.ts';
import { openPkcs11Signer } from './pkcs11-signer.ts';
import type { DeviceKey } from '../../../core/domain/crypto/device-signature.ts';
import type { GatewaySigner } from './device-signer.ts';
import type { GatewaySettings } from '../settings.ts';

/** The gateway as a device: its key, and what it shows of it. */
export type Device = {
  signer: GatewaySigner;
  /** The key was there before this start, so that frames of an earlier life may be on the ledger. */
  isOld: boolean;
  /** `device.json`, from which the company registers the device. */
  file: string;
  /** The message that shows the collector that this gateway holds the key. */
  hello(): Promise<Uint8Array>;
};

/** Opens the key that the settings name, and writes `device.json`. Throws what `openSigner` throws. */
export async function openDevice(settings: GatewaySettings, domain: Uint8Array): Promise<Device> {
  const { gatewayId } = settings;
  const file = join(settings.dataDir, 'device.json');
  const { signer, isOld } = await openSigner(settings, file);
  const { algorithm, x, y } = signer.key;
  const shown = { algorithm, x: toHex(uintBytes(x, 32)), y: toHex(uintBytes(y, 32)) };
  writeDurably(file, `${JSON.stringify({ gatewayId, deviceId: signer.deviceId, ...shown })}\n`, 0o644);
  return {
    signer,
    isOld,
    file,
    async hello() {
      const time = Math.floor(Date.now() / 1000);
      const message = helloMessage(domain, time, gatewayId);
      const signature = normaliseSignature(signer.key, message, await signer.sign(message));
      return encodeUpMessage({ hello: { ...shown, time, signature } });
    },
  };
}

/** @throws InputError SETTINGS_INVALID for a token without its library, label or PIN, and what the signers throw */
async function openSigner(
  settings: GatewaySettings,
  deviceFile: string,
): Promise<{ signer: GatewaySigner; isOld: boolean }> {
  if (settings.deviceKey === 'file') {
    const file = join(settings.dataDir, 'device-key.pem');
    const isOld = existsSync(file);
    return { signer: openFileSigner({ file, passwordFile: join(settings.dataDir, 'password') }), isOld };
  }
  const {
    pkcs11Tool: tool,
    pkcs11Module: module,
    pkcs11Token: token,
    pkcs11Key: key,
    pkcs11PinFile: pinFile,
  } = settings;
  if (module === undefined || token === undefined || pinFile === undefined) {
    throw new InputError(
      'SETTINGS_INVALID',
      'A device key in a PKCS#11 token needs pkcs11Module, pkcs11Token and pkcs11PinFile.',
    );
  }
  return { signer: await openPkcs11Signer({ tool, module, token, key, pinFile }, knownKey(deviceFile)), isOld: true };
}

/** The public key that `device.json` tells, from an earlier start. */
function knownKey(deviceFile: string): DeviceKey | undefined {
  try {
    const device: unknown = JSON.parse(readFileSync(deviceFile, 'utf8'));
    if (typeof device !== 'object' || device === null || !('x' in device) || !('y' in device)) return undefined;
    return { algorithm: 1, x: BigInt(String(device.x)), y: BigInt(String(device.y)) };
  } catch {
    return undefined;
  }
}
