import type { ColumnType, Transaction } from 'kysely';
import type { BillState, PaymentState } from '../../../core/domain/billing/payables/payable-book.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';

/** bigint and numeric(20) columns: read as decimal text, written as integers. */
type Integer = ColumnType<string, bigint | number, bigint | number>;

/** Schema `read_model`: migrations/read-model says what each column means. */
export type ReadModelTables = {
  cursor: { next_block: Integer };
  internal_blocks: {
    block_number: Integer;
    log_index: number;
    digest: Hex;
    ledger: Hex;
    ledger_name: string;
    position: Integer;
    head: Hex;
    block_time: Integer;
    transaction_hash: Hex;
    sender: Hex;
    recipient: Hex;
    signed_time: Integer;
    kind: number;
    subject: Hex;
    data_hash: Hex;
    replaces: Hex;
    signature: Hex;
    data: Uint8Array;
  };
  participants: {
    address: Hex;
    role: number;
    encryption_key: Hex;
    encryption_key_hash: Hex;
    enrol_digest: Hex;
    registered: boolean;
    attested: boolean;
    suspended: boolean;
    key_digest: Hex | null;
  };
  account_keys: {
    digest: Hex;
    account: Hex;
    key: Hex;
    encryption_key: Hex;
    since: Integer;
    first_hand: Hex | null;
    objection: Hex | null;
    is_written: boolean;
  };
  devices: { device_id: Hex; algorithm: 1 | 2; x: Hex; y: Hex; trust_class: number; revoked: boolean };
  meters: {
    meter_id: Hex;
    digest: Hex;
    owner: Hex;
    provider: Hex;
    resource: number;
    unit: number;
    exponent: number;
    device_id: Hex;
    verified_until: Integer;
    replaced_by: Hex | null;
    /** Digest of the METER_REPLACE that says so. */
    replacement: Hex | null;
    /** Digest of the METER_TRANSFER, the company's block, by which the owner became it. */
    handover: Hex | null;
  };
  acts: {
    digest: Hex;
    act_hash: Hex;
    kind: number;
    proposer: Hex;
    until: Integer;
    state: 'open' | 'done' | 'withdrawn';
    ended_by: Hex | null;
  };
  handovers: { digest: Hex; meter_id: Hex; former: Hex; owner: Hex; estimated: boolean };
  /** Whose head at `Meters` counts the block. */
  meter_words: { digest: Hex; account: Hex };
  channels: { channel: Hex; meter_id: Hex; place: number; obis: Hex };
  rates: {
    digest: Hex;
    provider: Hex;
    resource: number;
    zone: number;
    mantissa: Integer;
    exponent: number;
    valid_from: Integer;
    /** Digest of the RATE_WITHDRAW that took it back. */
    withdrawn: Hex | null;
  };
  houses: { digest: Hex; house_id: Hex; from_day: Integer; flats: number };
  flat_facts: { digest: Hex; house_id: Hex; flat: Hex; quantity: number; from_day: Integer; attested_by: Hex };
  flat_accounts: { digest: Hex; house_id: Hex; flat: Hex; from_day: Integer; account: Hex };
  area_sums: { digest: Hex; house_id: Hex; day: Integer; sum: Integer };
  contracts: {
    contract_id: Hex;
    offeror: Hex;
    receiver: Hex;
    resource: number;
    meter_id: Hex;
    /** Digest of the OFFER_WITHDRAW that took it back. */
    withdrawn: Hex | null;
  };
  contract_papers: {
    digest: Hex;
    contract_id: Hex;
    party: Hex;
    paper: 'copy' | 'cancel';
    subject_hash: Hex | null;
    effective_date: ColumnType<string | null, bigint | null, never>;
  };
  invoices: {
    invoice_id: Hex;
    digest: Hex;
    ledger: Hex;
    issuer: Hex;
    subscriber: Hex;
    contract_id: Hex;
    period: number;
    series: number;
    due_date: Integer;
    state: BillState;
    /** The void invoice in whose place it came. */
    replaces: Hex | null;
  };
  payments: {
    payment_id: Hex;
    invoice_id: Hex;
    payment_reference: Hex;
    commitment_x: Hex;
    commitment_y: Hex;
    state: PaymentState;
    paid_at: Integer;
    /** Until when its issuer's answer is waited for. */
    answer_by: Integer;
    payer: Hex;
  };
  /** What else was said of an invoice: refusals, deemed and reversed payments, CARRY, VOID. */
  invoice_acts: { digest: Hex; invoice_id: Hex };
  refund_orders: { order_id: Hex; contract_id: Hex; refund: Hex | null };
  receipts: { digest: Hex; invoice_id: Hex; payment_id: Hex | null; settles: boolean };
  requests: {
    request_id: Hex;
    requester: Hex;
    meter_id: Hex;
    manual: boolean;
    due_date: Integer;
    answered_by: Hex | null;
  };
  appeals: { appeal_id: Hex; subscriber: Hex; category: number; addressees: number; provider: Hex; about: Hex };
  answers: { digest: Hex; appeal_id: Hex; answerer: Hex; outcome: number };
  period_keys: {
    digest: Hex;
    block_number: Integer;
    log_index: number;
    device_id: Hex;
    meter_id: Hex;
    period: number;
    envelope: Uint8Array;
    device_signature: Hex;
  };
  batches: { block_number: Integer; log_index: number; batch: number; device_id: Hex; signature: Hex };
  frames: {
    block_number: Integer;
    log_index: number;
    batch: number;
    place: number;
    channel: Hex;
    flags: number;
    sequence: Integer;
    time: Integer;
    previous: Hex;
    commitment_x: Hex;
    commitment_y: Hex;
    payload_hash: Hex;
    frame_hash: Hex;
    ciphertext: Uint8Array;
  };
};

export type OrderState = 'initiated' | 'pending' | 'settled' | 'recorded' | 'failed';

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
  };
  refunds: {
    /** Digest of the REFUND_ORDER. */
    order_id: Hex;
    amount: ColumnType<string | null, bigint | null, never>;
    payment_id: string | null;
    reference_salt: Hex;
    state: OrderState;
    bank_refund_id: string | null;
    paid_at: ColumnType<string | null, bigint | null, bigint | null>;
    refund_digest: Hex | null;
    failure: string | null;
    created_at: Integer;
  };
  approvals: { approval: string; created_at: Integer };
  bank_events: { event_id: string; order_id: string; type: string; received_at: Integer };
  bank_deliveries: { delivery_id: string; received_at: Integer };
};

/** The read model in the transaction that also moves the cursor. */
export type ReadModelWriter = Transaction<ReadModelTables>;
