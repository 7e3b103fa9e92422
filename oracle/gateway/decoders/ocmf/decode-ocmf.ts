import { refuse } from '../reading.ts';
import type { Decoded } from '../reading.ts';
import { readOcmfReadings } from './read-ocmf-readings.ts';
import { asObject, memberText, splitOcmf } from './split-ocmf.ts';
import { verifyOcmfSignature } from './verify-ocmf-signature.ts';

/**
 * One signed record of the Open Charge Metering Format (0.1 to 1.x), as UTF-8 bytes. The signature is verified before anything is
 * believed; `signed` says what it is worth. Refuses: NOT_OCMF, MALFORMED, UNSUPPORTED_VERSION, BAD_PAGINATION, and what the
 * signature check refuses.
 */
export function decodeOcmf(bytes: Uint8Array, publicKey: Uint8Array | undefined): Decoded {
  const sections = splitOcmf(bytes);
  if ('ok' in sections) return sections;
  const { payload } = sections;
  const verified = verifyOcmfSignature(sections, publicKey);
  if ('ok' in verified) return verified;
  const version = memberText(payload, 'FV') ?? '1.0';
  if (!/^[01]\.\d+$/.test(version)) return refuse('UNSUPPORTED_VERSION', `OCMF version ${version} is not known.`);
  const pagination = memberText(payload, 'PG') ?? '';
  if (!/^[TF]\d{1,15}$/.test(pagination))
    return refuse('BAD_PAGINATION', `The pagination ${pagination} is not T or F and a number.`);
  const list = payload['RD'];
  const entries = Array.isArray(list) ? list.map(asObject).filter((entry) => entry !== undefined) : [];
  if (!Array.isArray(list) || entries.length !== list.length || entries.length === 0) {
    return refuse('MALFORMED', 'A record has at least one reading (RD), each a JSON object.');
  }
  return {
    ok: true,
    meter: {
      manufacturer: memberText(payload, 'MV') ?? '',
      id: memberText(payload, 'MS') ?? memberText(payload, 'GS') ?? '',
      version: memberText(payload, 'MF') ?? '',
      medium: 'electricity',
    },
    readings: readOcmfReadings(entries),
    signed: { ...verified, pagination },
  };
}
