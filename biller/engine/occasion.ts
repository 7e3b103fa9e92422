import type { ContractTerms } from '../../core/domain/billing/contract-terms.ts';
import type { BillingRules } from '../../core/domain/billing/tariff-rules.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Rate } from '../../core/domain/billing/rates/tariff.ts';
import type { HouseFact } from './fact-shapes.ts';

/** What the contract itself computes: a register's use, in the terms' unit, at its rate; decimals. */
export type MeteredUse = { quantity: string; price: string };

/** A value from a local date on. */
export type DatedText = { from: string; value: string };

/** The penalty of a contract's account by a day, and what bills asked of it before; decimals. `steps`: how it came about, by the statement. */
export type PenaltyOfAccount = {
  by: string;
  all: string;
  asked: string;
  steps: readonly { formula?: string; act?: string; point?: string }[];
};

/** What was billed of a month without a reading, and not taken back yet; 10⁻¹² of the currency unit. */
export type EstimatedMonth = { period: string; amount: bigint };

/** What a month without a reading is estimated by. Decimals, in the terms' unit. */
export type Estimation = {
  /** By zone: what was measured in the months before, oldest first. */
  zones: readonly { zone: number; volumes: readonly string[] }[];
  /** How many months in a row were estimated already. */
  missed: number;
  /** Of one resident, where one is known. */
  norm: string | undefined;
  /** The last month for which the average may count; undefined where nothing follows it. */
  averageUntil: string | undefined;
};

/** All that the biller knows of one bill to be: ledger facts, and what was entered of the house. */
export type Occasion = {
  contractId: Hex;
  terms: ContractTerms;
  period: number;
  /** Unix seconds from which the contract no longer holds. */
  until: bigint | undefined;
  timeZone: string;
  currency: string;
  country: string;
  isCompany: boolean;
  rules: BillingRules;
  /** This biller's own, in the register's order. */
  rates: readonly Rate[];
  metered: readonly MeteredUse[];
  /** As the ledger has them of the flat, where it has and they open here; in the order of their days. */
  flat: { area: readonly DatedText[]; residents: readonly DatedText[] };
  /** What stands, oldest first. */
  facts: readonly HouseFact[];
  penalty: PenaltyOfAccount | undefined;
  /** By what the month is estimated where no reading closes it. */
  estimation?: Estimation | undefined;
  /** What estimates billed before, which the readings of this bill put right. */
  estimated?: readonly EstimatedMonth[] | undefined;
};
