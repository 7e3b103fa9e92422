import type { ColumnType } from 'kysely';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Integer } from './tables.ts';

export type OrderState = 'initiated' | 'pending' | 'settled' | 'recorded' | 'failed' | 'mismatch';

/** Why money at the bank is not what an order asked for. */
export const MISMATCH_KINDS = [
  ...(['BANK_AMOUNT_MISMATCH', 'BANK_CURRENCY_MISMATCH', 'PAID_LATE', 'PAID_AFTER_CANCEL'] as const),
  /** Of an order that is paid already. */
  'PAID_TWICE',
  /** Its issuer refused it on the ledger. */
  'ISSUER_REFUSED',
] as const;
export type MismatchKind = (typeof MISMATCH_KINDS)[number];

/** Schema `portal`: migrations/portal says what each column means. */
export type PortalTables = {
  accounts: {
    account_id: string;
    subject_index: string;
    premise_index: string;
    subscriber_index: string | null;
    sealed: Uint8Array;
    waits_for_attestation: boolean;
    created_at: Integer;
  };
  sessions: { token_hash: string; sealed: Uint8Array; created_at: Integer; expires_at: Integer };
  sign_ins: { state_hash: string; sealed: Uint8Array; expires_at: Integer };
  portal_blocks: {
    purpose: string;
    digest: Hex;
    signed: string;
    state: 'sending' | 'recorded' | 'refused';
    error_name: string | null;
    created_at: Integer;
    first: Hex | null;
    attempts: number;
    retry_at: Integer;
  };
  payment_orders: {
    order_id: string;
    account_id: string;
    invoice_id: Hex;
    amount: Integer;
    idempotency_key: string;
    reference_salt: Hex;
    state: OrderState;
    bank_payment_id: string | null;
    redirect_url: string | null;
    paid_at: ColumnType<string | null, bigint | null, bigint | null>;
    payment_digest: Hex | null;
    failure: string | null;
    created_at: Integer;
    /** Where the bank took it back: told by it, confirmed when asked, recorded. */
    reversal: 'told' | 'confirmed' | 'recorded' | null;
    /** Whether the blinding of its PAYMENT follows from the salt. */
    opens_by_salt: ColumnType<boolean, boolean | undefined, boolean>;
  };
  mismatches: {
    /** The bank's name of the payment. */
    payment_id: string;
    order_id: string;
    kind: MismatchKind;
    /** In whole minor units of the currency, as the bank has it. */
    amount: Integer;
    currency: string;
    paid_at: Integer;
    found_at: Integer;
    state: 'open' | 'returning' | 'asked' | 'returned' | 'counted';
    refund_name: ColumnType<string | null, string | undefined, string>;
    attempts: ColumnType<number, number | undefined, number>;
    bank_refund_id: ColumnType<string | null, string | undefined, string>;
    failure: ColumnType<string | null, string | undefined, string | null>;
    evidence: ColumnType<string | null, string | undefined, string>;
  };
  told_payments: { payment_id: string; order_id: string; told_at: Integer };
  refunds: {
    /** Digest of the REFUND_ORDER. */
    order_id: Hex;
    amount: ColumnType<string | null, bigint | null, never>;
    reference_salt: Hex;
    state: Exclude<OrderState, 'pending' | 'mismatch'>;
    paid_at: ColumnType<string | null, bigint | null, bigint | null>;
    refund_digest: Hex | null;
    failure: string | null;
    /** By the clock of the chain: its deadlines count from then. */
    ordered_at: Integer;
  };
  refund_parts: {
    /** What the bank was told as its name. */
    refund_id: string;
    order_id: Hex;
    payment_id: string;
    amount: Integer;
    state: 'planned' | 'asked' | 'pending' | 'settled' | 'refused' | 'disputed';
    bank_refund_id: string | null;
    paid_at: ColumnType<string | null, bigint | null, bigint | null>;
    failure: string | null;
    /** Since when the bank holds another refund, what that is, and by which reference of the bank's the portal's operator decided. */
    disputed_at: ColumnType<string | null, bigint | undefined, bigint>;
    bank_says: ColumnType<string | null, string | undefined, string>;
    evidence: ColumnType<string | null, string | undefined, string>;
  };
  approvals: { approval: string; created_at: Integer };
  bank_events: { event_id: string; order_id: string; type: string; received_at: Integer };
  bank_deliveries: { delivery_id: string; received_at: Integer };
};
