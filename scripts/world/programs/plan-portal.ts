import { join } from 'node:path';
import type { PlannedProgram } from '../planned-program.ts';
import { witnessesOf } from './plan-registers.ts';
import type { Site } from './site.ts';

/** The residents' portal. */
export function planPortal(site: Site): PlannedProgram {
  const { dir, url, ports, networkFile, queueUrl, logLevel } = site;
  return {
    name: 'app',
    label: 'portal: pages, accounts, payments',
    program: 'app',
    stage: 3,
    settings: {
      dataDir: dir('app'),
      networkFile,
      replicaUrl: [url(ports.replicaPortal)],
      queueUrl,
      port: ports.app,
      publicUrl: url(ports.app),
      operatorPort: ports.operator,
      issuerUrl: url(ports.identity),
      bankUrl: url(ports.bank),
      namesFile: join(dir('app'), 'names.json'),
      witnessUrls: witnessesOf(site).map((one) => one.url),
      cosignaturesRequired: 2,
      logLevel,
    },
  };
}
