import type { KindName } from './fact-table.ts';
import { kindOf } from './kinds.ts';

/** Largest data of any internal block: what the gas cap of one transaction pays for in the worst case, 40 gas a byte (EIP-7623). */
const DATA_BYTES_MAX = 256 * 1024;

const KIB = 1024;
/** A few words. */
const SMALL = 2 * KIB;
/** An envelope with a content of known size. */
const SEALED = 16 * KIB;
/** An envelope with a text of LETTER_MAX characters, each of them as JSON escapes it at worst, for 16 addressees. */
const LETTER = 72 * KIB;

const MOST: { readonly [K in KindName]: number } = {
  ACT_WITHDRAW: SMALL,
  // Strangers send it.
  ENROL: 4 * KIB,
  REGISTER: SMALL,
  ATTEST: SMALL,
  SUSPEND: SMALL,
  RESTORE: SMALL,
  SEAL_KEY: SMALL,
  KEY_ROTATE: SMALL,
  REKEY: SMALL,
  REKEY_OBJECT: SMALL,
  WITNESS_ENTER: SMALL,
  WITNESS_REMOVE: SMALL,
  // A word of each of 16 witnesses.
  FOUNDER_REKEY: 4 * KIB,
  // 64 wrapped keys.
  WRAP_AGAIN: 21 * KIB,
  DEVICE_REGISTER: SMALL,
  METER_REGISTER: SMALL,
  METER_REPLACE: SMALL,
  METER_VERIFY: SMALL,
  DEVICE_REVOKE: SMALL,
  // A frame for each register, and an envelope with what each commits to.
  METER_TRANSFER: SEALED,
  RATE: SMALL,
  RATE_WITHDRAW: SMALL,
  // 512 flats, and 1,024 meters of its groups.
  HOUSE: 4 * SEALED,
  FLAT_FACT: SEALED,
  // 512 flats.
  AREA_SUM: 17 * KIB,
  FLAT_ACCOUNT: SMALL,
  OFFER: 4 * SEALED,
  COPY: 4 * SEALED,
  OFFER_WITHDRAW: SMALL,
  CANCEL: LETTER,
  INVOICE: 4 * SEALED,
  PAYMENT: SEALED,
  RECEIPT: SEALED,
  PAYMENT_REFUSED: LETTER,
  PAYMENT_DEEMED: SMALL,
  PAYMENT_REVERSED: SMALL,
  CARRY: SMALL,
  // Four words for each metered line, of which a bill has 64 at most.
  VOID: 4 * SMALL,
  REFUND_ORDER: SEALED,
  REFUND: SMALL,
  READINGS: DATA_BYTES_MAX,
  PERIOD_KEYS: SEALED,
  READING_REQUEST: SMALL,
  APPEAL: LETTER,
  APPEAL_ANSWER: LETTER,
};

/**
 * Most bytes of data that the queue takes of a kind, given by its number: what its longest honest content needs, since every replica keeps them for ever
 * (docs/formats.md §2).
 */
export function dataBytesMax(kind: number): number {
  const name = kindOf(kind);
  return name === undefined ? DATA_BYTES_MAX : MOST[name];
}
