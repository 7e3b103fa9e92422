import { homesOf, personsOf } from '../house-files.ts';
import type { PlannedProgram } from '../planned-program.ts';
import type { Site } from './site.ts';

/** What stands in for the world outside: identity portal and bank always, people and meters where they are played. */
export function planSandbox(site: Site, played: { flats: readonly number[]; liveMeters: boolean }): PlannedProgram[] {
  return [
    planIdentity(site),
    planBank(site),
    ...(played.flats.length === 0 ? [] : [planResidents(site, played.flats)]),
    ...(played.liveMeters ? [planMeters(site)] : []),
  ];
}

function planIdentity({ dir, url, ports, house, logLevel }: Site): PlannedProgram {
  return {
    name: 'sandbox-identity',
    label: 'SANDBOX: identity portal',
    program: 'sandbox-identity',
    stage: 1,
    settings: {
      dataDir: dir('sandbox-identity'),
      port: ports.identity,
      redirectUri: `${url(ports.app)}/auth/callback`,
      persons: personsOf(house),
      logLevel,
    },
  };
}

function planBank({ dir, url, ports, logLevel }: Site): PlannedProgram {
  return {
    name: 'sandbox-bank',
    label: 'SANDBOX: bank',
    program: 'sandbox-bank',
    stage: 1,
    settings: {
      dataDir: dir('sandbox-bank'),
      port: ports.bank,
      webhookUrl: `${url(ports.app)}/webhooks/bank`,
      logLevel,
    },
  };
}

function planResidents({ dir, url, ports, house, logLevel }: Site, flats: readonly number[]): PlannedProgram {
  return {
    name: 'sandbox-residents',
    label: 'SANDBOX: people of the house',
    program: 'sandbox-residents',
    stage: 4,
    settings: {
      dataDir: dir('sandbox-residents'),
      portalUrl: url(ports.app),
      homes: homesOf(house, flats),
      logLevel,
    },
  };
}

function planMeters({ dir, ports, spoolDir, logLevel }: Site): PlannedProgram {
  return {
    name: 'sandbox-meters',
    label: 'SANDBOX: the meters of the house',
    program: 'sandbox-meters',
    stage: 1,
    settings: { dataDir: dir('sandbox-meters'), spoolDir, port: ports.meters, logLevel },
  };
}
