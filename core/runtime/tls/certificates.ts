import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { InputError } from '../../domain/bytes/errors.ts';

const DAY_MS = 86_400_000;
/** From here on a certificate is to be renewed, and programs and alarms say so. */
export const RENEW_DAYS = 30;

/** Where the files of one certificate are, and for whom it has to be. */
export type CertificateFiles = {
  file: string;
  /** Its private key. */
  keyFile?: string | undefined;
  /** The name of the client that it has to say. */
  client?: string | undefined;
};

/** Days until a certificate ends; negative where it has. @throws InputError CERTIFICATE_BROKEN */
export function daysLeft(file: string, nowMs: number): number {
  return (readCertificate(file).validToDate.getTime() - nowMs) / DAY_MS;
}

/**
 * Whether a certificate serves now, and for whom it is there.
 * @throws InputError CERTIFICATE_BROKEN, CERTIFICATE_NOT_YET, CERTIFICATE_EXPIRED, CERTIFICATE_KEY, CERTIFICATE_NAME
 */
export function checkCertificate(files: CertificateFiles, nowMs: number): void {
  const { file, keyFile, client } = files;
  const certificate = readCertificate(file);
  const { validFromDate, validToDate } = certificate;
  if (validFromDate.getTime() > nowMs)
    throw new InputError(
      'CERTIFICATE_NOT_YET',
      `${file} is not valid before ${validFromDate.toISOString()}. Set this machine's clock, or have another one made.`,
    );
  if (validToDate.getTime() <= nowMs)
    throw new InputError(
      'CERTIFICATE_EXPIRED',
      `${file} ended on ${validToDate.toISOString()}. Make another one: network/mosquitto/README.md.`,
    );
  if (keyFile !== undefined && !isKeyOf(certificate, keyFile))
    throw new InputError('CERTIFICATE_KEY', `${keyFile} is not the key of ${file}. Put both there as they were made.`);
  const says = certificate.subject.replaceAll('\n', ', ');
  if (client !== undefined && !certificate.subject.split('\n').includes(`CN=${client}`))
    throw new InputError('CERTIFICATE_NAME', `${file} is for ${says}, not for ${client}. Have one made for that name.`);
}

function readCertificate(file: string): X509Certificate {
  try {
    return new X509Certificate(readFileSync(file));
  } catch (cause) {
    throw new InputError(
      'CERTIFICATE_BROKEN',
      `${file} is no readable certificate. Put it there again, in PEM (network/mosquitto/README.md).`,
      { cause },
    );
  }
}

function isKeyOf(certificate: X509Certificate, keyFile: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(readFileSync(keyFile)));
  } catch {
    return false;
  }
}
