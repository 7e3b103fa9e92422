import { startApp } from '../../../../app/server/main.ts';
import { appSettings } from '../../../../app/server/settings.ts';
import { startBiller } from '../../../../biller/main.ts';
import { billerSettings } from '../../../../biller/settings.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import type { RunningProgram } from '../../../../core/runtime/program.ts';
import { readSettings, type SettingsOf, type SettingsTable } from '../../../../core/runtime/settings.ts';
import { openDataFolder } from '../../../../core/runtime/start/data-folder.ts';
import { oracleSettings } from '../../../../oracle/collector/settings.ts';
import { gatewaySettings } from '../../../../oracle/gateway/settings.ts';
import { startGateway } from '../../../../oracle/gateway/start-gateway.ts';
import { startOracle } from '../../../../oracle/main.ts';
import { startSandboxBank } from '../../../../sandbox/bank/main.ts';
import { sandboxBankSettings } from '../../../../sandbox/bank/settings.ts';
import { startSandboxIdentity } from '../../../../sandbox/identity/main.ts';
import { sandboxIdentitySettings } from '../../../../sandbox/identity/settings.ts';
import { createSteadyClock } from '../../../../sealer/guards/steady-clock.ts';
import { startSealer } from '../../../../sealer/main.ts';
import { startReplica } from '../../../../sealer/replica/main.ts';
import { replicaSettings } from '../../../../sealer/replica/settings.ts';
import { sealerSettings } from '../../../../sealer/settings.ts';

type Start = (settings: Readonly<Record<string, unknown>>) => Promise<RunningProgram>;

/** The programs that write a past, by the names of their commands. */
const PROGRAMS: Readonly<Record<string, Start>> = {
  sealer: from(sealerSettings, (settings, signal) => {
    // The time is moved for the whole thread: there is no other clock to tell that it moved.
    const clock = createSteadyClock({ wall: () => Date.now(), forward: () => Date.now() });
    return startSealer(settings, signal, clock);
  }),
  replica: from(replicaSettings, startReplica),
  biller: from(billerSettings, startBiller),
  oracle: from(oracleSettings, startOracle),
  gateway: from(gatewaySettings, (settings, signal) => startGateway(settings, signal, () => Date.now())),
  app: from(appSettings, startApp),
  'sandbox-identity': from(sandboxIdentitySettings, startSandboxIdentity),
  'sandbox-bank': from(sandboxBankSettings, startSandboxBank),
};

function from<T extends SettingsTable>(
  table: T,
  start: (settings: SettingsOf<T>, signal: AbortSignal) => Promise<RunningProgram>,
): Start {
  return async (overrides) => {
    const folder = overrides['data'] ?? overrides['dataDir'];
    if (typeof folder === 'string') openDataFolder(folder);
    return start(readSettings(table, { prefix: 'DOMLEDGER_PAST_', overrides }), new AbortController().signal);
  };
}

/** Starts a program of the system in this thread. @throws InputError PROGRAM_UNKNOWN, and as that program */
export async function startHere(program: string, settings: Readonly<Record<string, unknown>>): Promise<RunningProgram> {
  const start = PROGRAMS[program];
  if (start === undefined) throw new InputError('PROGRAM_UNKNOWN', `${program} has no part in the past.`);
  return start(settings);
}
