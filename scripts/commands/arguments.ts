import { readFileSync } from 'node:fs';
import { isCalendarDate } from '../../core/domain/bytes/calendar-date.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { RESOURCE } from '../../core/domain/ledger/kinds.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import { parseUrls } from '../../core/runtime/parse-setting.ts';
import { readNetworkFile } from '../../sealer/network/network-file.ts';

/** An option of whole seconds, as milliseconds. @throws InputError WAIT_INVALID */
export function secondsOption(option: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new InputError('WAIT_INVALID', `${option} takes whole seconds, not "${text}".`);
  return Number(text) * 1_000;
}

/** @throws InputError COUNT_INVALID */
export function countOption(option: string, text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new InputError('COUNT_INVALID', `${option} takes a number, not "${text}".`);
  return Number(text);
}

/** One address, or several with commas between them. @throws InputError URLS_INVALID */
export function urlsOption(option: string, text: string): string[] {
  const urls = parseUrls(text.split(',').map((each) => each.trim()));
  if (urls === undefined)
    throw new InputError('URLS_INVALID', `${option} takes URLs with commas between them, not "${text}".`);
  return urls;
}

/** A day of the calendar, as it was given. @throws InputError DATE_INVALID */
export function dateOption(option: string, text: string): string {
  if (!isCalendarDate(text))
    throw new InputError('DATE_INVALID', `${option} takes a day of the calendar as YYYY-MM-DD, not "${text}".`);
  return text;
}

const RESOURCES: ReadonlyMap<string, number> = new Map([
  ['electricity', RESOURCE.electricity],
  ['cold-water', RESOURCE.coldWater],
  ['hot-water', RESOURCE.hotWater],
  ['heat', RESOURCE.heat],
  ['gas', RESOURCE.gas],
  ['upkeep', RESOURCE.upkeep],
]);
const RESOURCE_NAMES: readonly string[] = [...RESOURCES.keys()];

/** @throws InputError RESOURCE_UNKNOWN */
export function resourceOption(name: string): number {
  const code = RESOURCES.get(name);
  if (code === undefined)
    throw new InputError('RESOURCE_UNKNOWN', `The resource "${name}" is none of ${RESOURCE_NAMES.join(', ')}.`);
  return code;
}

/** A tariff zone. @throws InputError ZONE_INVALID */
export function zoneOption(option: string, text: string): number {
  if (!/^\d$/.test(text))
    throw new InputError('ZONE_INVALID', `${option} takes 0 for a single rate or the number of a zone, not "${text}".`);
  return Number(text);
}

export function resourceNameOf(code: number): string {
  return [...RESOURCES].find(([, one]) => one === code)?.[0] ?? String(code);
}

/** The network to trust. @throws InputError NETWORK_INVALID */
export function trustedNetwork(file: string): Network {
  const network = readNetworkFile(file);
  if (network === undefined)
    throw new InputError('NETWORK_INVALID', `There is no ${file}. Fetch network.json from somebody you trust.`);
  return network;
}

/** @throws InputError FILE_UNREADABLE, with a word on what to give */
export function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InputError('FILE_UNREADABLE', `${file} cannot be read. Give the path of ${what}.`, { cause });
  }
}

/** One JSON object on a line; bigints as decimal strings. */
export function printJson(value: unknown): void {
  process.stdout.write(
    `${JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? one.toString() : one))}\n`,
  );
}
