import { createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { refuse } from '../reading.ts';
import type { Refusal } from '../reading.ts';
import { OCMF_CURVES, OCMF_DEFAULT_ALGORITHM } from './ocmf-curves.ts';
import type { OcmfCurve } from './ocmf-curves.ts';
import { memberText } from './split-ocmf.ts';
import type { JsonObject, OcmfSections } from './split-ocmf.ts';

export type Verified = { curve: string; class: 'ledger' | 'attested' };

const ALGORITHM = /^ECDSA-([a-z0-9]+)-SHA(256|384|512)$/i;

/**
 * Verifies the signature over the exact signed bytes. `publicKey` is a DER SubjectPublicKeyInfo, or the bare uncompressed point 04 ‖ x ‖ y.
 * Refuses: UNKNOWN_ALGORITHM, WEAK_CURVE (192 bit), KEY_REQUIRED, BAD_KEY, KEY_MISMATCH, BAD_ENCODING, BAD_SIGNATURE.
 */
export function verifyOcmfSignature(sections: OcmfSections, publicKey: Uint8Array | undefined): Verified | Refusal {
  const algorithm = memberText(sections.signature, 'SA') ?? OCMF_DEFAULT_ALGORITHM;
  const [, name = '', bits = ''] = ALGORITHM.exec(algorithm) ?? [];
  const curve = OCMF_CURVES.find((candidate) => candidate.name === name.toLowerCase().replace('poolp', 'pool'));
  if (curve === undefined) return refuse('UNKNOWN_ALGORITHM', `The signature algorithm ${algorithm} is not known.`);
  if (curve.class === 'refused') {
    return refuse('WEAK_CURVE', `${curve.name} has 192 bits: records signed with it are not taken for billing.`);
  }
  if (publicKey === undefined) return refuse('KEY_REQUIRED', 'A signed record needs the public key of its meter.');
  const key = importKey(publicKey, curve);
  if (key === undefined)
    return refuse('BAD_KEY', 'The public key is neither a DER SubjectPublicKeyInfo nor a point of the curve.');
  if (key.asymmetricKeyDetails?.namedCurve !== curve.openssl) {
    return refuse(
      'KEY_MISMATCH',
      `The record says ${curve.name}, the key is of ${key.asymmetricKeyDetails?.namedCurve ?? '?'}.`,
    );
  }
  const signature = signatureBytes(sections.signature);
  if (signature === undefined) {
    return refuse('BAD_ENCODING', 'The signature must be DER in hex (default) or base64 (SE), type application/x-der.');
  }
  if (!verify(`sha${bits}`, sections.signedBytes, key, signature)) {
    return refuse('BAD_SIGNATURE', 'The signature does not fit the record and the key: one of them was changed.');
  }
  return { curve: curve.name, class: bits === '256' ? curve.class : 'attested' };
}

function importKey(publicKey: Uint8Array, curve: OcmfCurve): KeyObject | undefined {
  const bare = publicKey[0] === 0x04 && publicKey.length === 1 + 2 * curve.size;
  try {
    const der = bare ? wrapPoint(publicKey, curve) : Buffer.from(publicKey);
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ec' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** DER SubjectPublicKeyInfo (RFC 5480) around an uncompressed point. */
function wrapPoint(point: Uint8Array, curve: OcmfCurve): Buffer {
  const oids = Buffer.from(`06072a8648ce3d0201${curve.oid}`, 'hex');
  const bits = Buffer.concat([Buffer.from([0]), point]);
  const body = Buffer.concat([derHeader(0x30, oids.length), oids, derHeader(0x03, bits.length), bits]);
  return Buffer.concat([derHeader(0x30, body.length), body]);
}

function derHeader(tag: number, length: number): Buffer {
  return Buffer.from(length < 128 ? [tag, length] : [tag, 0x81, length]);
}

function signatureBytes(signature: JsonObject): Uint8Array | undefined {
  const data = memberText(signature, 'SD');
  const encoding = (memberText(signature, 'SE') ?? 'hex').toLowerCase();
  const type = memberText(signature, 'SM') ?? 'application/x-der';
  if (data === undefined || type !== 'application/x-der') return undefined;
  if (encoding === 'hex') return /^([0-9a-f]{2})+$/i.test(data) ? Buffer.from(data, 'hex') : undefined;
  if (encoding !== 'base64') return undefined;
  return /^[A-Za-z0-9+/]+={0,2}$/.test(data) ? Buffer.from(data, 'base64') : undefined;
}
