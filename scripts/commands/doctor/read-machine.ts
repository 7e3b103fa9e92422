import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { appSettings } from '../../../app/server/settings.ts';
import { watchdogSettings } from '../../../app/watchdog/settings.ts';
import { billerSettings } from '../../../biller/settings.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { readSettings, type SettingsOf } from '../../../core/runtime/settings.ts';
import { oracleSettings } from '../../../oracle/collector/settings.ts';
import { gatewaySettings } from '../../../oracle/gateway/settings.ts';
import { keeperSettings } from '../../../sealer/keeper/settings.ts';
import { replicaSettings } from '../../../sealer/replica/settings.ts';
import { sealerSettings } from '../../../sealer/settings.ts';
import { readSite } from '../init/site.ts';
import { environmentPrefix } from '../programs.ts';
import { refusedBy, type Finding } from './findings.ts';

/** What each program of an owner takes. */
export const TABLES = {
  keeper: keeperSettings,
  sealer: sealerSettings,
  replica: replicaSettings,
  biller: billerSettings,
  app: appSettings,
  oracle: oracleSettings,
  gateway: gatewaySettings,
  watchdog: watchdogSettings,
} as const;
type Tables = typeof TABLES;
type ProgramName = keyof Tables;

type ExaminedAs<P extends ProgramName> = {
  name: string;
  program: P;
  file: string;
  settings: SettingsOf<Tables[P]>;
};
/** A program of the machine, with the settings that its start would take. */
export type Examined = { [P in ProgramName]: ExaminedAs<P> }[ProgramName];

/** An owner's machine, as its settings say. */
export type Machine = {
  /** The folder that `init` wrote. */
  home: string | undefined;
  programs: readonly Examined[];
};

type Place = { name: string; program: string; file: string };

/**
 * @param settings files of settings, each as PROGRAM=FILE, or in a folder that has the program's name; instead of a folder of `init`
 * @throws InputError SITE_MISSING, SITE_INVALID, PROGRAM_UNKNOWN
 */
export async function readMachine(args: {
  home: string;
  settings: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
}): Promise<{ machine: Machine; findings: Finding[] }> {
  const home = args.settings.length > 0 ? undefined : resolve(args.home);
  const places = home === undefined ? args.settings.map(placeOf) : placesIn(home);
  const findings: Finding[] = [];
  const programs: Examined[] = [];
  for (const place of places) {
    const { program } = place;
    if (!isProgram(program))
      throw new InputError(
        'PROGRAM_UNKNOWN',
        `${place.file} is for ${program}, which is none of ${Object.keys(TABLES).join(', ')}. Give it as PROGRAM=FILE.`,
      );
    findings.push(...(await refusedBy(place.file, () => void programs.push(examined(program, place, args.env)))));
  }
  return { machine: { home, programs }, findings };
}

function examined<P extends ProgramName>(
  program: P,
  { name, file }: Place,
  env: Readonly<Record<string, string | undefined>>,
): Examined {
  const settings = readSettings(TABLES[program], { file, env, prefix: environmentPrefix(program) });
  // Of one row of the union; the compiler cannot follow which.
  return { name, program, file, settings } as unknown as Examined;
}

function isProgram(name: string): name is ProgramName {
  return Object.hasOwn(TABLES, name);
}

function placesIn(home: string): Place[] {
  return readSite(home).programs.map(({ name, program }) => ({
    ...{ name, program },
    file: join(home, name, 'settings.json'),
  }));
}

function placeOf(text: string): Place {
  const at = text.indexOf('=');
  if (at > 0 && !existsSync(text)) {
    const program = text.slice(0, at);
    return { name: program, program, file: resolve(text.slice(at + 1)) };
  }
  const file = resolve(text);
  const program = basename(dirname(file)).replace(/^(biller)-.*$/, '$1');
  return { name: basename(dirname(file)), program, file };
}

/** Where a program keeps what it has. */
export function folderOf({ settings }: Examined): string {
  return 'data' in settings ? settings.data : settings.dataDir;
}

/** The network that it trusts, in a file; its own copy where it is told none. */
export function networkFileOf(one: Examined): string | undefined {
  if (one.program === 'keeper') return undefined;
  if (one.program === 'sealer') return join(one.settings.data, 'network.json');
  if (one.program === 'replica') return one.settings.network;
  return one.settings.networkFile;
}
