import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { openDataFolder } from '../../../core/runtime/start/data-folder.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { startKeeper } from '../../../sealer/keeper/main.ts';
import { keeperSettings } from '../../../sealer/keeper/settings.ts';
import { startSealer } from '../../../sealer/main.ts';
import { sealerSettings } from '../../../sealer/settings.ts';
import { readNetworkFile } from '../../../sealer/network/network-file.ts';
import { printJson } from '../arguments.ts';
import { environmentPrefix } from '../programs.ts';
import { readSite } from './site.ts';

/**
 * Founds the network of a company's folder: its keeper makes the seal key, its sealer block 0 and block 1; then both end. What everybody trusts is `network.json` there.
 * @throws InputError SITE_MISSING, SITE_OTHER, FOUNDED_ALREADY, and as keeper and sealer
 */
export async function found(dir: string, { json }: { json?: boolean }): Promise<void> {
  if (readSite(dir).owner !== 'company')
    throw new InputError('SITE_OTHER', `${dir} is no company's folder, and the company alone founds a network.`);
  const file = join(dir, 'network.json');
  if (existsSync(file))
    throw new InputError('FOUNDED_ALREADY', `The network of ${file} is founded. Start it: domledger run ${dir}`);
  const sources = (name: string, overrides: object) => ({
    ...{ file: join(dir, name, 'settings.json'), env: process.env, prefix: environmentPrefix(name) },
    overrides: { logLevel: 'error', ...overrides },
  });
  const { signal } = new AbortController();
  const keeping = readSettings(keeperSettings, sources('keeper', {}));
  // Nobody can hold anything of it: its network.json was given to nobody yet.
  const sealing = readSettings(sealerSettings, sources('sealer', { found: true, alone: true }));
  for (const { data } of [keeping, sealing]) openDataFolder(data);
  {
    await using _keeper = await startKeeper(keeping, signal);
    await using _sealer = await startSealer(sealing, signal);
  }
  copyFileSync(join(sealing.data, 'network.json'), file);
  const network = readNetworkFile(file);
  if (json === true)
    printJson({ file, name: network?.name, chainId: network?.chainId, sealKey: network?.seal.address });
  else
    process.stdout.write(
      `Founded ${network?.name ?? ''}, chain id ${network?.chainId ?? ''}, sealed by ${network?.seal.address ?? ''}.\n  give   ${file}  to everybody else, by another way than the network\n  next   domledger run ${dir}\n`,
    );
}
