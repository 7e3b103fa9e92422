import type { Account } from '../core/domain/ledger/account.ts';
import { totalCommitment } from '../core/domain/billing/bill-commitments.ts';
import { openBill, type OpenedBill, type ReadingOpening } from '../core/domain/billing/bill-open.ts';
import type { PaymentContent } from '../core/domain/billing/bill-settle.ts';
import type { BillContent } from '../core/domain/billing/bill.ts';
import { opens } from '../core/domain/crypto/commitment.ts';
import type { EnvelopeReader } from '../core/domain/crypto/envelope.ts';
import { wrapsFor } from '../core/domain/keys/read-lost-key.ts';
import type { ContractContent, ContractForm } from '../core/domain/billing/contract-terms.ts';
import type { MeteredLine } from '../core/domain/ledger/block-data.ts';
import { InputError } from '../core/domain/bytes/errors.ts';
import type { Hex } from '../core/domain/bytes/hex.ts';
import { frameDomain } from '../core/domain/reading/frame.ts';
import { channelOf } from '../core/domain/ledger/ids.ts';
import { domainOf, type Network } from '../core/domain/ledger/network.ts';
import { contentOf, openFrame } from '../core/domain/reading/open-frame.ts';
import { openPeriodKey, periodKeyName } from '../core/domain/reading/open-readings.ts';
import { periodOfFrame } from '../core/domain/billing/period.ts';
import { rateOver } from '../core/domain/billing/rates/rate-over.ts';
import type { Carried, SealedKind } from '../core/domain/sealed/carried-envelope.ts';
import { openSealed, UnreadableContent, type SealedContents } from '../core/domain/sealed/sealed-content.ts';
import type { AnswerContent, EnrolmentContent, RefundContent } from '../core/domain/sealed/small-contents.ts';
import type {
  Appeal,
  AppealAnswer,
  Contract,
  Invoice,
  KeptFrame,
  Participant,
  Payment,
  RefundOrder,
  State,
} from './state.ts';

export type OpenedInvoice = OpenedBill & { content: BillContent };

/**
 * Opens what is addressed to this biller, with its account. Everything opened stays in memory, whatever keys there are later; every refusal is
 * remembered too, because the same bytes fail the same way under the same keys. All functions throw UnreadableContent for what does not open, InputError for what does not fit.
 */
export type Decryptor = {
  /** Register value and blinding of a kept frame, checked against its commitment. */
  frame(frame: KeptFrame): Promise<ReadingOpening>;
  offer(contract: Contract): Promise<{ form: ContractForm } | ContractContent>;
  /** The terms that this biller signed. */
  ownCopy(contract: Contract): Promise<ContractContent>;
  /** An own invoice, with every figure checked again. */
  invoice(invoice: Invoice): Promise<OpenedInvoice>;
  /** A payment whose amount and blinding open its commitment. */
  payment(payment: Payment): Promise<PaymentContent>;
  /** An own order to give money back. */
  order(order: RefundOrder): Promise<RefundContent>;
  /** Which flat a subscriber says to live in; for the company. */
  enrolment(participant: Participant): Promise<EnrolmentContent>;
  letter(appeal: Appeal): Promise<{ text: string }>;
  /** An own word on a letter. */
  answer(answer: AppealAnswer): Promise<AnswerContent>;
};

/** An answer, and by which keys it was looked for. */
type Kept<T> = { answer: Promise<T>; by: string; isOpen: boolean };
type Cache<T> = Map<string, Kept<T>>;

/** An account as it reads now: with its own keys, and, where one of them was lost, with what others wrapped again for it. */
export function readerOf(account: EnvelopeReader, state: State): EnvelopeReader {
  const { address, encryptionPrivateKey, formerEncryptionKeys } = account;
  const keys = { address, encryptionPrivateKey, formerEncryptionKeys };
  const until = state.lostKeys.get(state.me)?.until;
  return until === undefined ? keys : { ...keys, lost: { until, ...wrapsFor(keys, state.wrapsForMe) } };
}

