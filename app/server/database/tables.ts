import type { ColumnType, Transaction } from 'kysely';
import type { BillState, PaymentState } from '../../../core/domain/billing/payables/payable-book.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';

/** bigint and numeric(20) columns: read as decimal text, written as integers. */
export type Integer = ColumnType<string, bigint | number, bigint | number>;

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
  devices: { device_id: Hex; algorithm: 1 | 2; x: Hex; y: Hex; trust_class: number; revocation: Hex | null };
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

/** The read model in the transaction that also moves the cursor. */
export type ReadModelWriter = Transaction<ReadModelTables>;
