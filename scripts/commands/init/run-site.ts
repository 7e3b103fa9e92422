import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { describeStep } from '../../../core/runtime/start/progress.ts';
import { hearInterruption } from '../../start/interruption.ts';
import type { WorldPlan } from '../../world/planned-program.ts';
import { startWorld } from '../../world/start-world.ts';
import { readSite, settingsIn } from './site.ts';

/**
 * Runs all programs of an owner's folder until SIGINT or SIGTERM; one that ends is started again, because it goes on where it was. Logs are in `logs`.
 * @throws InputError SITE_MISSING, SITE_INVALID, NETWORK_AWAITED; TransientError PROGRAM_ENDED
 */
export async function runSite(dir: string): Promise<void> {
  const { owner } = readSite(dir);
  const network = join(dir, 'network.json');
  if (!existsSync(network))
    throw new InputError(
      'NETWORK_AWAITED',
      owner === 'company'
        ? `There is no ${network} yet. Found the network: domledger found ${dir}`
        : `There is no ${network} yet. Fetch it from the company by another way than the network, and put it there: it says whose seals to trust.`,
    );
  using stop = hearInterruption();
  try {
    await using _world = await startWorld(
      planSite(dir),
      {
        ready: ({ name }, { ready, pid }) =>
          say(`${name} serves ${typeof ready['url'] === 'string' ? ready['url'] : ''} (pid ${pid})`),
        starting: ({ name }, step) => say(`${name} is starting: ${describeStep(step)}`),
        ended: ({ name }, how, pauseMs) => say(`${name} ended: ${how}; it is started again in ${pauseMs / 1000} s`),
      },
      stop.signal,
    );
    say(`All of ${dir} runs.`);
    await stop.ended;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
}

/** The programs of a folder with their settings. @throws InputError SITE_MISSING, SITE_INVALID */
export function planSite(dir: string): Pick<WorldPlan, 'dataDir' | 'programs'> {
  const programs = readSite(dir).programs.map((one) => ({ ...one, label: one.name, settings: settingsIn(dir, one) }));
  return { dataDir: resolve(dir), programs };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