export function createDecryptor(args: {
  /** `key` = the one that signs for it now. */
  account: Account & { readonly key?: Hex };
  network: Network;
  state: State;
}): Decryptor {
  const { account, network, state } = args;
  const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
  /** What another key of the account did not open may open with this one, or with what was wrapped again since. */
  const keysNow = (): string =>
    `${account.key ?? account.address}/${state.lostKeys.get(state.me)?.until ?? ''}/${state.wrapsForMe.length}`;
  const once = <T>(cache: Cache<T>, key: string, open: () => Promise<T>): Promise<T> => {
    const by = keysNow();
    const found = cache.get(key);
    if (found !== undefined && (found.isOpen || found.by === by)) return found.answer;
    const made: Kept<T> = { answer: open(), by, isOpen: false };
    cache.set(key, made);
    made.answer.then(
      (opened) => (made.isOpen = opened !== undefined),
      () => undefined,
    );
    return made.answer;
  };
  let kept: { reader: EnvelopeReader; by: string } | undefined;
  const reader = (): EnvelopeReader => {
    const by = keysNow();
    if (kept?.by !== by) kept = { reader: readerOf(account, state), by };
    return kept.reader;
  };
  const read = <K extends SealedKind>(kind: K, carried: Carried[K]): Promise<SealedContents[K]> =>
    openSealed({ network, account: reader(), kind, carried });
  const keys = new Map<string, Kept<Uint8Array | undefined>>();
  const frames = new Map<string, Kept<ReadingOpening>>();
  const offers = new Map<string, Kept<{ form: ContractForm } | ContractContent>>();
  const copies = new Map<string, Kept<ContractContent>>();
  const invoices = new Map<string, Kept<OpenedInvoice>>();
  const payments = new Map<string, Kept<PaymentContent>>();
  const orders = new Map<string, Kept<RefundContent>>();
  const enrolments = new Map<string, Kept<EnrolmentContent>>();
  const letters = new Map<string, Kept<{ text: string }>>();
  const answers = new Map<string, Kept<AnswerContent>>();

  async function openKept(frame: KeptFrame): Promise<ReadingOpening> {
    const channel = state.channels.get(frame.channel);
    if (channel === undefined)
      throw new InputError('CHANNEL_UNKNOWN', `No meter is registered for channel ${frame.channel}.`);
    const period = periodOfFrame(frame.time, network.timeZone);
    const name = periodKeyName(channel.meterId, period);
    const announced = state.periodKeys.get(name) ?? [];
    // The same envelope in another place is another question: there it does not open.
    const periodKeys = await Promise.all(
      announced
        .toReversed()
        .map((carried) =>
          once(keys, `${name}:${carried.deviceId}:${carried.envelope}`, () =>
            openPeriodKey({ network, account: reader(), carried }),
          ),
        ),
    );
    const { value, blinding } = contentOf(
      openFrame({
        periodKeys: periodKeys.filter((key) => key !== undefined),
        frame: { ...frame, domain },
        ciphertext: frame.ciphertext,
      }),
    );
    return { channel: frame.channel, sequence: frame.sequence, value, blinding };
  }

  /** Refusals of frames are not remembered: the key may be announced later. */
  async function frame(kept: KeptFrame): Promise<ReadingOpening> {
    const key = `${kept.channel}/${kept.sequence}`;
    try {
      return await once(frames, key, () => openKept(kept));
    } catch (error) {
      frames.delete(key);
      throw error;
    }
  }

  async function openIssued(invoice: Invoice): Promise<OpenedInvoice> {
    const { data } = invoice;
    const content = await read('INVOICE', invoice.carried);
    const ends = data.metered.flatMap((line) => {
      const channel = channelOf(line.meterId, line.obis);
      const kept = state.frames.get(channel) ?? [];
      return kept.filter(({ sequence }) => sequence === line.openSequence || sequence === line.closeSequence);
    });
    const readings = await Promise.all(ends.map(frame));
    const rateOf = (line: MeteredLine): bigint =>
      rateOver(invoice.rates, {
        provider: state.me,
        resource: Number(content.resource),
        zone: line.zone,
        from: line.openTime,
        to: line.closeTime,
      }).rate;
    const ledgerTotal = totalCommitment(data, rateOf);
    return { content, ...openBill({ content, invoiceData: data, readings, rateOf, ledgerTotal }) };
  }

  return {
    frame,
    offer: (contract) => once(offers, contract.contractId, () => read('OFFER', contract.offer)),
    ownCopy(contract) {
      const copy = contract.copies.get(state.me);
      if (copy === undefined) throw new InputError('COPY_MISSING', `Contract ${contract.contractId} has no own copy.`);
      return once(copies, copy.digest, () => read('COPY', copy.carried));
    },
    invoice: (invoice) => once(invoices, invoice.invoiceId, () => openIssued(invoice)),
    payment: (payment) =>
      once(payments, payment.paymentId, async () => {
        const content = await read('PAYMENT', payment.carried);
        if (!opens(payment.commitment, content.amount, content.blinding)) {
          throw new UnreadableContent(
            'PAYMENT',
            'PAYMENT_NOT_OPENED',
            `Payment ${payment.paymentId} does not open to the amount inside it.`,
          );
        }
        return content;
      }),
    order: (order) => once(orders, order.orderId, () => read('REFUND_ORDER', order.carried)),
    enrolment: (participant) => once(enrolments, participant.enrolDigest, () => read('ENROL', participant.enrolment)),
    letter: (appeal) => once(letters, appeal.appealId, () => read('APPEAL', appeal.carried)),
    answer: (answer) => once(answers, answer.digest, () => read('APPEAL_ANSWER', answer.carried)),
  };
}
