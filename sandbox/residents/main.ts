import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createLog, type Log } from '../../core/runtime/log.ts';
import { loadOrCreateAccount } from '../../core/runtime/keystore.ts';
import { pause } from '../../core/runtime/pause.ts';
import { announceReady, type RunningProgram } from '../../core/runtime/program.ts';
import { lookAtPortal } from './live.ts';
import { enrol, signIn, type SandboxResident } from './resident.ts';
import type { Home, SandboxResidentsSettings } from './settings.ts';

/** How many residents look at once: they share one machine with everything else. */
const AT_ONCE = 2;

/** SANDBOX: people of the house, who enrol, sign, read their meters and pay as one would at a browser. They try again after every failure. */
export function startSandboxResidents(
  settings: SandboxResidentsSettings,
  signal: AbortSignal,
): Promise<RunningProgram> {
  const log = createLog('sandbox-residents', settings.logLevel);
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  const present = new Map<string, SandboxResident>();

  const look = async (home: Home, number: number): Promise<void> => {
    try {
      const resident = present.get(home.login) ?? (await arrive(settings, home));
      present.set(home.login, resident);
      await lookAtPortal(resident, home);
    } catch (error) {
      // Another sign-in mends a session that ended; what went wrong is the portal's to say.
      present.delete(home.login);
      log.warn({ resident: number, code: codeOf(error) }, 'tries again later');
    }
  };
  const done = (async () => {
    while (!ended.aborted) {
      const waiting = settings.homes.map((home, index) => ({ home, number: index + 1 }));
      const worker = async (): Promise<void> => {
        for (let next = waiting.shift(); next && !ended.aborted; next = waiting.shift())
          await look(next.home, next.number);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      await pause(settings.lookInterval, ended);
    }
  })();
  sayHello(log, settings.homes.length);
  return Promise.resolve({
    done,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await done;
    },
  });
}

async function arrive(settings: SandboxResidentsSettings, home: Home): Promise<SandboxResident> {
  const folder = join(settings.dataDir, home.premise);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const account = await loadOrCreateAccount({
    file: join(folder, 'keystore.json'),
    passwordFile: join(folder, 'keystore.password'),
  });
  const resident = await signIn({ person: home, account, portalUrl: settings.portalUrl });
  await enrol(resident);
  return resident;
}

function sayHello(log: Log, homes: number): void {
  log.info({ homes }, 'SANDBOX residents live in their flats');
  announceReady({ program: 'sandbox-residents', homes });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNEXPECTED';
}
