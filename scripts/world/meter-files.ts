import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';
import type { CompanyMeterEntry, CompanyMeters, GatewayMeterEntry } from './meter-entries.ts';

/** What these files need to know of an entry; the rest stays as it was written. */
const entry = z.looseObject({ name: z.string().optional(), meterId: z.string() });
type Entry = z.infer<typeof entry>;
const companyFile = z.strictObject({
  devices: z.record(z.string(), z.string()).default({}),
  meters: z.array(entry),
});
const gatewayFile = z.array(entry);

/** Writes the planned meters of the company and keeps those that were added. @throws InputError METERS_INVALID */
export function keepCompanyMeters(file: string, planned: CompanyMeters): void {
  const before = read(file, companyFile, { devices: {}, meters: [] });
  write(file, {
    devices: { ...before.devices, ...planned.devices },
    meters: [...withReplaced(before.meters, planned.meters), ...others(before.meters, planned.meters)],
  });
}

/** Writes the planned meters of the gateway and keeps those that were added. @throws InputError METERS_INVALID */
export function keepGatewayMeters(file: string, planned: readonly GatewayMeterEntry[]): void {
  const before = read(file, gatewayFile, []);
  write(file, [...withReplaced(before, planned), ...others(before, planned)]);
}

/**
 * Adds a meter to both files; where it is already, nothing changes. The gateway's comes first, so that a meter that the company registers is always known to it.
 * @throws InputError METER_NAME_TAKEN, METER_KNOWN under another name, METERS_INVALID
 */
export function addMeter(
  files: { company: string; gateway: string },
  added: { company: CompanyMeterEntry; gateway: GatewayMeterEntry },
): void {
  const gateway = read(files.gateway, gatewayFile, []);
  const company = read(files.company, companyFile, { devices: {}, meters: [] });
  const inGateway = has(gateway, added.gateway, files.gateway);
  const inCompany = has(company.meters, added.company, files.company);
  if (!inGateway) write(files.gateway, [...gateway, added.gateway]);
  if (!inCompany) write(files.company, { ...company, meters: [...company.meters, added.company] });
}

function has(entries: readonly Entry[], wanted: { name: string; meterId: string }, file: string): boolean {
  const same = entries.find(({ meterId }) => meterId === wanted.meterId);
  if (same !== undefined && same.name !== wanted.name) {
    throw new InputError(
      'METER_KNOWN',
      `The meter of this telegram is in ${file} already, as "${same.name ?? same.meterId}". Use that name.`,
    );
  }
  if (same === undefined && entries.some(({ name }) => name === wanted.name)) {
    throw new InputError('METER_NAME_TAKEN', `Another meter in ${file} is named "${wanted.name}". Give a new name.`);
  }
  return same !== undefined;
}

/** Planned entries, with what was said before of the meter whose place each takes. */
function withReplaced(before: readonly Entry[], planned: readonly { meterId: string }[]): object[] {
  const known = new Map(before.map((one) => [one.meterId, one['replaces']]));
  return planned.map((one) => {
    const replaces = known.get(one.meterId);
    return replaces === undefined ? one : { replaces, ...one };
  });
}

/** Entries that no planned one takes the place of. */
function others(before: readonly Entry[], planned: readonly { name: string; meterId: string }[]): Entry[] {
  const names = new Set(planned.map(({ name }) => name));
  const ids = new Set<string>(planned.map(({ meterId }) => meterId));
  return before.filter(({ name, meterId }) => !ids.has(meterId) && (name === undefined || !names.has(name)));
}

function read<T>(file: string, schema: z.ZodType<T>, none: T): T {
  if (!existsSync(file)) return none;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new InputError('METERS_INVALID', `${file} is no JSON. Restore or remove it.`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new InputError('METERS_INVALID', `${file} has faults: ${faults.join('; ')}.`);
}

function write(file: string, value: unknown): void {
  writeDurably(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
