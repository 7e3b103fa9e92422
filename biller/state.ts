import type { RecordedBlock } from '../core/chain/follow.ts';
import type { RecordedPayable } from '../core/domain/billing/payables/apply-payable.ts';
import type { BillState, PayableRecords, PaymentState } from '../core/domain/billing/payables/payable-book.ts';
import type { Point } from '../core/domain/crypto/commitment.ts';
import type { BlockData, InvoiceData } from '../core/domain/ledger/block-data.ts';
import type { Hex } from '../core/domain/bytes/hex.ts';
import { APPEAL_OUTCOME, ROLE } from '../core/domain/ledger/kinds.ts';
import { domainOf, type Network } from '../core/domain/ledger/network.ts';
import type { SaidWrap } from '../core/domain/keys/read-lost-key.ts';
import type { LastFrame } from '../core/domain/reading/follows-frame.ts';
import { frameDomain, type Frame } from '../core/domain/reading/frame.ts';
import type { CarriedEnvelope, CarriedPeriodKey } from '../core/domain/sealed/carried-envelope.ts';
import type { Rate } from '../core/domain/billing/rates/tariff.ts';
import { emptyPremises, type PremisesBook } from '../core/domain/premises/premises-book.ts';
import type { Proposal } from '../core/domain/ownership/both-hands.ts';
import type { Ownership } from '../core/domain/ownership/handovers.ts';

/** An enrolled account. `encryptionKeyHash` changes when it enrols with another key; then it must be confirmed again. */
export type Participant = {
  address: Hex;
  role: number;
  encryptionKey: Hex;
  encryptionKeyHash: Hex;
  registered: boolean;
  attested: boolean;
  suspended: boolean;
  /** Of its newest ENROL: digest, signature (from which the account's public key follows) and what it seals. */
  enrolDigest: Hex;
  enrolSignature: Hex;
  enrolment: CarriedEnvelope;
};
export type Device = { deviceId: Hex; algorithm: 1 | 2; trustClass: number; revoked: boolean };
export type Meter = BlockData['METER_REGISTER'] & Ownership & { replacedBy: Hex | undefined };

/** An envelope that is for this biller and for others; `sealedAt` = what its block is dated, unix seconds. */
export type SharedEnvelope = { keyHash: Hex; envelope: Hex; sealedAt: bigint };

/** A key of an account that another one followed by REKEY; `wrapped` = by their `keyHash`, envelopes of which this biller has said what it knows since. */
export type LostAccountKey = { until: bigint; wrapped: Set<Hex> };

/** A handover that one hand proposed and neither confirmed nor withdrew. */
export type OpenTransfer = Proposal & { actHash: Hex; owner: Hex };

export type Copy = { digest: Hex; subjectHash: Hex; meterIds: readonly Hex[]; carried: CarriedEnvelope };
/** A contract of this biller; `supplier` sends the bills. */
export type Contract = {
  contractId: Hex;
  offeror: Hex;
  counterparty: Hex;
  supplier: Hex;
  consumer: Hex;
  resource: number;
  meterId: Hex;
  offer: CarriedEnvelope;
  /** Last unix second at which the side that did not offer may sign. */
  validUntil: bigint;
  withdrawn: boolean;
  copies: Map<Hex, Copy>;
  cancels: Map<Hex, { effectiveDate: bigint }>;
};

/** A frame that the reading ledger keeps for bills: a channel's first one, those that close a period, and those behind which a meter was handed over. */
export type KeptFrame = Omit<Frame, 'domain'> & {
  /** The first 16 bytes of its hash: so bills name it. */
  link: Hex;
  ciphertext: Uint8Array;
};

export type Payment = {
  paymentId: Hex;
  commitment: Point;
  carried: CarriedEnvelope;
  state: PaymentState;
  /** The issuer's receipt is there, also for one that was deemed taken before. */
  receipted: boolean;
};
/** An order of this biller to give money back; by `validUntil`, unix seconds, it is over at the latest. */
export type RefundOrder = { orderId: Hex; validUntil: bigint; commitment: Point; carried: CarriedEnvelope };
/** An invoice that this biller issued. */
export type Invoice = {
  invoiceId: Hex;
  subscriber: Hex;
  data: InvoiceData;
  carried: CarriedEnvelope;
  /** Where the ledger has it, and when it was signed, unix seconds. */
  recorded: { digest: Hex; block: bigint; signedAt: bigint };
  /** As they stood when the ledger took the bill: what is published later changes none. */
  rates: readonly Rate[];
  payments: Payment[];
  state: BillState;
};

/** A fact about money, with the external block that has it and when it was signed, unix seconds. */
export type DatedPayable = RecordedPayable & { block: bigint; signedAt: bigint };

export type ReadingRequest = { requestId: Hex; meterId: Hex; manual: boolean; dueDate: bigint; answered: boolean };
/** This biller's own word on an appeal. `at` = when it was signed, unix seconds. */
export type AppealAnswer = { digest: Hex; outcome: number; at: bigint; carried: CarriedEnvelope };
/** A letter to this biller. */
export type Appeal = {
  appealId: Hex;
  /** From 1 on, in the ledger's order: how a clerk names it. */
  number: number;
  subscriber: Hex;
  category: number;
  addressees: number;
  provider: Hex;
  about: Hex;
  /** When it was signed, unix seconds: from that day on the term of the answer is counted. */
  at: bigint;
  carried: CarriedEnvelope;
  /** APPEAL_OUTCOME of the newest answer; 0: none yet. */
  outcome: number;
  /** Oldest first. */
  answers: AppealAnswer[];
};

