import { watchdogSettings } from '../../../app/watchdog/settings.ts';
import { createSteadyClock } from '../../../sealer/guards/steady-clock.ts';
import { checkCertificates } from './check-certificates.ts';
import { checkFolders } from './check-folders.ts';
import { checkKeys } from './check-keys.ts';
import { checkLogs } from './check-logs.ts';
import { checkOutside } from './check-outside.ts';
import { checkPorts } from './check-ports.ts';
import { checkSettings } from './check-settings.ts';
import { checkSources } from './check-sources.ts';
import { fault, type Finding } from './findings.ts';
import { readMachine } from './read-machine.ts';

/** So long for everything that is asked, all at once. */
const WHOLE_MS = 5_000;

export type Examination = {
  /** Faults first. */
  findings: Finding[];
  programs: number;
  running: number;
};

/**
 * Looks at an owner's machine and changes nothing on it: settings, keys, folders, logs, ports, and whoever its programs ask.
 * @param now the machine's clock, ms
 * @throws InputError SITE_MISSING, SITE_INVALID, PROGRAM_UNKNOWN
 */
export async function examine(args: {
  home: string;
  settings: readonly string[];
  env?: Readonly<Record<string, string | undefined>>;
  now?: () => number;
  diskFreeMib?: number;
}): Promise<Examination> {
  const { env = process.env, now = Date.now } = args;
  const clock = createSteadyClock({ wall: now });
  const { machine, findings } = await readMachine({ ...args, env });
  const { programs } = machine;
  const watchdog = programs.find((one) => one.program === 'watchdog');
  const diskFreeMib = args.diskFreeMib ?? watchdog?.settings.diskFreeMib ?? watchdogSettings.diskFreeMib.default;
  const { network, findings: unset } = await checkSettings(machine);
  findings.push(...unset);
  const ending = AbortSignal.timeout(WHOLE_MS);
  const ports = await checkPorts(machine, ending);
  const { running } = ports;
  findings.push(...ports.findings);
  const asked = Promise.all([
    checkSources({ machine, network, running, now, signal: ending }),
    checkOutside({ machine, running, env }),
  ]);
  findings.push(...(await checkKeys(machine, network)), ...(await checkFolders(machine, diskFreeMib)));
  for (const one of programs)
    findings.push(
      ...(await checkLogs(one, { isRunning: running.has(one), now })),
      ...(await checkCertificates(one, now)),
    );
  findings.push(...(await asked).flat());
  if (clock.moved())
    findings.push(fault('CLOCK_MOVED', 'this machine', 'Its clock moved by more than 30 s while it was looked at.'));
  return { findings: once(findings), programs: programs.length, running: running.size };
}

function once(findings: readonly Finding[]): Finding[] {
  const seen = new Map(findings.map((one) => [`${one.code} ${one.where} ${one.found}`, one]));
  return [...seen.values()].sort((a, b) => rank(a) - rank(b));
}

function rank({ grade }: Finding): number {
  return grade === 'fault' ? 0 : 1;
}
