import { existsSync } from 'node:fs';
import {
  checkCertificate,
  daysLeft,
  RENEW_DAYS,
  type CertificateFiles,
} from '../../../core/runtime/tls/certificates.ts';
import { mqttOptions } from '../../../oracle/mqtt-access.ts';
import { fault, refusedBy, type Finding } from './findings.ts';
import type { Examined } from './read-machine.ts';

/** The certificates by which collector and gateway reach a broker. */
export async function checkCertificates(one: Examined, now: () => number): Promise<Finding[]> {
  if (one.program !== 'gateway' && one.program !== 'oracle') return [];
  const { settings } = one;
  const unreadable = await refusedBy(one.file, () => mqttOptions(settings));
  if (unreadable.length > 0) return unreadable;
  const { mqttCa, mqttCert, mqttKey } = settings;
  const client = one.program === 'gateway' ? one.settings.gatewayId : 'collector';
  const all: CertificateFiles[] = [
    ...(mqttCa === undefined ? [] : [{ file: mqttCa }]),
    ...(mqttCert === undefined ? [] : [{ file: mqttCert, keyFile: mqttKey, client }]),
  ];
  const found = await Promise.all(all.filter(({ file }) => existsSync(file)).map((files) => checkOne(files, now())));
  return found.flat();
}

async function checkOne(files: CertificateFiles, nowMs: number): Promise<Finding[]> {
  const refused = await refusedBy(files.file, () => checkCertificate(files, nowMs));
  if (refused.length > 0) return refused;
  const left = daysLeft(files.file, nowMs);
  if (left >= RENEW_DAYS) return [];
  return [fault('CERTIFICATE_ENDS', files.file, `It ends in ${Math.floor(left)} days.`)];
}
