import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { readNetworkFile } from '../../../sealer/network/network-file.ts';
import { startChildProgram, type ChildProgram } from '../../world/child-program.ts';
import { printJson } from '../arguments.ts';
import { readSite } from './site.ts';

/** Nobody can hold anything of it: its network.json was given to nobody yet. */
const FOUNDING = ['found=true', 'alone=true'];

/**
 * Founds the network of a company's folder: its keeper makes the seal key, its sealer block 0 and block 1; then both end. What everybody trusts is `network.json` there.
 * @throws InputError SITE_MISSING, SITE_OTHER, FOUNDED_ALREADY; TransientError PROGRAM_ENDED with why keeper or sealer did
 */
export async function found(dir: string, { json }: { json?: boolean }): Promise<void> {
  if (readSite(dir).owner !== 'company')
    throw new InputError('SITE_OTHER', `${dir} is no company's folder, and the company alone founds a network.`);
  const file = join(dir, 'network.json');
  if (existsSync(file))
    throw new InputError('FOUNDED_ALREADY', `The network of ${file} is founded. Start it: domledger run ${dir}`);
  const start = (name: string, sets: readonly string[]): Promise<ChildProgram> => {
    const settings = ['--settings', join(dir, name, 'settings.json'), ...sets.flatMap((one) => ['--set', one])];
    return startChildProgram({ name, command: [name, ...settings], logFile: join(dir, 'logs', `found-${name}.log`) });
  };
  {
    await using _keeper = await start('keeper', []);
    await using _sealer = await start('sealer', FOUNDING);
  }
  copyFileSync(join(dir, 'sealer', 'network.json'), file);
  const network = readNetworkFile(file);
  if (json === true) {
    printJson({ file, name: network?.name, chainId: network?.chainId, sealKey: network?.seal.address });
    return;
  }
  process.stdout.write(
    `Founded ${network?.name ?? ''}, chain id ${network?.chainId ?? ''}, sealed by ${network?.seal.address ?? ''}.\n  give   ${file}  to everybody else, by another way than the network\n  next   domledger run ${dir}\n`,
  );
}
