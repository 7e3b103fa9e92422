import type { Hex } from '../../core/domain/hex.ts';

/** The parts of the portal's answers (docs/api.md) that a resident's program reads. */
export type RecordedJson = {
  ledger: Hex;
  digest: Hex;
  position: string;
  blockNumber: number;
  block: { from: Hex; to: Hex; timestamp: string; kind: number; kindName: string; subject: Hex; dataHash: Hex };
  signature: Hex;
  data: Hex;
};
export type PremiseJson = {
  premise: string;
  address: string;
  personalAccount: string;
  subscriber: Hex | null;
  enrolment: 'none' | 'requested' | 'enrolled' | 'attested' | 'active' | 'suspended' | 'refused';
  reason?: string;
};
export type MeJson = { signedIn: false } | { signedIn: true; displayName: string; csrfToken: string; premises: PremiseJson[] };
export type DirectoryJson = {
  participants: { address: Hex; role: number; roleName: string; encryptionKey: Hex; name: string; active: boolean }[];
};
export type ContractsJson = {
  contracts: {
    contractId: Hex;
    resource: number;
    meterId: Hex;
    subscriber: Hex;
    counterparty: Hex;
    startedBy: Hex;
    state: 'offered' | 'copied' | 'signed' | 'cancelled';
    offer: RecordedJson;
    copies: RecordedJson[];
    cancels: RecordedJson[];
  }[];
};
export type InvoicesJson = {
  invoices: {
    invoiceId: Hex;
    issuer: Hex;
    contractId: Hex;
    period: number;
    series: number;
    ledgerName: string;
    state: 'open' | 'settled';
    invoice: RecordedJson;
    payments: RecordedJson[];
    receipts: RecordedJson[];
  }[];
};
export type MetersJson = {
  meters: {
    meterId: Hex;
    owner: Hex;
    provider: Hex;
    resource: number;
    unit: number;
    exponent: number;
    deviceId: Hex;
    obis: Hex[];
    channels: Hex[];
    replacedBy: Hex | null;
    device: { algorithm: 1 | 2; x: Hex; y: Hex; trustClass: number; revoked: boolean } | null;
  }[];
};
export type ReadingsJson = {
  frames: {
    digest: Hex;
    batch: number;
    index: number;
    meterId: Hex;
    obis: Hex;
    channel: Hex;
    flags: number;
    sequence: string;
    time: string;
    previous: Hex;
    commitment: { x: Hex; y: Hex };
    payloadHash: Hex;
    ciphertext: Hex;
    frameHash: Hex;
    algorithm: 1 | 2;
  }[];
  batches: { digest: Hex; batch: number; deviceId: Hex; signature: Hex; frameHashes: Hex[] }[];
  periodKeys: { digest: Hex; deviceId: Hex; meterId: Hex; period: number; envelope: Hex; deviceSignature: Hex }[];
  next: string | null;
};
export type RequestsJson = {
  requests: { requestId: Hex; meterId: Hex; manual: boolean; dueDate: string; from: Hex; state: 'open' | 'answered' }[];
};
export type AppealsJson = { appeals: { appealId: Hex; answers: { from: Hex; outcome: number; recorded: RecordedJson }[] }[] };
export type BlockStatusJson = {
  digest: Hex;
  state: 'unknown' | 'queued' | 'recorded' | 'refused';
  recorded?: RecordedJson;
  error?: { name: string; message: string };
};
export type OrderJson = {
  orderId: string;
  invoiceId: Hex;
  amount: string;
  state: 'initiated' | 'pending' | 'settled' | 'recorded' | 'failed';
  redirectUrl: string | null;
  paymentDigest: Hex | null;
};
