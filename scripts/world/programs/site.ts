import { join } from 'node:path';
import type { WorldPlan } from '../planned-program.ts';

/** Where the programs of a world are, and how they find each other. */
export type Site = Pick<WorldPlan, 'ports' | 'house' | 'accounts' | 'spoolDir'> & {
  dir(name: string): string;
  url(port: number): string;
  networkFile: string;
  queueUrl: string[];
  logLevel: string;
};

export function createSite(args: Omit<WorldPlan, 'programs' | 'meterIds'> & { logLevel: string }): Site {
  const { dataDir, ports, house, accounts, spoolDir, logLevel } = args;
  const dir = (name: string): string => join(dataDir, name);
  const url = (port: number): string => `http://127.0.0.1:${port}`;
  const networkFile = join(dir('sealer'), 'network.json');
  return { ports, house, accounts, spoolDir, dir, url, networkFile, queueUrl: [url(ports.sealer)], logLevel };
}
