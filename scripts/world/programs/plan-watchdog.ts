import type { PlannedProgram } from '../planned-program.ts';
import type { Site } from './site.ts';

/** The portal's watchdog over every program of the world that makes, keeps or feeds blocks. */
export function planWatchdog(site: Site): PlannedProgram {
  const { dir, url, ports, networkFile, logLevel } = site;
  const source = (name: string, role: string, port: number): object => ({ name, role, url: url(port) });
  return {
    name: 'watchdog',
    label: 'portal: watchdog over blocks, clocks and disks',
    program: 'watchdog',
    stage: 4,
    settings: {
      dataDir: dir('watchdog'),
      port: ports.watchdog,
      networkFile,
      sources: [
        source('sealer', 'sealer', ports.sealer),
        source('replica-portal', 'replica', ports.replicaPortal),
        source('replica-electricity', 'replica', ports.replicaElectricity),
        source('replica-water', 'replica', ports.replicaWater),
        source('replica-company', 'replica', ports.replicaCompany),
        source('portal', 'portal', ports.app),
        source('collector', 'other', ports.oracle),
        source('gateway', 'other', ports.gateway),
        source('biller-company', 'other', ports.billerCompany),
        source('biller-electricity', 'other', ports.billerElectricity),
        source('biller-water', 'other', ports.billerWater),
      ],
      logLevel,
    },
  };
}
