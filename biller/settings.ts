import { z } from 'zod';
import { InputError } from '../core/domain/bytes/errors.ts';
import { parsePrice } from '../core/domain/billing/rates/parse-price.ts';
import type { Price } from '../core/domain/billing/rates/tariff.ts';
import { parseHex, type Hex } from '../core/domain/bytes/hex.ts';
import { RESOURCE, ROLE } from '../core/domain/ledger/kinds.ts';
import { healthRows, logRows, queueRows } from '../core/runtime/common-rows.ts';
import { defineSettings, type SettingsOf } from '../core/runtime/settings.ts';

/** What this biller supplies. */
export type Service = { resource: number; norm: string | null; installation: 'possible' | 'impossible' };
/** A rate to publish: the price of one mantissa unit of the meter, or of a m² for upkeep. */
export type RateSetting = Price & { resource: number; zone: number; validFrom: string };
/** A program's account that the company registers. */
export type ProgramAccount = { address: Hex; role: number };

const resource = z.number().int().min(RESOURCE.electricity).max(RESOURCE.upkeep);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date YYYY-MM-DD');
const serviceList = z.array(
  z.strictObject({
    resource,
    norm: z
      .string()
      .regex(/^(0|[1-9]\d{0,8})(\.\d{1,6})?$/, 'a decimal such as 4.745')
      .nullable()
      .default(null),
    installation: z.enum(['possible', 'impossible']).default('possible'),
  }),
);
const rateList = z.array(
  z.strictObject({
    resource,
    zone: z.number().int().min(0).max(9).default(0),
    rate: z.string().regex(/^(0|[1-9]\d{0,11})(\.\d{1,12})?$/, 'a decimal such as 0.00547'),
    validFrom: date,
  }),
);
const accountList = z.array(
  z.strictObject({
    address: z.string().regex(/^0x[0-9a-fA-F]{40}$/, 'an address'),
    role: z.number().int().min(ROLE.provider).max(ROLE.collector),
  }),
);

/** Settings of a biller, a provider's or the company's; environment prefix DOMLEDGER_BILLER_. */
export const billerSettings = defineSettings({
  role: { text: 'Whose biller this is.', type: 'string', choices: ['provider', 'company'] },
  dataDir: { text: 'Folder for the keystore and the state.', type: 'path' },
  replicaUrl: {
    text: 'The own replica, which verifies what it serves; with commas behind it others that are trusted: the first that answers and is not behind is read.',
    type: 'urls',
    default: 'http://127.0.0.1:4700',
  },
  ...queueRows,
  networkFile: { text: "network.json to trust; without it the replica's own is taken.", type: 'path', optional: true },
  services: {
    text: 'What is supplied: a list of {resource, norm, installation}; norm per resident and month in the unit, null where a meter is needed.',
    type: 'json',
    default: [],
    parse: (value) => checked(serviceList, value).map((one): Service => one),
  },
  rates: {
    text: 'Public rates to publish where the register lacks them: a list of {resource, zone, rate, validFrom}; rate is the price of one mantissa unit of the meter (Wh, litre) or of a m², a decimal of the currency unit.',
    type: 'json',
    default: [],
    parse: (value) =>
      checked(rateList, value).map(({ rate, ...one }): RateSetting => ({ ...one, ...parsePrice(rate) })),
  },
  country: { text: 'Whose billing rules apply.', type: 'string', default: 'ru' },
  billAfter: {
    text: 'How long after its end a period is billed, so that late readings still count. The ledgers must have been read as far too.',
    type: 'duration',
    default: '1h',
  },
  estimateAfter: {
    text: 'How long after its end a period whose closing reading is missing is waited for, and asked about; then it is billed by an estimate, which the reading puts right when it comes. 0s: never.',
    type: 'duration',
    default: '4d',
  },
  arrearsAlarm: {
    text: 'From which age of its oldest debt on an account is told as an alarm of its own, counted from the day after it was due.',
    type: 'duration',
    default: '90d',
  },
  clock: {
    text: "Whether a period's end is told by the wall clock or by the newest sealed block.",
    type: 'string',
    choices: ['wall', 'chain'],
    default: 'wall',
  },
  acknowledgeAppeals: {
    text: 'Whether letters get the word "received, the answer is due by ..." at once.',
    type: 'boolean',
    default: true,
  },
  countersignCancellations: {
    text: "Whether a subscriber's cancellation is answered with the own copy at once.",
    type: 'boolean',
    default: true,
  },
  participants: {
    text: 'Company only: accounts of providers, portal and collector to register, a list of {address, role}.',
    type: 'json',
    default: [],
    parse: (value) =>
      checked(accountList, value).map((one): ProgramAccount => ({
        address: parseHex(one.address, 'address', 20),
        role: one.role,
      })),
  },
  premisesFile: { text: 'Company only: the list of premises, a JSON file.', type: 'path', optional: true },
  metersFile: { text: 'Company only: devices and meters to register, a JSON file.', type: 'path', optional: true },
  documentsFile: {
    text: "What documents of bills need beside the ledger: the issuer's requisites, and the payers' names and account numbers; a JSON file (docs/documents.md).",
    type: 'path',
    optional: true,
  },
  replaceGrace: {
    text: "Company only: how long a replaced meter's last frame is waited for, from its removal, or from the last change of metersFile when that is later. Then it is replaced without one, and what it counted since its last period close is not billed.",
    type: 'duration',
    default: '3d',
  },
  pollInterval: { text: 'How often the replica is asked for new blocks.', type: 'duration', default: '500ms' },
  actInterval: {
    text: 'How often the clock and the files are looked at when no block comes.',
    type: 'duration',
    default: '2s',
  },
  ...healthRows(4721),
  ...logRows,
});

export type BillerSettings = SettingsOf<typeof billerSettings>;

/** @throws InputError SETTINGS_INVALID naming every fault */
export function checked<T>(schema: z.ZodType<T>, value: unknown, what = ''): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${[what, ...issue.path].filter((part) => part !== '').join('.')}: ${issue.message}`,
  );
  throw new InputError('SETTINGS_INVALID', faults.join('; '));
}