/** What the ledgers say, as far as it concerns one biller: a pure function of the recorded blocks. Addresses and ids are lower case. */
export type State = {
  /** What every frame of this network is signed over. */
  readonly domain: Uint8Array;
  readonly me: Hex;
  readonly company: Hex;
  readonly portal: Hex;
  participants: Map<Hex, Participant>;
  devices: Map<Hex, Device>;
  meters: Map<Hex, Meter>;
  channels: Map<Hex, { meterId: Hex; obis: Hex }>;
  /** Acts that lack the other hand, by their hash. */
  proposals: Map<Hex, Proposal>;
  /** Keys that one hand has named for others, by the act. */
  openRekeys: Map<Hex, Proposal & { data: BlockData['REKEY'] }>;
  /** By account, the key that is going to be sealed to, and from when on, unix seconds. */
  nextKeys: Map<Hex, { encryptionKey: Hex; from: bigint }>;
  /** By account, in the ledgers' order, the envelopes that are for it and for this biller. */
  sharedEnvelopes: Map<Hex, SharedEnvelope[]>;
  /** By account, the newest key that it lost. */
  lostKeys: Map<Hex, LostAccountKey>;
  /** What others wrapped again for this biller's own account, in the ledger's order. */
  wrapsForMe: SaidWrap[];
  /** By meter, the newest proposal of another owner. */
  openTransfers: Map<Hex, OpenTransfer>;
  /** By `meterId:owner`, when the portal refused a handover last, unix seconds. */
  refusedTransfers: Map<string, bigint>;
  /** This biller's own, in the register's order. */
  rates: Rate[];
  /** This biller's own withdrawals, in the register's order. */
  withdrawnRates: BlockData['RATE_WITHDRAW'][];
  /** What holds of houses and flats: bills take areas, residents and who answers from here. */
  premises: PremisesBook;
  contracts: Map<Hex, Contract>;
  /** Announced period keys by `meterId:period`, oldest first. */
  periodKeys: Map<string, CarriedPeriodKey[]>;
  /** Where each channel stands: what the next frame of it follows. */
  heads: Map<Hex, LastFrame>;
  /** The newest frame of each channel, of which a handover may be made; for the company of all meters. */
  newest: Map<Hex, KeptFrame>;
  /** By channel, in order of sequence. */
  frames: Map<Hex, KeptFrame[]>;
  /** Company only: the time of each channel's newest period-close frame, of all meters. */
  closings: Map<Hex, bigint>;
  invoices: Map<Hex, Invoice>;
  /** By contract, the ids of its invoices in the ledger's order. */
  invoicesOf: Map<Hex, Hex[]>;
  orders: Map<Hex, RefundOrder>;
  /** What all of this biller's facts about money come to, as the ledger holds it. */
  book: PayableRecords<Point>;
  /** Those facts by contract, in the ledger's order: with the openings they come to amounts. */
  money: Map<Hex, DatedPayable[]>;
  /** Up to which sequence a channel is billed. */
  billedThrough: Map<Hex, bigint>;
  requests: Map<Hex, ReadingRequest>;
  appeals: Map<Hex, Appeal>;
};

export function emptyState(me: Hex, network: Network): State {
  return {
    domain: frameDomain(domainOf(network), network.contracts.readingLedger),
    me,
    company: network.company,
    portal: network.portal,
    participants: new Map(),
    devices: new Map(),
    meters: new Map(),
    channels: new Map(),
    proposals: new Map(),
    openRekeys: new Map(),
    nextKeys: new Map(),
    sharedEnvelopes: new Map(),
    lostKeys: new Map(),
    wrapsForMe: [],
    openTransfers: new Map(),
    refusedTransfers: new Map(),
    rates: [],
    withdrawnRates: [],
    premises: emptyPremises(),
    contracts: new Map(),
    periodKeys: new Map(),
    heads: new Map(),
    newest: new Map(),
    frames: new Map(),
    closings: new Map(),
    invoices: new Map(),
    invoicesOf: new Map(),
    orders: new Map(),
    book: { bills: new Map(), payments: new Map(), accounts: new Map(), orders: new Map() },
    money: new Map(),
    billedThrough: new Map(),
    requests: new Map(),
    appeals: new Map(),
  };
}

/** Enrolled, registered, attested where it has to be, and not suspended: the rule of Participants. */
export function isActive(state: State, address: Hex): boolean {
  const one = state.participants.get(address);
  if (one === undefined || one.suspended) return false;
  return one.registered && (one.attested || one.role !== ROLE.subscriber);
}

export function holdsRole(state: State, address: Hex, role: number): boolean {
  return isActive(state, address) && state.participants.get(address)?.role === role;
}

/** Both parties' copies are there, with one subject hash. */
export function isSigned(contract: Contract): boolean {
  const [first, second] = [contract.copies.get(contract.supplier), contract.copies.get(contract.consumer)];
  return first !== undefined && second !== undefined && first.subjectHash === second.subjectHash;
}

/** No final answer of this biller is there. */
export function isOpenLetter({ outcome }: Appeal): boolean {
  return outcome !== APPEAL_OUTCOME.answered && outcome !== APPEAL_OUTCOME.redirected;
}

/** The part of a recorded block that the state follows from; what the store keeps. */
export type KeptBlock = Pick<RecordedBlock, 'blockNumber' | 'logIndex' | 'ledger' | 'digest' | 'signature' | 'data'> & {
  readonly block: Pick<RecordedBlock['block'], 'from' | 'to' | 'timestamp' | 'kind' | 'subject'>;
};
