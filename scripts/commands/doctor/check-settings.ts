import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readHouseMeters, readPremises } from '../../../biller/house-files.ts';
import { ZERO_ADDRESS } from '../../../core/domain/bytes/hex.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import { readMeterRegister } from '../../../oracle/gateway/meters/meter-register.ts';
import { networkOf } from '../../../sealer/chain/found-network.ts';
import { requireForeignReplicas } from '../../../sealer/guards/held-elsewhere.ts';
import { readNetworkFile, requireSameNetwork } from '../../../sealer/network/network-file.ts';
import { refuseOneOwner } from '../../../sealer/standby/choose-role.ts';
import { fault, refusedBy, type Finding } from './findings.ts';
import { behind, isLoopback, isOwnHost, listenersOf, type Listener } from './listeners.ts';
import { networkFileOf, type Examined, type Machine } from './read-machine.ts';

/** What settings and the files that they name say, without asking anybody; and the network that the machine trusts. */
export async function checkSettings(machine: Machine): Promise<{ findings: Finding[]; network: Network | undefined }> {
  const listeners = machine.programs.flatMap(listenersOf);
  const { findings, network } = await checkNetworks(machine);
  findings.push(...checkListeners(listeners));
  for (const one of machine.programs)
    findings.push(...(await checkProgram(one)), ...(await checkWitnesses(one, { listeners, network })));
  return { findings, network };
}

async function checkNetworks({
  home,
  programs,
}: Machine): Promise<{ findings: Finding[]; network: Network | undefined }> {
  const named = programs.map(networkFileOf);
  const files = new Set([...(home === undefined ? [] : [join(home, 'network.json')]), ...named]);
  const findings: Finding[] = [];
  const read = new Map<string, Network>();
  for (const file of files) {
    if (file === undefined) continue;
    const look = async (): Promise<void> => {
      const found = readNetworkFile(file);
      if (found !== undefined) read.set(file, found);
      else findings.push(fault('NETWORK_AWAITED', file, 'There is no such file.'));
    };
    findings.push(...(await refusedBy(file, look)));
  }
  const network = [...read.values()][0];
  for (const one of programs) findings.push(...(await checkNetwork(one, { read, network })));
  return { findings, network };
}

/** What a folder keeps of its network for ever. */
async function checkNetwork(
  one: Examined,
  { read, network }: { read: ReadonlyMap<string, Network>; network: Network | undefined },
): Promise<Finding[]> {
  if (one.program === 'sealer') {
    const file = join(one.settings.data, 'network.json');
    const kept = read.get(file);
    return refusedBy(one.file, () => {
      refuseOneOwner(one.settings);
      if (kept === undefined) return;
      requireSameNetwork(file, kept, networkOf(one.settings, ZERO_ADDRESS, kept));
      if (network !== undefined) requireSameNetwork(file, kept, network);
    });
  }
  if (one.program !== 'replica') return [];
  const file = join(one.settings.data, 'network.json');
  return refusedBy(file, () => {
    const kept = readNetworkFile(file);
    if (kept !== undefined && network !== undefined) requireSameNetwork(file, kept, network);
  });
}

function checkListeners(listeners: readonly Listener[]): Finding[] {
  return listeners.flatMap((one, place) => {
    const where = one.of.file;
    const found: Finding[] = [];
    const twin = listeners.slice(0, place).find(({ port }) => port === one.port);
    if (twin !== undefined)
      found.push(fault('PORT_TWICE', where, `${one.of.name} and ${twin.of.name} are both set to port ${one.port}.`));
    if (isLoopback(one.host)) return found;
    if (!isOwnHost(one.host)) found.push(fault('HOST_UNKNOWN', where, `${one.host} is no address of this machine.`));
    else if (!one.proxied)
      found.push(fault('LISTENS_OPENLY', where, `Port ${one.port} of ${one.of.name} is open to others, without TLS.`));
    return found;
  });
}

/** What the files say that one program names. */
async function checkProgram(one: Examined): Promise<Finding[]> {
  if (one.program === 'biller') return checkHouse(one.settings);
  if (one.program === 'gateway') {
    const { metersFile, clockMarker } = one.settings;
    const unsynced = clockMarker !== undefined && !existsSync(clockMarker);
    return [
      ...(await refusedBy(metersFile, () => readMeterRegister(metersFile))),
      ...(unsynced ? [fault('CLOCK_UNSYNCED', one.file, `There is no ${clockMarker}.`)] : []),
    ];
  }
  if (one.program !== 'sealer' && one.program !== 'replica') return [];
  const { engine, gethBinary } = one.settings;
  const findings =
    engine === 'geth' && gethBinary !== undefined && !existsSync(gethBinary)
      ? [fault('ENGINE_MISSING', one.file, `There is no ${gethBinary}.`)]
      : [];
  if (one.program === 'replica') return findings;
  const { settings } = one;
  if (settings.primaryUrl !== undefined && settings.keeper === undefined)
    findings.push(fault('PRIMARY_WITHOUT_KEEPER', one.file, 'primaryUrl names another sealer, and no keeper is set.'));
  return findings;
}

async function checkHouse(settings: {
  premisesFile: string | undefined;
  metersFile: string | undefined;
}): Promise<Finding[]> {
  const { premisesFile, metersFile } = settings;
  const findings: Finding[] = [];
  if (premisesFile !== undefined) findings.push(...(await refusedBy(premisesFile, () => readPremises(premisesFile))));
  if (metersFile !== undefined)
    findings.push(
      ...(await refusedBy(metersFile, () => {
        for (const name of readHouseMeters(metersFile).missingDevices)
          findings.push(fault('DEVICE_MISSING', metersFile, `Gateway ${name} has not given its device.json yet.`));
      })),
    );
  return findings;
}

/** Who else may say what is so. */
async function checkWitnesses(
  one: Examined,
  { listeners, network }: { listeners: readonly Listener[]; network: Network | undefined },
): Promise<Finding[]> {
  const foreign = (urls: readonly string[] = []): string[] =>
    [...new Set(urls)].filter((url) => behind(listeners, url) === undefined);
  if (one.program === 'app') {
    const { cosignaturesRequired: needed, witnessUrls } = one.settings;
    const most = foreign(witnessUrls).length + 1;
    if (needed <= most) return [];
    return [fault('WITNESSES_FEW', one.file, `${needed} cosignatures are asked for, and ${most} can come.`)];
  }
  if (one.program !== 'sealer' || network === undefined) return [];
  const { settings } = one;
  const findings = await refusedBy(one.file, () => requireForeignReplicas(settings, network));
  const { foreignReplicas } = settings;
  if (foreignReplicas !== undefined && !settings.alone && foreign(foreignReplicas).length === 0)
    findings.push(fault('WITNESSES_FEW', one.file, 'foreignReplicas names programs of this machine alone.'));
  return findings;
}
