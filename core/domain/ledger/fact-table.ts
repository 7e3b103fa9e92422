import type { LedgerName } from './network.ts';

const POINT = '(uint256 x, uint256 y)';
const METERED_LINE = `(bytes32 meterId, bytes6 obis, uint8 zone, uint64 openSequence, uint64 openTime, ${POINT} open, bytes16 openLink, uint64 closeSequence, uint64 closeTime, ${POINT} close, bytes16 closeLink)`;
const OPENING_PROOF = `(${POINT} t, uint256 z, uint256 zr)`;
const BALANCE_GROUP = '(uint8 resource, bytes32[] houseMeters, bytes32[] flatMeters)';
const DECLARED_LINE = `(uint8 label, ${POINT} commitment)`;

/** One row of the table: the number of the kind, the ledgers that take it, and its data as one ABI tuple (READINGS is packed, see `reading/readings-data.ts`). */
type Row = { readonly kind: number; readonly ledgers: readonly LedgerName[]; readonly data: string };

/**
 * Every fact that a ledger can hold (docs/formats.md §2). The high byte of the number is the ledger family (0: any that has acts by two hands), the low byte the fact. Types, encoders, readers and
 * the queue's checks follow from this table; a row added here makes the compiler name every place that has to say what it does with it.
 */
export const FACTS = {
  ACT_WITHDRAW: { kind: 0x0001, ledgers: ['meters', 'participants', 'premises'], data: '(bytes32 actHash)' },
  ENROL: { kind: 0x0101, ledgers: ['participants'], data: '(uint8 role, bytes encryptionKey, bytes envelope)' },
  REGISTER: {
    kind: 0x0102,
    ledgers: ['participants'],
    data: '(address account, uint8 role, bytes32 encryptionKeyHash)',
  },
  ATTEST: { kind: 0x0103, ledgers: ['participants'], data: '(address account, bytes32 encryptionKeyHash)' },
  SUSPEND: { kind: 0x0104, ledgers: ['participants'], data: '(address account)' },
  RESTORE: { kind: 0x0105, ledgers: ['participants'], data: '(address account)' },
  SEAL_KEY: {
    kind: 0x0106,
    ledgers: ['participants'],
    data: '(uint64 number, address next, uint64 validFrom, uint64 validUntil, bytes signature, bytes acceptance)',
  },
  KEY_ROTATE: {
    kind: 0x0107,
    ledgers: ['participants'],
    data: '(address key, bytes encryptionKey, bytes acceptance)',
  },
  REKEY: {
    kind: 0x0108,
    ledgers: ['participants'],
    data: '(address account, address key, bytes encryptionKey, bytes acceptance)',
  },
  REKEY_OBJECT: { kind: 0x0109, ledgers: ['participants'], data: '(address key)' },
  WITNESS_ENTER: { kind: 0x010a, ledgers: ['participants'], data: '(address witness, address owner)' },
  WITNESS_REMOVE: { kind: 0x010b, ledgers: ['participants'], data: '(address witness)' },
  FOUNDER_REKEY: {
    kind: 0x010c,
    ledgers: ['participants'],
    data: '(address account, address key, bytes encryptionKey, bytes acceptance, uint64 time, bytes[] words)',
  },
  WRAP_AGAIN: {
    kind: 0x010d,
    ledgers: ['participants'],
    data: '(bytes32 encryptionKeyHash, (bytes32 keyHash, bytes wrapped)[] keys, bytes32[] closed)',
  },
  DEVICE_REGISTER: {
    kind: 0x0201,
    ledgers: ['meters'],
    data: '(uint8 algorithm, bytes32 x, bytes32 y, uint8 trustClass)',
  },
  METER_REGISTER: {
    kind: 0x0202,
    ledgers: ['meters'],
    data: '(bytes32 meterId, address owner, address provider, uint8 resource, uint8 unit, int8 exponent, uint8 digits, int8 scale, bytes32 deviceId, uint64 verifiedUntil, bytes6[] obis)',
  },
  METER_REPLACE: { kind: 0x0203, ledgers: ['meters'], data: '(bytes32 oldMeterId, bytes32 newMeterId)' },
  METER_VERIFY: { kind: 0x0204, ledgers: ['meters'], data: '(bytes32 meterId, uint64 verifiedUntil)' },
  DEVICE_REVOKE: { kind: 0x0205, ledgers: ['meters'], data: '(bytes32 deviceId)' },
  METER_TRANSFER: {
    kind: 0x0206,
    ledgers: ['meters'],
    data: '(bytes32 meterId, address owner, bool estimated, bytes[] closings, bytes envelope)',
  },
  RATE: {
    kind: 0x0301,
    ledgers: ['tariffs'],
    data: '(uint8 resource, uint8 zone, uint64 mantissa, int8 exponent, uint64 validFrom)',
  },
  RATE_WITHDRAW: { kind: 0x0302, ledgers: ['tariffs'], data: '(uint8 resource, uint8 zone, uint64 validFrom)' },
  HOUSE: {
    kind: 0x0401,
    ledgers: ['premises'],
    data: `(bytes32 houseId, uint32 from, bytes32[] flats, ${BALANCE_GROUP}[] groups)`,
  },
  FLAT_FACT: {
    kind: 0x0402,
    ledgers: ['premises'],
    data: `(bytes32 houseId, bytes32 flat, uint8 quantity, uint32 from, ${POINT} commitment, bytes envelope)`,
  },
  AREA_SUM: {
    kind: 0x0403,
    ledgers: ['premises'],
    data: '(bytes32 houseId, uint32 day, bytes32[] flats, uint64 sum, uint256 blinding)',
  },
  FLAT_ACCOUNT: {
    kind: 0x0404,
    ledgers: ['premises'],
    data: '(bytes32 houseId, bytes32 flat, uint32 from, address account)',
  },
  OFFER: {
    kind: 0x1101,
    ledgers: ['contractLedger'],
    data: '(uint8 resource, bytes32 meterId, uint64 validUntil, bytes envelope)',
  },
  COPY: {
    kind: 0x1102,
    ledgers: ['contractLedger'],
    data: '(bytes32 contractId, bytes32 subjectHash, bytes32[] meterIds, bytes envelope)',
  },
  CANCEL: {
    kind: 0x1103,
    ledgers: ['contractLedger'],
    data: '(bytes32 contractId, uint64 effectiveDate, bytes envelope)',
  },
  OFFER_WITHDRAW: { kind: 0x1104, ledgers: ['contractLedger'], data: '(bytes32 contractId)' },
  INVOICE: {
    kind: 0x1201,
    ledgers: ['contractLedger', 'billingLedger'],
    data: `(bytes32 contractId, uint32 period, uint8 series, uint64 dueDate, ${METERED_LINE}[] metered, ${DECLARED_LINE}[] declared, ${POINT} account, bytes32 replaces, bytes envelope)`,
  },
  PAYMENT: {
    kind: 0x1202,
    ledgers: ['contractLedger', 'billingLedger'],
    data: `(bytes32 invoiceId, ${POINT} commitment, bytes32 paymentReference, uint64 paidAt, address payer, ${OPENING_PROOF} proof, bytes envelope)`,
  },
  RECEIPT: {
    kind: 0x1203,
    ledgers: ['contractLedger', 'billingLedger'],
    data: '(bytes32 invoiceId, bytes32 paymentId, bool settles, uint256 opening, bytes envelope)',
  },
  PAYMENT_REFUSED: {
    kind: 0x1204,
    ledgers: ['contractLedger', 'billingLedger'],
    data: '(bytes32 invoiceId, bytes32 paymentId, uint8 reason, bytes envelope)',
  },
  PAYMENT_DEEMED: {
    kind: 0x1205,
    ledgers: ['contractLedger', 'billingLedger'],
    data: '(bytes32 invoiceId, bytes32 paymentId)',
  },
  PAYMENT_REVERSED: {
    kind: 0x1206,
    ledgers: ['contractLedger', 'billingLedger'],
    data: '(bytes32 invoiceId, bytes32 paymentId, uint8 reason)',
  },
  CARRY: { kind: 0x1207, ledgers: ['contractLedger', 'billingLedger'], data: '(bytes32 invoiceId)' },
  VOID: {
    kind: 0x1208,
    ledgers: ['contractLedger', 'billingLedger'],
    data: `(bytes32 invoiceId, ${POINT} lines, (bytes4 channel, uint64 openSequence, uint64 closeSequence)[] ranges, uint8 reason)`,
  },
  REFUND_ORDER: {
    kind: 0x1209,
    ledgers: ['contractLedger', 'billingLedger'],
    data: `(bytes32 contractId, ${POINT} commitment, bytes envelope)`,
  },
  REFUND: {
    kind: 0x120a,
    ledgers: ['contractLedger', 'billingLedger'],
    data: `(bytes32 orderId, bytes32 paymentReference, uint64 paidAt, ${OPENING_PROOF} proof)`,
  },
  READINGS: { kind: 0x1301, ledgers: ['readingLedger'], data: 'packed' },
  PERIOD_KEYS: {
    kind: 0x1302,
    ledgers: ['readingLedger'],
    data: '(bytes32 deviceId, bytes32 meterId, uint32 period, bytes envelope, bytes deviceSignature)',
  },
  READING_REQUEST: {
    kind: 0x1303,
    ledgers: ['readingLedger'],
    data: '(bytes32 meterId, bool manual, uint64 dueDate)',
  },
  APPEAL: {
    kind: 0x1304,
    ledgers: ['readingLedger'],
    data: '(uint8 category, uint8 addressees, address provider, bytes32 about, bytes envelope)',
  },
  APPEAL_ANSWER: {
    kind: 0x1305,
    ledgers: ['readingLedger'],
    data: '(bytes32 appealId, uint8 outcome, bytes envelope)',
  },
} as const satisfies Record<string, Row>;

export type KindName = keyof typeof FACTS;
/** Kinds whose data is one ABI tuple. */
export type DataKind = Exclude<KindName, 'READINGS'>;
