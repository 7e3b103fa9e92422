import { FACTS, type KindName } from './fact-table.ts';

/** Numbers of the kinds of internal blocks, by name. */
export const KIND = numbers();

const NAMES = new Map<number, KindName>(names().map((name) => [FACTS[name].kind, name]));

/** The name of a kind of ours. */
export function kindOf(kind: number): KindName | undefined {
  return NAMES.get(kind);
}

/** The kind's name, or its number in hex where it is not one of ours. */
export function kindName(kind: number): string {
  return NAMES.get(kind) ?? `0x${kind.toString(16).padStart(4, '0')}`;
}

function names(): KindName[] {
  return Object.keys(FACTS) as KindName[];
}

function numbers(): { readonly [K in KindName]: (typeof FACTS)[K]['kind'] } {
  return Object.fromEntries(names().map((name) => [name, FACTS[name].kind])) as ReturnType<typeof numbers>;
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

/** Why an issuer does not take a payment: it does not open, is no amount above zero, did not arrive at its bank, or something else. */
export const REFUSAL = { unreadable: 1, noAmount: 2, notArrived: 3, other: 4 } as const;

/** Why an issuer withdraws a bill. */
export const VOID_REASON = { figures: 1, contract: 2, billedAlready: 3, other: 4 } as const;

/** What a FLAT_FACT commits to: area in 0.01 m², persons, a share in 10⁻⁹, a privilege as code × 100,000 + 0.01 %. */
export const QUANTITY = { area: 1, residents: 2, share: 3, privilege: 4 } as const;
export type QuantityName = keyof typeof QUANTITY;

export const ALGORITHM = { p256: 1, secp256k1: 2 } as const;

/** Bits of a frame's flags. */
export const FLAG = {
  clockUnsynchronised: 1,
  tamper: 2,
  battery: 4,
  manual: 8,
  periodClose: 16,
  gap: 32,
  /** 25 places of a local day in the ciphertext instead of one register. */
  dayPacket: 64,
  /** A record that the meter signed, of any length. */
  record: 128,
  /** The word between meter and gateway: encrypted, authenticated, or clear when it is neither. */
  encrypted: 256,
  authenticated: 512,
} as const;

export const APPEAL_CATEGORY = { question: 1, complaint: 2, suggestion: 3 } as const;
export const APPEAL_ADDRESSEE = { company: 1, portal: 2, provider: 4 } as const;
/** Why a payment that stood is owed again. */
export const REVERSAL_REASON = { bankTookBack: 1, givenBack: 2 } as const;
export const APPEAL_OUTCOME = { answered: 1, received: 2, redirected: 3 } as const;
