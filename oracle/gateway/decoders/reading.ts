/** What a reading measures over its period: the momentary value, an extreme, or a value taken while the meter was faulty. */
export type ReadingFunction = 'instantaneous' | 'maximum' | 'minimum' | 'error';

/**
 * One record of a telegram.
 *
 * `value` is exact decimal text in `unit`; it is absent when the record carries no trustworthy number (a date, a text, a
 * non-decimal BCD, a record error), and `fault` then says why where that is not obvious. `time` is ISO 8601; without
 * an offset it is the meter's local time. `nearest` stands beside a `value` that the meter sent as a binary fraction: `value` is that fraction exactly,
 * `nearest` the shortest decimal that it encodes, which is the register's own reading. `qualifiers` narrow the meaning of the quantity ("at limit", "per hour");
 * a reader that does not know a qualifier must not use the value.
 */
export type Reading = {
  obis?: string;
  quantity: string;
  unit: string;
  value?: string;
  nearest?: string;
  storage: number;
  tariff: number;
  subunit: number;
  function: ReadingFunction;
  time?: string;
  text?: string;
  qualifiers?: string[];
  fault?: string;
};

/** Who sent a telegram; empty text where the format does not say. `medium` is a name of `mbus/medium.ts`. */
export type MeterIdentity = { manufacturer: string; id: string; version: string; medium: string };

/**
 * The telegram gives nothing; `code` is stable, `message` says what is wrong and where. `unverified` is what a telegram with a wrong checksum seems to say: evidence
 * for people who look for the fault, never for a bill.
 */
export type Refusal = {
  ok: false;
  code: string;
  message: string;
  unverified?: { meter: MeterIdentity; readings: Reading[] };
};

export type DecodedTelegram = {
  ok: true;
  meter: MeterIdentity;
  readings: Reading[];
  /** The meter's status byte (EN 13757-3, 5.10), where the format has one. */
  status?: number;
  /** What the meter reports about itself: 'battery', 'tamper', 'leak', 'burst', 'dry', 'backflow', 'error' … */
  flags?: string[];
  /** More telegrams of the same read-out follow (EN 13757-3 DIF 1F). */
  more?: true;
  /** No checksum protected this telegram: damage on the way would not have been noticed. */
  unchecked?: true;
  /** The given key opened it: only the meter, or another holder of its key, can have sent this content. Absent for plain telegrams. */
  opened?: true;
  /** Uplink counter of the network envelope (LoRaWAN). */
  frameCounter?: number;
  /** Present when the meter itself signed, and the signature holds. */
  signed?: SignedBy;
};

/** `class` ledger: contracts can check the curve; attested: only the gateway checked it. */
export type SignedBy = { curve: string; class: 'ledger' | 'attested'; pagination: string };

export type Decoded = DecodedTelegram | Refusal;

export const NO_METER: MeterIdentity = { manufacturer: '', id: '', version: '', medium: '' };

export function refuse(code: string, message: string): Refusal {
  return { ok: false, code, message };
}
