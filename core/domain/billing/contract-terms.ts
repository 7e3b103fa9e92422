import { isCalendarDate } from '../bytes/calendar-date.ts';
import { canonicalJson, parseCanonicalJson, type JsonValue } from '../bytes/canonical-json.ts';
import { InputError } from '../bytes/errors.ts';
import { fromHex, lowerHex, parseHex, utf8, type Hex, fromUtf8 } from '../bytes/hex.ts';
import { saltedHash } from '../ledger/ids.ts';
import { RESOURCE } from '../ledger/kinds.ts';
import { strictFields } from '../bytes/strict-json.ts';

/** The terms of a contract, the subject that both signed copies must share (paper S38). Decimal strings only. */
export type ContractTerms = {
  version: '1';
  /** RESOURCE code. */
  resource: string;
  provider: Hex;
  subscriber: Hex;
  /** Empty where the flat has no meter: then the norm or the area counts. */
  meterIds: Hex[];
  /** How many tariff zones are billed; 1 = the single or total register. */
  zones: '1' | '2' | '3';
  /** UNIT code; 0 for upkeep, which counts m² of floor. */
  unit: string;
  /** Of one register unit, e.g. -3 where the register counts litres and the unit is m³. */
  exponent: string;
  /** Floor area in m², e.g. 54.30; 0 where it does not matter. */
  area: string;
  residents: string;
  /** Consumption per resident and month in the unit, for flats without a meter; null where a meter counts. */
  norm: string | null;
  /** Whether a meter could be installed: decides the coefficient for flats without one. */
  installation: 'possible' | 'impossible';
  /** First day, YYYY-MM-DD of the local calendar. */
  from: string;
};

/** What a subscriber fills in to ask for a contract (paper S37, T_A1): the provider completes the rest. */
export type ContractForm = Pick<
  ContractTerms,
  'version' | 'resource' | 'provider' | 'subscriber' | 'meterIds' | 'area' | 'residents' | 'from'
>;

/** Content of the envelope of an OFFER or a COPY. */
export type ContractContent = { salt: Hex; terms: ContractTerms };

const FORM_KEYS = ['version', 'resource', 'provider', 'subscriber', 'meterIds', 'area', 'residents', 'from'];
const TERMS_KEYS = [...FORM_KEYS, 'zones', 'unit', 'exponent', 'norm', 'installation'];
const DECIMAL = /^(0|[1-9]\d{0,8})(\.\d{1,6})?$/;
const CODE = 'TERMS_INVALID';

/** @throws InputError TERMS_INVALID */
export function parseTerms(value: unknown): ContractTerms {
  const fields = strictFields(value, TERMS_KEYS, 'The contract terms', CODE);
  const installation = fields.text('installation', /^(possible|impossible)$/);
  const zones = fields.text('zones', /^[123]$/);
  return {
    ...formFields(value, TERMS_KEYS),
    zones: zones === '3' ? '3' : zones === '2' ? '2' : '1',
    unit: fields.text('unit', /^[0-4]$/),
    exponent: fields.text('exponent', /^(0|-?[1-9]\d?)$/),
    norm: fields.value('norm') === null ? null : fields.text('norm', DECIMAL),
    installation: installation === 'possible' ? 'possible' : 'impossible',
  };
}

/** @throws InputError TERMS_INVALID */
export function parseForm(value: unknown): ContractForm {
  return formFields(value, FORM_KEYS);
}

function formFields(value: unknown, keys: readonly string[]): ContractForm {
  const fields = strictFields(value, keys, 'The contract terms', CODE);
  if (fields.text('version') !== '1') throw new InputError(CODE, 'The contract terms have an unknown version.');
  const meterIds = fields.list('meterIds', 16).map((id) => parseHex(id, 'meterIds', 32));
  if (new Set(meterIds).size !== meterIds.length)
    throw new InputError(CODE, 'The contract terms name one meter twice.');
  const resource = fields.text('resource', /^[1-6]$/);
  if (resource === String(RESOURCE.upkeep) && meterIds.length > 0) {
    throw new InputError(CODE, 'Upkeep is counted by area; its contract has no meters.');
  }
  return {
    version: '1',
    resource,
    provider: fields.hex('provider', 20),
    subscriber: fields.hex('subscriber', 20),
    meterIds,
    area: fields.text('area', DECIMAL),
    residents: fields.text('residents', /^(0|[1-9]\d{0,2})$/),
    from: calendarDate(fields.text('from')),
  };
}

function calendarDate(text: string): string {
  if (!isCalendarDate(text)) {
    throw new InputError(CODE, `The contract terms: from is "${text.slice(0, 20)}", which is no date YYYY-MM-DD.`);
  }
  return text;
}

/** The meters that a copy of these terms names on the ledger: in rising order. */
export function boundMeters({ meterIds }: Pick<ContractTerms, 'meterIds'>): Hex[] {
  return meterIds.map(lowerHex).sort();
}

/** Canonical JSON of the terms: what the subject hash is taken over. */
export function termsJson(terms: ContractTerms): string {
  return canonicalJson({ ...terms });
}

/** Equal for two copies exactly when salt and terms are equal (docs/formats.md §3). */
export function contractSubjectHash(content: ContractContent): Hex {
  return saltedHash(fromHex(content.salt), termsJson(content.terms));
}

/** Bytes that form or terms about so many meters need at most: area, residents and norm must not show in the length. */
export function contractRoom({ meterIds }: Pick<ContractForm, 'meterIds'>): number {
  return 420 + 70 * meterIds.length;
}

/** Bytes for the envelope of an OFFER or a COPY with complete terms. */
export function encodeContractContent(content: ContractContent): Uint8Array {
  return utf8(canonicalJson({ salt: content.salt, terms: { ...content.terms } }));
}

/** Bytes for the envelope of a subscriber's OFFER. */
export function encodeContractForm(form: ContractForm): Uint8Array {
  return utf8(canonicalJson({ form: { ...form } }));
}

/** Opens the envelope's bytes of a COPY, or of a provider's OFFER. @throws InputError TERMS_INVALID, JSON_NOT_CANONICAL */
export function parseContractContent(bytes: Uint8Array): ContractContent {
  const fields = strictFields(json(bytes), ['salt', 'terms'], 'The contract copy', CODE);
  return { salt: fields.hex('salt', 32), terms: parseTerms(fields.value('terms')) };
}

/** Opens the envelope's bytes of a subscriber's OFFER: a form, or terms that are complete already. @throws InputError TERMS_INVALID, JSON_NOT_CANONICAL */
export function parseOfferContent(bytes: Uint8Array): { form: ContractForm } | ContractContent {
  const value = json(bytes);
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && 'form' in value) {
    return { form: parseForm(strictFields(value, ['form'], 'The contract form', CODE).value('form')) };
  }
  return parseContractContent(bytes);
}

function json(bytes: Uint8Array): JsonValue {
  return parseCanonicalJson(fromUtf8(bytes));
}
