import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deviceIdOf } from '../../../core/domain/crypto/device-signature.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { bytesToBigint } from '../../../core/domain/bytes/hex.ts';
import { writeDurably } from '../../../core/runtime/write-durably.ts';
import type { KeyObject } from 'node:crypto';
import type { DeviceKey } from '../../../core/domain/crypto/device-signature.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';

/** Where the gateway's private key is: a file, a secure element. Signatures are r ‖ s, 64 bytes, of any half. */
export type GatewaySigner = {
  readonly key: DeviceKey;
  readonly deviceId: Hex;
  sign(message: Uint8Array): Promise<Uint8Array>;
};

/**
 * A P-256 key in a PKCS#8 file encrypted with the password of another file; both are made, readable by their owner alone, when missing.
 * @throws InputError DEVICE_KEY_BROKEN
 */
export function openFileSigner(args: { file: string; passwordFile: string }): GatewaySigner {
  const privateKey = existsSync(args.file) ? readKey(args) : makeKey(args);
  const jwk = createPublicKey(privateKey).export({ format: 'jwk' });
  const coordinate = (text: string | undefined): bigint => bytesToBigint(Buffer.from(text ?? '', 'base64url'));
  const key: DeviceKey = { algorithm: 1, x: coordinate(jwk.x), y: coordinate(jwk.y) };
  return {
    key,
    deviceId: deviceIdOf(key),
    async sign(message) {
      return new Uint8Array(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }));
    },
  };
}

function readKey(args: { file: string; passwordFile: string }): KeyObject {
  try {
    const passphrase = readFileSync(args.passwordFile, 'utf8').trim();
    const key = createPrivateKey({ key: readFileSync(args.file, 'utf8'), passphrase });
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('the key is not on P-256');
    return key;
  } catch (cause) {
    throw new InputError(
      'DEVICE_KEY_BROKEN',
      `${args.file} cannot be opened with ${args.passwordFile}. Restore both from the same backup.`,
      { cause },
    );
  }
}

function makeKey(args: { file: string; passwordFile: string }): KeyObject {
  for (const file of [args.file, args.passwordFile]) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (!existsSync(args.passwordFile)) writeDurably(args.passwordFile, `${randomBytes(32).toString('hex')}\n`);
  const passphrase = readFileSync(args.passwordFile, 'utf8').trim();
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase });
  writeDurably(args.file, pem);
  return privateKey;
}
