import { spawn } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deviceIdOf } from '../../../core/domain/crypto/device-signature.ts';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { bytesToBigint } from '../../../core/domain/bytes/hex.ts';
import type { DeviceKey } from '../../../core/domain/crypto/device-signature.ts';
import type { GatewaySigner } from './device-signer.ts';

/**
 * A P-256 key pair in a PKCS#11 token, by the token's label and the key's id (hex); `tool` is OpenSC's
 * pkcs11-tool, which signs with whatever key is first when it is given a label.
 */
export type Pkcs11Place = { tool: string; module: string; token: string; key: string; pinFile: string };

const TIMEOUT_MS = 15_000;
const SIGNATURE_BYTES = 64;
/** The PIN goes through the child's environment: arguments are seen by everybody on the machine. */
const PIN_VARIABLE = 'DOMLEDGER_DEVICE_PIN';

/**
 * Signs in the token; the private key never leaves it. `known` is the public key as the agent saw it last, for a start while the token is away.
 * @throws TransientError SIGNER_ABSENT while the token does not answer; InputError DEVICE_KEY_BROKEN for a key that is not on P-256
 */
export async function openPkcs11Signer(place: Pkcs11Place, known?: DeviceKey): Promise<GatewaySigner> {
  let key: DeviceKey;
  try {
    key = publicKeyOf(await run(place, ['--read-object', '--type', 'pubkey', '--id', place.key]));
  } catch (error) {
    if (known === undefined || !(error instanceof TransientError)) throw error;
    key = known;
  }
  return {
    key,
    deviceId: deviceIdOf(key),
    async sign(message) {
      const digest = createHash('sha256').update(message).digest();
      const args = ['--sign', '--mechanism', 'ECDSA', '--signature-format', 'rs', '--id', place.key];
      const signature = await run(place, args, digest);
      if (signature.length === SIGNATURE_BYTES) return new Uint8Array(signature);
      throw new TransientError(
        'SIGNER_ABSENT',
        `Token "${place.token}" gave a signature of ${signature.length} bytes, not 64.`,
      );
    },
  };
}

function publicKeyOf(der: Buffer): DeviceKey {
  try {
    const jwk = createPublicKey({ key: der, format: 'der', type: 'spki' }).export({ format: 'jwk' });
    if (jwk.crv !== 'P-256') throw new Error(`the key is on ${jwk.crv ?? 'no curve'}`);
    const coordinate = (text: string | undefined): bigint => bytesToBigint(Buffer.from(text ?? '', 'base64url'));
    return { algorithm: 1, x: coordinate(jwk.x), y: coordinate(jwk.y) };
  } catch (cause) {
    throw new InputError('DEVICE_KEY_BROKEN', 'The key in the token is no EC key on P-256.', { cause });
  }
}

async function run(place: Pkcs11Place, args: readonly string[], input?: Buffer): Promise<Buffer> {
  const pin = readFileSync(place.pinFile, 'utf8').trim();
  const common = ['--module', place.module, '--token-label', place.token, '--login', '--pin', `env:${PIN_VARIABLE}`];
  const child = spawn(place.tool, [...common, ...args], {
    env: { ...process.env, [PIN_VARIABLE]: pin },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
  });
  const [output, errors]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new TransientError('SIGNER_ABSENT', `${place.tool} cannot be run. Install OpenSC.`, { cause })),
    );
    child.once('close', resolve);
  });
  if (code === 0) return Buffer.concat(output);
  const reason = Buffer.concat(errors).toString('utf8').trim().split('\n').at(-1) ?? '';
  throw new TransientError(
    'SIGNER_ABSENT',
    `Token "${place.token}" does not sign (${reason}). Is it there and the PIN right?`,
  );
}
