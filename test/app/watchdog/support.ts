import { join } from 'node:path';
import { startWatchdog, type RunningWatchdog } from '../../../app/watchdog/main.ts';
import type { Source } from '../../../app/watchdog/sources.ts';
import { watchdogSettings, type WatchdogSettings } from '../../../app/watchdog/settings.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { writeNetworkFile } from '../../../sealer/network/network-file.ts';
import { replicaSettings, type ReplicaSettings } from '../../../sealer/replica/settings.ts';
import { ask } from '../../sealer/support/company.ts';
import { waitFor } from '../../support/wait-for.ts';

export const SIGNAL = new AbortController().signal;
/** A company whose blocks come by themselves. */
export const LIVELY = { heartbeat: '200ms' };

/** Quick looks and patience of moments; disks and clocks of the test's machine are left alone. */
export function watchdogOf(
  folder: string,
  network: RunningSealer['network'],
  sources: Source[],
  over: Record<string, unknown> = {},
): WatchdogSettings {
  const networkFile = join(folder, 'trusted.json');
  writeNetworkFile(networkFile, network);
  const overrides = {
    dataDir: join(folder, 'watchdog'),
    networkFile,
    sources,
    port: 0,
    interval: '50ms',
    timeout: '2s',
    heartbeat: '1s',
    heartbeatGrace: '1s',
    clockDrift: '10m',
    blockClockDrift: '30m',
    diskFreeMib: 0,
    logLevel: 'silent',
    ...over,
  };
  return readSettings(watchdogSettings, { prefix: 'TEST_WATCHDOG_', overrides });
}

export function replicaOf(data: string, from: string, over: Record<string, unknown> = {}): ReplicaSettings {
  const overrides = { data, from, port: 0, logLevel: 'silent', poll: '20ms', ...over };
  return readSettings(replicaSettings, { prefix: 'TEST_REPLICA_', overrides });
}

export function startWatching(settings: WatchdogSettings, now: () => number = Date.now): Promise<RunningWatchdog> {
  return startWatchdog(settings, SIGNAL, now);
}

export type ToldAlarm = {
  alarm: number;
  code: string;
  which: string;
  what: string;
  todo: string;
  since: string;
  cleared: string | null;
};

export async function alarmsOf(watchdog: RunningWatchdog): Promise<{ alarms: ToldAlarm[]; ended: ToldAlarm[] }> {
  const { body } = await ask(`${watchdog.url}/v1/alarms`);
  return body as unknown as { alarms: ToldAlarm[]; ended: ToldAlarm[] };
}

export function raised(watchdog: RunningWatchdog, code: string, which: string): Promise<ToldAlarm> {
  return waitFor(`the alarm ${code} of ${which}`, async () =>
    (await alarmsOf(watchdog)).alarms.find((one) => one.code === code && one.which === which),
  );
}

export function cleared(watchdog: RunningWatchdog, code: string, which: string): Promise<true> {
  return waitFor(`the end of the alarm ${code} of ${which}`, async () =>
    (await alarmsOf(watchdog)).alarms.some((one) => one.code === code && one.which === which) ? undefined : true,
  );
}

/** Resolves after so many more whole looks. */
export async function looks(watchdog: RunningWatchdog, count = 3): Promise<void> {
  const lookedAt = async (): Promise<string> => String((await ask(`${watchdog.url}/v1/sources`)).body['looked']);
  for (let seen = 0; seen < count; seen++) {
    const before = await lookedAt();
    await waitFor('another look', async () => ((await lookedAt()) === before ? undefined : true));
  }
}
