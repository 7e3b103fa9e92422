import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { found } from '../../../../../scripts/commands/init/found.ts';
import { initCollector } from '../../../../../scripts/commands/init/init-collector.ts';
import { initCompany } from '../../../../../scripts/commands/init/init-company.ts';
import { initGateway } from '../../../../../scripts/commands/init/init-gateway.ts';
import { initPortal, initProvider } from '../../../../../scripts/commands/init/init-portal.ts';
import { freePorts } from '../../../../../scripts/world/free-ports.ts';

const HOUSE = `premise,account,area,residents,resource,maker,serial,obis,gateway,verified-until
flat-1,4070210001,54.30,2,electricity,DMS,10000001,1-0:1.8.0*255,house-1,2031-12-31
flat-1,,,,cold-water,DMS,20000001,8-0:1.0.0*255,house-1,2031-12-31
`;
const OWNERS = ['company', 'portal', 'power', 'collection', 'gateway'] as const;
export type OwnerFolder = (typeof OWNERS)[number] | 'certified-collection' | 'certified-gateway';

const url = (port: number): string => `http://127.0.0.1:${port}`;

/** Folders of all owners as `init` and `found` lay them, whose network nobody runs; with certificates where openssl is there. */
export async function makeOwners(folder: string, certified: boolean): Promise<{ port: number }> {
  const at = (path: string): string => join(folder, path);
  const [port = 0] = await freePorts(1);
  const host = '127.0.0.1';
  const common = { host, sealer: url(port) };
  writeFileSync(at('house.csv'), HOUSE);
  const outside = { publicUrl: url(port + 11), issuer: url(port + 60), bank: url(port + 61), witness: url(port + 20) };
  await initPortal({ ...common, ...outside, dir: at('portal'), port: `${port + 10}`, name: 'Portal' });
  const supplies = { rate: ['electricity=5.47'], norm: ['electricity=96'], from: '2026-01-01' };
  await initProvider({ ...common, ...supplies, dir: at('power'), port: `${port + 20}`, name: 'Power' });
  const collector = { ...common, name: 'Meters', gateway: ['house-1'], replica: url(port + 2) };
  await initCollector({ ...collector, dir: at('collection'), port: `${port + 30}` });
  await initCompany({
    ...{ ...common, dir: at('company'), port: `${port}`, name: 'Pine Wood', house: at('house.csv') },
    ...{ rate: ['cold-water=50.93'], norm: [], from: '2026-01-01', currency: 'RUB', timeZone: 'Europe/Moscow' },
    card: ['portal', 'power', 'collection'].map((one) => at(`${one}/card.json`)),
  });
  const meters = at('company/hand-over/house-1.json');
  const gateway = { ...common, port: `${port + 40}`, meters };
  await initGateway({ ...gateway, dir: at('gateway'), collector: at('collection/hand-over/house-1') });
  if (certified) {
    const dir = at('certified-collection');
    await initCollector({ ...collector, dir, port: `${port + 50}`, broker: host });
    await initGateway({ ...gateway, dir: at('certified-gateway'), collector: join(dir, 'hand-over/house-1') });
  }
  await found(at('company'), { json: true });
  mkdirSync(at('company/devices'));
  copyFileSync(at('gateway/device.json'), at('company/devices/house-1.json'));
  for (const owner of [...OWNERS, ...(certified ? ['certified-collection', 'certified-gateway'] : [])])
    if (owner !== 'company') copyFileSync(at('company/network.json'), at(`${owner}/network.json`));
  return { port };
}

/** A copy of an owner's folder in which something may be broken. */
export function copyOf(folder: string, owner: OwnerFolder, name: string): string {
  const dir = join(folder, 'copies', name);
  cpSync(join(folder, owner), dir, { recursive: true });
  return dir;
}

/** Changes fields of a JSON file of one object. */
export function edit(file: string, change: Readonly<Record<string, unknown>>): void {
  const before = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(file, JSON.stringify({ ...before, ...change }));
}
