/** What a signature of a curve is worth here. refused: too short to bill on. */
export type CurveClass = 'ledger' | 'attested' | 'refused';

export type OcmfCurve = {
  /** The name in OCMF's `SA`. */
  name: string;
  /** The name in OpenSSL. */
  openssl: string;
  class: CurveClass;
  /** DER of the curve's object identifier, to wrap a bare public point. */
  oid: string;
  /** Bytes of one coordinate. */
  size: number;
};

/**
 * Curves of OCMF 1.x, table "signature methods". Contracts can check P-256 and secp256k1; the others are verified here and attested
 * by the gateway.
 */
export const OCMF_CURVES: readonly OcmfCurve[] = [
  { name: 'secp256r1', openssl: 'prime256v1', class: 'ledger', oid: '06082a8648ce3d030107', size: 32 },
  { name: 'secp256k1', openssl: 'secp256k1', class: 'ledger', oid: '06052b8104000a', size: 32 },
  { name: 'secp384r1', openssl: 'secp384r1', class: 'attested', oid: '06052b81040022', size: 48 },
  { name: 'secp521r1', openssl: 'secp521r1', class: 'attested', oid: '06052b81040023', size: 66 },
  { name: 'brainpool256r1', openssl: 'brainpoolP256r1', class: 'attested', oid: '06092b2403030208010107', size: 32 },
  { name: 'brainpool384r1', openssl: 'brainpoolP384r1', class: 'attested', oid: '06092b240303020801010b', size: 48 },
  { name: 'brainpool512r1', openssl: 'brainpoolP512r1', class: 'attested', oid: '06092b240303020801010d', size: 64 },
  { name: 'secp192k1', openssl: 'secp192k1', class: 'refused', oid: '06052b8104001f', size: 24 },
  { name: 'secp192r1', openssl: 'prime192v1', class: 'refused', oid: '06082a8648ce3d030101', size: 24 },
];

/** SHA-256 with a ledger curve is the only pair that contracts can check. */
export const OCMF_DEFAULT_ALGORITHM = 'ECDSA-secp256r1-SHA256';
