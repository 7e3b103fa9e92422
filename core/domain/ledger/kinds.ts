/** Kinds of internal blocks (docs/formats.md §2). The high byte is the ledger family, the low byte the fact. */
export const KIND = {
  ENROL: 0x0101,
  REGISTER: 0x0102,
  ATTEST: 0x0103,
  SUSPEND: 0x0104,
  RESTORE: 0x0105,
  SEAL_KEY: 0x0106,
  DEVICE_REGISTER: 0x0201,
  METER_REGISTER: 0x0202,
  METER_REPLACE: 0x0203,
  METER_VERIFY: 0x0204,
  DEVICE_REVOKE: 0x0205,
  METER_TRANSFER: 0x0206,
  RATE: 0x0301,
  OFFER: 0x1101,
  COPY: 0x1102,
  CANCEL: 0x1103,
  INVOICE: 0x1201,
  PAYMENT: 0x1202,
  RECEIPT: 0x1203,
  READINGS: 0x1301,
  PERIOD_KEYS: 0x1302,
  READING_REQUEST: 0x1303,
  APPEAL: 0x1304,
  APPEAL_ANSWER: 0x1305,
} as const;
export type KindName = keyof typeof KIND;

const NAMES = new Map<number, string>(Object.entries(KIND).map(([name, kind]) => [kind, name]));

/** The kind's name, or its number in hex where it is not one of ours. */
export function kindName(kind: number): string {
  return NAMES.get(kind) ?? `0x${kind.toString(16).padStart(4, '0')}`;
}

export const ROLE = { subscriber: 1, provider: 2, company: 3, portal: 4, collector: 5 } as const;
export type RoleName = keyof typeof ROLE;

export const RESOURCE = { electricity: 1, coldWater: 2, hotWater: 3, heat: 4, gas: 5, upkeep: 6 } as const;

export const UNIT = { Wh: 1, m3: 2, J: 3, cal: 4 } as const;

/** Who made the signature that the ledger checks: the meter itself, the gateway beside it, or a person by hand. */
export const TRUST = { meterSigned: 1, gatewaySigned: 2, manual: 3 } as const;

/** Labels of the lines that are declared rather than computed by the contract. */
export const LABEL = {
  rounding: 1,
  norm: 2,
  houseNeeds: 3,
  recalculation: 4,
  privilege: 5,
  penalty: 6,
  upkeep: 7,
  other: 8,
} as const;

export const ALGORITHM = { p256: 1, secp256k1: 2 } as const;

/** Bits of a frame's flags. */
export const FLAG = {
  clockUnsynchronised: 1,
  tamper: 2,
  battery: 4,
  manual: 8,
  periodClose: 16,
  gap: 32,
  dayPacket: 64,
} as const;

export const APPEAL_CATEGORY = { question: 1, complaint: 2, suggestion: 3 } as const;
export const APPEAL_ADDRESSEE = { company: 1, portal: 2, provider: 4 } as const;
export const APPEAL_OUTCOME = { answered: 1, inWork: 2, redirected: 3 } as const;
