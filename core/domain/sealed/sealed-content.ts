import { decodePayment, decodeReceipt, type PaymentContent, type ReceiptContent } from '../billing/bill-settle.ts';
import { decodeBill, type BillContent } from '../billing/bill.ts';
import {
  parseContractContent,
  parseOfferContent,
  type ContractContent,
  type ContractForm,
} from '../billing/contract-terms.ts';
import { InputError } from '../bytes/errors.ts';
import { parseFlatFact, type FlatFactContent } from '../premises/flat-fact-content.ts';
import { openEnvelope, type EnvelopeReader } from '../crypto/envelope.ts';
import { LOST_KEY_CODES } from '../crypto/lost-key.ts';
import type { Network } from '../ledger/network.ts';
import { parseClosing, type ClosingContent } from '../ownership/closing-content.ts';
import { carriedContext, type Carried, type SealedKind } from './carried-envelope.ts';
import {
  parseAnswer,
  parseEnrolment,
  parseLetter,
  parsePeriodKey,
  parseReason,
  parseRefund,
  type AnswerContent,
  type EnrolmentContent,
  type RefundContent,
} from './small-contents.ts';

/** What stands in the envelopes, by kind; one that is added to the table of facts has to be added here, or this does not compile. */
export type SealedContents = {
  ENROL: EnrolmentContent;
  METER_TRANSFER: ClosingContent;
  FLAT_FACT: FlatFactContent;
  OFFER: { form: ContractForm } | ContractContent;
  COPY: ContractContent;
  CANCEL: { reason: string };
  INVOICE: BillContent;
  PAYMENT: PaymentContent;
  RECEIPT: ReceiptContent;
  PAYMENT_REFUSED: { reason: string };
  REFUND_ORDER: RefundContent;
  APPEAL: { text: string };
  APPEAL_ANSWER: AnswerContent;
  PERIOD_KEYS: Uint8Array;
};

/** What follows for whom an envelope is for, where its content is damaged or closed. Nothing else follows: neither health nor `verify` is touched. */
export type Effect =
  | 'not registered'
  | 'closing register stays closed'
  | 'not billed by'
  | 'not answered'
  | 'not signed'
  | 'counts by its public date'
  | 'not payable'
  | 'refused with a reason'
  | 'shown by its reason code'
  | 'not paid out'
  | 'proves nothing'
  | 'answered as unreadable'
  | 'shown as unreadable'
  | 'passed over';

/** Codes that say of the reader alone why an envelope does not open: it is for others, or for a key that is lost and not wrapped again, or wrongly. */
const CLOSED = ['NOT_ADDRESSEE', ...LOST_KEY_CODES] as const;
type ClosedCode = (typeof CLOSED)[number];

/** `closed`: the reader has no key to the envelope, which says nothing about it. `damaged`: nobody it is addressed to can use it. */
export type Sealed<K extends SealedKind> =
  | { state: 'opened'; content: SealedContents[K] }
  | { state: 'closed'; code: ClosedCode; message: string }
  | { state: 'damaged'; code: string; message: string };

/** What does not open, where there is no going on without it: an alarm about `kind`, and `effect`. */
export class UnreadableContent extends InputError {
  readonly kind: SealedKind;
  readonly effect: Effect;
  constructor(kind: SealedKind, code: string, message: string) {
    super(code, message);
    this.name = 'UnreadableContent';
    this.kind = kind;
    this.effect = KINDS[kind].unreadable;
  }
}

const KINDS: { readonly [K in SealedKind]: { parse: (bytes: Uint8Array) => SealedContents[K]; unreadable: Effect } } = {
  ENROL: { parse: parseEnrolment, unreadable: 'not registered' },
  METER_TRANSFER: { parse: parseClosing, unreadable: 'closing register stays closed' },
  FLAT_FACT: { parse: parseFlatFact, unreadable: 'not billed by' },
  OFFER: { parse: parseOfferContent, unreadable: 'not answered' },
  COPY: { parse: parseContractContent, unreadable: 'not signed' },
  CANCEL: { parse: parseReason, unreadable: 'counts by its public date' },
  INVOICE: { parse: decodeBill, unreadable: 'not payable' },
  PAYMENT: { parse: decodePayment, unreadable: 'refused with a reason' },
  RECEIPT: { parse: decodeReceipt, unreadable: 'proves nothing' },
  PAYMENT_REFUSED: { parse: parseReason, unreadable: 'shown by its reason code' },
  REFUND_ORDER: { parse: parseRefund, unreadable: 'not paid out' },
  APPEAL: { parse: parseLetter, unreadable: 'answered as unreadable' },
  APPEAL_ANSWER: { parse: parseAnswer, unreadable: 'shown as unreadable' },
  PERIOD_KEYS: { parse: parsePeriodKey, unreadable: 'passed over' },
};

type Reading<K extends SealedKind> = {
  network: Network;
  account: EnvelopeReader;
  kind: K;
  /** As the block around it says, whose signature or recording the caller has checked. */
  carried: Carried[K];
};

/** The one reading of what a block seals (docs/formats.md §5). Never throws for what somebody else wrote. */
export async function readSealed<K extends SealedKind>({
  network,
  account,
  kind,
  carried,
}: Reading<K>): Promise<Sealed<K>> {
  try {
    const context = carriedContext(network, kind, carried);
    const sealedAt = 'sealedAt' in carried ? carried.sealedAt : undefined;
    const bytes = await openEnvelope({ envelope: carried.envelope, account, context, sealedAt });
    return { state: 'opened', content: KINDS[kind].parse(bytes) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code, message } = error;
    const closed = CLOSED.find((one) => one === code);
    return closed === undefined ? { state: 'damaged', code, message } : { state: 'closed', code: closed, message };
  }
}

/** @throws UnreadableContent with the code of what is closed or damaged */
export async function openSealed<K extends SealedKind>(reading: Reading<K>): Promise<SealedContents[K]> {
  const sealed = await readSealed(reading);
  if (sealed.state === 'opened') return sealed.content;
  throw new UnreadableContent(reading.kind, sealed.code, sealed.message);
}
