import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { appSettings } from '../app/server/settings.ts';
import { watchdogSettings } from '../app/watchdog/settings.ts';
import { billerSettings } from '../biller/settings.ts';
import { environmentName } from '../core/runtime/settings.ts';
import { oracleSettings } from '../oracle/collector/settings.ts';
import { gatewaySettings } from '../oracle/gateway/settings.ts';
import { sandboxBankSettings } from '../sandbox/bank/settings.ts';
import { sandboxIdentitySettings } from '../sandbox/identity/settings.ts';
import { sandboxMetersSettings } from '../sandbox/meters/settings.ts';
import { sandboxResidentsSettings } from '../sandbox/residents/settings.ts';
import { replicaSettings } from '../sealer/replica/settings.ts';
import { keeperSettings } from '../sealer/keeper/settings.ts';
import { sealerSettings } from '../sealer/settings.ts';
import { environmentPrefix } from './commands/programs.ts';
import type { SettingsTable } from '../core/runtime/settings.ts';
import type { Setting } from '../core/runtime/parse-setting.ts';

/**
 * Writes docs/configuration.md from the settings tables of all programs. With --check it compares instead and exits with 1 on a
 * difference, or when a program's table is missing here.
 */
const PROGRAMS: readonly { name: string; file: string; table: SettingsTable }[] = [
  { name: 'sealer', file: 'sealer/settings.ts', table: sealerSettings },
  { name: 'replica', file: 'sealer/replica/settings.ts', table: replicaSettings },
  { name: 'keeper', file: 'sealer/keeper/settings.ts', table: keeperSettings },
  { name: 'oracle', file: 'oracle/collector/settings.ts', table: oracleSettings },
  { name: 'gateway', file: 'oracle/gateway/settings.ts', table: gatewaySettings },
  { name: 'biller', file: 'biller/settings.ts', table: billerSettings },
  { name: 'app', file: 'app/server/settings.ts', table: appSettings },
  { name: 'watchdog', file: 'app/watchdog/settings.ts', table: watchdogSettings },
  { name: 'sandbox-identity', file: 'sandbox/identity/settings.ts', table: sandboxIdentitySettings },
  { name: 'sandbox-bank', file: 'sandbox/bank/settings.ts', table: sandboxBankSettings },
  { name: 'sandbox-residents', file: 'sandbox/residents/settings.ts', table: sandboxResidentsSettings },
  { name: 'sandbox-meters', file: 'sandbox/meters/settings.ts', table: sandboxMetersSettings },
];

const WIDTH = 118;

const HEAD = `# Configuration

Generated from the settings tables of the programs by \`node scripts/generate-configuration.ts\`; do not edit.

Every program takes its settings from, the strongest first: \`--set key=value\` (repeatable), environment variables, the JSON file of
\`--settings FILE\`, defaults. All faults are reported at once; unknown settings are refused; a value that is set but malformed is a fault
and never the default. Relative paths are relative to the settings file. Durations are written \`500ms\`, \`10s\`, \`5m\`, \`12h\`, \`2d\`.

Each setting: name · type · default · environment variable, and below what it is for.

Beside these, the app takes \`DATABASE_URL\` where \`databaseUrl\` is not set. The tests take \`CHROMIUM_PATH\` (default
\`/usr/bin/chromium\`) and \`TEST_DATABASE_URL\` (a PostgreSQL database that they may fill); suites that lack theirs are skipped by name.
`;

const root = fileURLToPath(new URL('..', import.meta.url));
const target = `${root}docs/configuration.md`;
const text = [HEAD, ...PROGRAMS.map(section)].join('\n');
const missing = globSync('{oracle,sealer,biller,app,sandbox}/**/settings.ts', { cwd: root }).filter(
  (file) => !PROGRAMS.some((program) => program.file === file),
);
if (missing.length > 0) {
  console.error(`${missing.join(', ')}: name the program in scripts/generate-configuration.ts.`);
  process.exitCode = 1;
} else if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
} else if (read(target) !== text) {
  console.error('docs/configuration.md is out of step. Run: node scripts/generate-configuration.ts');
  process.exitCode = 1;
}

function section({ name, table }: (typeof PROGRAMS)[number]): string {
  const entries = Object.entries(table).flatMap(([key, setting]) => entry(name, key, setting));
  return [`## ${name}`, '', ...entries, ''].join('\n');
}

/** Name, type, default and environment in one line, so that a search finds them together; what it is for below. */
function entry(program: string, key: string, setting: Setting): string[] {
  const environment = `\`${environmentName(environmentPrefix(program), key)}\``;
  const list = longDefault(setting);
  const fallback = list === undefined ? fallbackOf(setting) : 'below';
  return [
    `- **\`${key}\`** · ${typeOf(setting)} · ${fallback} · ${environment}\\`,
    ...wrap(setting.text).map((line) => `  ${line}`),
    ...(list ?? []).map((line) => `  ${line}`),
  ];
}

/** A default that no line holds: an element a line, and a member that is a list on one of its own. */
function longDefault(setting: Setting): string[] | undefined {
  const value = setting.default;
  if (!Array.isArray(value) || JSON.stringify(value).length <= WIDTH) return undefined;
  const elements = value.map((element) => JSON.stringify(element).replaceAll(/,("\w+":\[)/g, ',\n $1'));
  return ['```json', ...`[${elements.join(',\n')}]`.split('\n'), '```'];
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function typeOf(setting: Setting): string {
  const secret = setting.secret === true ? ', secret' : '';
  if (setting.choices !== undefined) return setting.choices.map((choice) => `\`${choice}\``).join(' ') + secret;
  if (setting.min !== undefined && setting.max !== undefined)
    return `${setting.type} ${setting.min}–${setting.max}${secret}`;
  if (setting.min !== undefined) return `${setting.type} ≥ ${setting.min}${secret}`;
  return setting.type + secret;
}

function fallbackOf(setting: Setting): string {
  if (setting.default !== undefined) return `\`${JSON.stringify(setting.default)}\``;
  return setting.optional === true ? 'none' : '**must be set**';
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
