import type { Point } from '../domain/crypto/commitment.ts';
import type { Hex } from '../domain/bytes/hex.ts';

export type ParticipantRecord = {
  role: number;
  registered: boolean;
  attested: boolean;
  suspended: boolean;
  encryptionKey: Hex;
};
export type DeviceRecord = { algorithm: number; trustClass: number; revoked: boolean; number: number; x: Hex; y: Hex };
export type MeterRecord = {
  owner: Hex;
  provider: Hex;
  resource: number;
  unit: number;
  exponent: number;
  verifiedUntil: bigint;
  deviceId: Hex;
  replacedBy: Hex;
  obis: readonly Hex[];
};
export type RateRecord = { mantissa: bigint; exponent: number; validFrom: bigint };
/** `state`: 1 offered, 2 half signed, 3 signed, 4 cancel requested, 5 cancelled, 6 withdrawn. */
export type AgreementRecord = {
  supplier: Hex;
  consumer: Hex;
  resource: number;
  state: number;
  copiedBy: number;
  cancelledBy: number;
  supplierEnd: bigint;
  consumerEnd: bigint;
  offeredBy: number;
  validUntil: bigint;
  meterId: Hex;
  subjectHash: Hex;
  metersHash: Hex;
};
/** `state`: 1 issued, 2 settled, 3 carried, 4 void. */
export type InvoiceRecord = {
  issuer: Hex;
  subscriber: Hex;
  contractId: Hex;
  period: number;
  series: number;
  dueDate: bigint;
  state: number;
  outstanding: Point;
};
/** `state`: 1 recorded, 2 refused, 3 taken, 4 deemed taken, 5 reversed. */
export type PaymentRecord = { invoiceId: Hex; state: number; paidAt: bigint; answerBy: bigint; commitment: Point };
/** `head`: the last frame's link, the first 16 bytes of its hash. */
export type ChannelStateRecord = { sequence: number; time: number; head: Hex };
export type ReadingRequestRecord = {
  meterId: Hex;
  requester: Hex;
  manual: boolean;
  answered: boolean;
  dueDate: bigint;
  requestedAt: bigint;
};
export type AppealRecord = {
  subscriber: Hex;
  category: number;
  addressees: number;
  /** The last answer of company, portal, provider: 0 none, 1 answered, 2 received, 3 redirected. */
  outcomes: readonly [number, number, number];
  provider: Hex;
  about: Hex;
};
