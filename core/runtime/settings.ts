import { isRecord } from '../domain/bytes/is-record.ts';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '../domain/bytes/errors.ts';
import { parseSetting } from './parse-setting.ts';
import type { SettingValues } from './parse-setting.ts';
import type { Setting } from './parse-setting.ts';
export type SettingsTable = Readonly<Record<string, Setting>>;

type ValueOf<S extends Setting> = S extends { parse: (value: unknown) => infer V }
  ? V
  : S extends { choices: readonly (infer C extends string)[] }
    ? C
    : SettingValues[S['type']];
type Value<S extends Setting> = S extends { optional: true } ? ValueOf<S> | undefined : ValueOf<S>;

/** The settings of a table, without its secrets. */
export type SettingsOf<T extends SettingsTable> = {
  readonly [K in keyof T as T[K] extends { secret: true } ? never : K]: Value<T[K]>;
};
/** The secrets of a table, alone. */
export type SecretsOf<T extends SettingsTable> = {
  readonly [K in keyof T as T[K] extends { secret: true } ? K : never]: Value<T[K]>;
};

export type SettingsSources = {
  /** A JSON file of one object; its relative paths are relative to itself. */
  readonly file?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Environment names are prefix + KEY_IN_CAPITALS; any other name with the prefix is a fault. */
  readonly prefix: string;
  /** Strongest: what the command line said. */
  readonly overrides?: Readonly<Record<string, unknown>>;
};

/** Keeps a table's exact types; the table itself is plain data, from which `docs/configuration.md` is generated. */
export function defineSettings<const T extends SettingsTable>(table: T): T {
  return table;
}

/** `mqttPort` -> `MQTT_PORT`. */
export function environmentName(prefix: string, key: string): string {
  return prefix + key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}

/**
 * Settings from overrides, environment, file and defaults, in this order of strength.
 * @throws InputError SETTINGS_INVALID naming every fault at once: missing, malformed and unknown settings.
 */
export function readSettings<T extends SettingsTable>(table: T, sources: SettingsSources): SettingsOf<T> {
  return readRows(table, sources).settings;
}

/** The table's secrets from the same sources; keep them out of logs and of the settings object. Faults as in `readSettings`. */
export function readSecrets<T extends SettingsTable>(table: T, sources: SettingsSources): SecretsOf<T> {
  return readRows(table, sources).secrets;
}

function readRows<T extends SettingsTable>(
  table: T,
  sources: SettingsSources,
): { settings: SettingsOf<T>; secrets: SecretsOf<T> } {
  const faults: string[] = [];
  const fromFile = readFile(sources.file, faults);
  const fromEnvironment = sources.env ?? {};
  const overrides = sources.overrides ?? {};
  const base = sources.file === undefined ? process.cwd() : dirname(resolve(sources.file));
  const keys = Object.keys(table);
  const names = new Map(keys.map((key) => [environmentName(sources.prefix, key), key]));

  for (const key of Object.keys(fromFile)) {
    if (!Object.hasOwn(table, key))
      faults.push(`${sources.file ?? 'file'}: unknown setting "${key}"; known are ${keys.join(', ')}`);
  }
  for (const key of Object.keys(overrides)) {
    if (!Object.hasOwn(table, key)) faults.push(`unknown setting "${key}"; known are ${keys.join(', ')}`);
  }
  for (const name of Object.keys(fromEnvironment)) {
    if (name.startsWith(sources.prefix) && !names.has(name)) {
      faults.push(`unknown environment setting ${name}; known are ${[...names.keys()].join(', ')}`);
    }
  }

  const settings: Record<string, unknown> = {};
  const secrets: Record<string, unknown> = {};
  for (const [key, row] of Object.entries(table)) {
    const name = environmentName(sources.prefix, key);
    const found = pick(key, name, overrides, fromEnvironment, fromFile);
    const target = row.secret === true ? secrets : settings;
    if (found === undefined && row.default === undefined) {
      if (row.optional === true) target[key] = undefined;
      else faults.push(`"${key}" is missing: ${row.text} Set it in the settings file or as ${name}.`);
      continue;
    }
    const source = found ?? { value: row.default, where: `default of "${key}"`, text: false };
    const parsed = parseSetting(row, source.value, { base, fromText: source.text });
    if (parsed.ok) target[key] = parsed.value;
    else faults.push(`${source.where}: ${parsed.fault}`);
  }
  if (faults.length > 0) {
    const list = faults.map((fault) => `\n  - ${fault}`).join('');
    throw new InputError(
      'SETTINGS_INVALID',
      `${faults.length} fault${faults.length > 1 ? 's' : ''} in the settings:${list}`,
    );
  }
  return { settings: settings as SettingsOf<T>, secrets: secrets as SecretsOf<T> };
}

function pick(
  key: string,
  name: string,
  overrides: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, unknown>>,
): { value: unknown; where: string; text: boolean } | undefined {
  if (overrides[key] !== undefined)
    return { value: overrides[key], where: `"${key}"`, text: typeof overrides[key] === 'string' };
  if (env[name] !== undefined) return { value: env[name], where: name, text: true };
  if (Object.hasOwn(file, key)) return { value: file[key], where: `"${key}"`, text: false };
  return undefined;
}

function readFile(file: string | undefined, faults: string[]): Readonly<Record<string, unknown>> {
  if (file === undefined) return {};
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InputError('SETTINGS_INVALID', `Settings file ${file} cannot be read. Give the path of a JSON file.`, {
      cause,
    });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
    faults.push(`${file}: must hold one JSON object`);
  } catch (cause) {
    faults.push(`${file}: is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  return {};
}
