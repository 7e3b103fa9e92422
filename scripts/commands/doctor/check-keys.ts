import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { requirePortal } from '../../../app/server/require-portal.ts';
import { requireCompany } from '../../../biller/connect.ts';
import { isRecord } from '../../../core/domain/bytes/is-record.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import { readToken } from '../../../core/runtime/access/bearer-token.ts';
import { openProgramAccount, type ProgramAccount } from '../../../core/runtime/program-account.ts';
import { loadOrCreateToken } from '../../../oracle/access-token.ts';
import { openFileSigner } from '../../../oracle/gateway/device/device-signer.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { witnessKey } from '../../../sealer/keys/witness-key.ts';
import { fault, refusedBy, type Finding } from './findings.ts';
import { folderOf, type Examined, type Machine } from './read-machine.ts';

/** Keys, tokens and whose they are. What is missing is made by nobody here. */
export async function checkKeys(machine: Machine, network: Network | undefined): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const one of machine.programs) {
    if (one.program === 'biller' || one.program === 'app' || one.program === 'oracle')
      findings.push(...(await checkAccount(one, machine.home, network)));
    if (one.program === 'sealer' || one.program === 'keeper' || one.program === 'replica')
      findings.push(...(await checkSigningKeys(one)));
    findings.push(...(await checkTokens(one)));
    if (one.program === 'gateway') findings.push(...(await checkDevice(one, machine.home)));
  }
  return [...findings, ...sharedToken(machine)];
}

/** Sealer and keeper of one machine read it from two places, or from one. */
function sharedToken({ programs }: Machine): Finding[] {
  const sealer = programs.find((one) => one.program === 'sealer');
  const keeper = programs.find((one) => one.program === 'keeper');
  if (sealer === undefined || keeper === undefined || sealer.settings.keeper === undefined) return [];
  const [shown, kept] = [tokenOf(sealer), tokenOf(keeper)];
  if (shown === kept || !existsSync(shown) || !existsSync(kept)) return [];
  if (readFileSync(shown, 'utf8').trim() === readFileSync(kept, 'utf8').trim()) return [];
  return [fault('TOKEN_OTHER', shown, `It is not the token of the keeper, ${kept}.`)];
}

function tokenOf(one: Extract<Examined, { program: 'sealer' | 'keeper' }>): string {
  if (one.program === 'sealer') return one.settings.keeperToken ?? join(one.settings.data, 'keeper.token');
  return one.settings.token ?? join(one.settings.data, 'token');
}

async function checkAccount(one: Examined, home: string | undefined, network: Network | undefined): Promise<Finding[]> {
  const folder = folderOf(one);
  const files = { file: join(folder, 'keystore.json'), passwordFile: join(folder, 'keystore.password') };
  const card = addressIn(home === undefined ? undefined : join(home, 'card.json'));
  if (!existsSync(files.file)) {
    const isKnown = network !== undefined || card !== undefined;
    return isKnown ? [fault('ACCOUNT_MISSING', files.file, 'There is no such keystore.')] : [];
  }
  const accounts: ProgramAccount[] = [];
  const findings = await refusedBy(files.file, async () => void accounts.push(await openProgramAccount(files)));
  const [account] = accounts;
  if (account === undefined) return findings;
  if (network !== undefined && one.program === 'app')
    findings.push(...(await refusedBy(files.file, () => requirePortal(network, account))));
  else if (network !== undefined && one.program === 'biller' && one.settings.role === 'company')
    findings.push(...(await refusedBy(files.file, () => requireCompany(network, account))));
  else if (card !== undefined && card !== account.address)
    findings.push(fault('ACCOUNT_OTHER', files.file, `It holds ${account.address}; card.json says ${card}.`));
  return findings;
}

/** Each keystore that stands beside its password, and each that should. */
async function checkSigningKeys(one: Examined): Promise<Finding[]> {
  const folder = folderOf(one);
  const names = (existsSync(folder) ? readdirSync(folder) : []).flatMap(
    (name) => /^((?:seal|carrier|witness)(?:-\d{1,6})?)\.json$/.exec(name)?.[1] ?? [],
  );
  const keys: [folder: string, name: string][] = names.map((name) => [folder, name]);
  if (one.program === 'replica' && one.settings.witness) {
    const [where, name] = witnessKey(one.settings);
    if (existsSync(join(where, `${name}.json`)) && where !== folder) keys.push([where, name]);
  }
  const findings = await Promise.all(
    keys.map(([where, name]) => refusedBy(join(where, `${name}.json`), () => loadSigningKey(where, name))),
  );
  return findings.flat();
}

async function checkTokens(one: Examined): Promise<Finding[]> {
  if (one.program === 'sealer' && one.settings.keeper !== undefined) {
    const file = tokenOf(one);
    return refusedBy(file, () => readToken(file));
  }
  if (one.program === 'keeper') {
    const file = tokenOf(one);
    return existsSync(file) ? refusedBy(file, () => readToken(file)) : [];
  }
  const files =
    one.program === 'gateway'
      ? [one.settings.tokenFile]
      : one.program === 'oracle'
        ? one.settings.gateways.map((name) => join(one.settings.tokensDir, `${name}.token`))
        : [];
  const found = await Promise.all(
    files.map(async (file) => {
      if (existsSync(file)) return refusedBy(file, () => loadOrCreateToken(file));
      return one.program === 'gateway' ? [fault('TOKEN_MISSING', file, 'The broker’s token is not there.')] : [];
    }),
  );
  return found.flat();
}

async function checkDevice(
  one: Extract<Examined, { program: 'gateway' }>,
  home: string | undefined,
): Promise<Finding[]> {
  const { dataDir, deviceKey } = one.settings;
  const file = join(dataDir, 'device-key.pem');
  if (deviceKey !== 'file' || !existsSync(file)) return [];
  const findings: Finding[] = [];
  const look = (): void => {
    const { deviceId } = openFileSigner({ file, passwordFile: join(dataDir, 'password') });
    for (const told of [join(dataDir, 'device.json'), ...(home === undefined ? [] : [join(home, 'device.json')])]) {
      const said = fieldIn(told, 'deviceId');
      if (said !== undefined && said !== deviceId)
        findings.push(fault('DEVICE_OTHER', file, `It is ${deviceId}; ${told} says ${said}.`));
    }
  };
  findings.push(...(await refusedBy(file, look)));
  return findings;
}

function addressIn(file: string | undefined): string | undefined {
  return file === undefined ? undefined : fieldIn(file, 'address')?.toLowerCase();
}

/** A text of a JSON file; what cannot be read says nothing. */
function fieldIn(file: string, field: string): string | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const found = isRecord(json) ? json[field] : undefined;
    return typeof found === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}
