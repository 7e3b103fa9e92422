import { join } from 'node:path';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { PlannedProgram } from '../planned-program.ts';
import type { Site } from './site.ts';

/** The sealer and the registers that follow it: the company's own serves its biller, because the sealer answers nothing that needs the state. */
export function planRegisters(site: Site): PlannedProgram[] {
  const { ports, accounts, dir, logLevel } = site;
  const sealer = {
    name: 'sealer',
    label: 'management company: seals blocks (DR2)',
    program: 'sealer',
    stage: 0,
    settings: {
      data: dir('sealer'),
      port: ports.sealer,
      company: accounts.company,
      portal: accounts.portal,
      witnesses: witnessesOf(site).map(({ address }) => ({ key: address, owner: address })),
      found: true,
      // All of it lies on one disk: nobody holds what this folder lacks, and the replicas start after it.
      alone: true,
      logLevel,
    },
  };
  return [
    sealer,
    planReplica(site, 'portal', 'portal: register DR3', ports.replicaPortal, 'app'),
    planReplica(
      site,
      'electricity',
      'provider of electricity: register DR4',
      ports.replicaElectricity,
      'biller-electricity',
    ),
    planReplica(site, 'water', 'provider of water: register DR4', ports.replicaWater, 'biller-water'),
    planReplica(site, 'company', 'management company: replica that its biller reads', ports.replicaCompany),
  ];
}

/** Three of the registers cosign for each other, each with its account's key. The portal's own does not count for residents, whose pages want two: no single one can speak for all. */
export function witnessesOf({ ports, accounts, url }: Site): { address: Hex; url: string }[] {
  return [
    { address: accounts.portal, url: url(ports.replicaPortal) },
    { address: accounts.electricity, url: url(ports.replicaElectricity) },
    { address: accounts.water, url: url(ports.replicaWater) },
  ];
}

/** @param witness whose account's key cosigns */
function planReplica(site: Site, name: string, label: string, port: number, witness?: string): PlannedProgram {
  const { dir, url, ports, networkFile, logLevel } = site;
  return {
    name: `replica-${name}`,
    label,
    program: 'replica',
    stage: 1,
    settings: {
      data: dir(`replica-${name}`),
      port,
      from: url(ports.sealer),
      network: networkFile,
      ...(witness === undefined ? {} : { witness: true, witnessKeystore: join(dir(witness), 'keystore.json') }),
      peers: witnessesOf(site)
        .filter((one) => one.url !== url(port))
        .map((one) => ({ url: one.url, witness: one.address })),
      logLevel,
    },
  };
}
