import { decodeBill } from '../bill.ts';
import type { BillContent } from '../bill.ts';
import { totalCommitment } from '../bill-check.ts';
import { checkLinesByTerms, openBill } from '../bill-open.ts';
import type { OpenedBill, ReadingOpening } from '../bill-open.ts';
import type { ContractTerms } from '../contract-terms.ts';
import type { InvoiceData, MeteredLine } from '../data.ts';
import { openEnvelope } from '../envelope.ts';
import { InputError } from '../errors.ts';
import type { Hex } from '../hex.ts';
import { checkLedgerProof, checkSealedHeader, checkWitnesses, verifySeal } from '../light-client.ts';
import type { SignedCosignature, StorageProof, WitnessPolicy } from '../light-client.ts';
import type { Network } from '../network.ts';
import { startOfLocalDate, localDate, periodStart } from '../period.ts';
import type { Seal } from '../seal.ts';
import { rateAt } from '../tariff.ts';
import type { Rate } from '../tariff.ts';
import { rulesAt, rulesByName } from '../tariff-rules.ts';
import { checkChain, checkFrames, registeredMeters } from './check-frames.ts';
import type { BatchEvidence, ChannelSpan, MeterEvidence } from './check-frames.ts';
import { checkReceipts, openPayments } from './check-receipts.ts';
import type { OpenedPayment } from './check-receipts.ts';
import { runCheck } from './check.ts';
import type { Check } from './check.ts';
import { openPeriodKeys, openReading } from './open-own-readings.ts';
import type { OwnFrame, PeriodKeyEnvelope } from './open-own-readings.ts';
import { readRecorded, same } from './recorded.ts';
import type { Recorded } from './recorded.ts';

export type LedgerEvidence = {
  seal: Seal;
  header: Hex;
  accountProof: readonly Hex[];
  storageProofs: readonly StorageProof[];
  cosignatures: readonly SignedCosignature[];
};

/** All that servers handed over about one bill; nothing of it is believed. */
export type BillEvidence = {
  invoice: Recorded;
  /** The other party of the contract, whom the resident has a signed contract with. */
  issuer: Hex;
  /** Of the resident's signed contract; undefined while it is not at hand. */
  terms: ContractTerms | undefined;
  /** Unix seconds from which a cancelled contract no longer holds. */
  until?: bigint;
  proof: LedgerEvidence | undefined;
  meters: readonly MeterEvidence[];
  /** RATE blocks in the order in which the register took them. */
  rates: readonly Recorded[];
  frames: readonly OwnFrame[];
  batches: readonly BatchEvidence[];
  periodKeyEnvelopes: readonly PeriodKeyEnvelope[];
  payments: readonly Recorded[];
  receipts: readonly Recorded[];
  /** The contract's bill before, opened. */
  previous?: BillContent;
};

/** What the checks establish. Amounts in 10⁻⁵ of the currency unit; those are undefined unless their check passed. */
export type BillReport = {
  checks: Check[];
  content: BillContent | undefined;
  opened: OpenedBill | undefined;
  payments: OpenedPayment[];
  outstanding: bigint | undefined;
  settled: boolean;
};

/**
 * Checks everything about a bill that its subscriber can: who sent it, that it is sealed and on its ledger, that the terms, meters, readings and rates are
 * those that were signed, and that every figure follows (docs/formats.md; S54, S55). Each check stands alone, so that a fault has a name.
 * @param policy whose cosignatures count
 */
export async function checkBill(args: {
  network: Network;
  account: { address: Hex; encryptionPrivateKey: Hex };
  policy: WitnessPolicy;
  evidence: BillEvidence;
}): Promise<BillReport> {
  const { network, account, evidence } = args;
  const { invoice } = evidence;
  const ledgers = [network.contracts.contractLedger, network.contracts.billingLedger];

  const sender = await runCheck('sender', () =>
    readRecorded({ network, recorded: invoice, kind: 'INVOICE', from: evidence.issuer, ledgers }),
  );
  const data = sender.value;
  const sealed = await runCheck('sealed', () => {
    const proof = present(evidence.proof, 'PROOF_MISSING', 'The bill is not in a sealed block yet.');
    checkSealedHeader(proof.seal, proof.header);
    return verifySeal(network, proof.seal);
  });
  const ledger = await runCheck('ledger', () =>
    checkLedgerProof({
      network,
      ...present(evidence.proof, 'PROOF_MISSING', 'The bill is not in a sealed block yet.'),
      ledger: invoice.signed.ledger,
      digest: invoice.digest,
      policy: { witnesses: [], required: 0 },
      claim: { position: invoice.position },
    }),
  );
  const witnesses = await runCheck('witnesses', () => {
    const proof = present(evidence.proof, 'PROOF_MISSING', 'The bill is not in a sealed block yet.');
    const sealHash = present(sealed.value, 'EARLIER_CHECK', 'The seal was not accepted.');
    return checkWitnesses({
      network,
      number: proof.seal.number,
      sealHash,
      cosignatures: proof.cosignatures,
      policy: args.policy,
    });
  });
  const opened = await runCheck('opened', async () => {
    const { envelope } = present(data, 'EARLIER_CHECK', 'The bill is not signed by its issuer.');
    const content = decodeBill(await openEnvelope({ envelope, account }));
    if (!same(content.subscriber, account.address) || !same(content.issuer, evidence.issuer)) {
      throw new InputError('BILL_OTHER', 'The bill inside is for somebody else, or from somebody else.');
    }
    return content;
  });
  const content = opened.value;
  const spans = (data?.metered ?? []).map(spanOf);
  const metered = spans.length > 0;

  const terms = await runCheck('terms', () => checkTerms({ network, evidence, data, content }));
  const meter = await runCheck('meter', () => {
    for (const span of spans)
      checkFrames({ network, span, meters: evidence.meters, frames: evidence.frames, batches: evidence.batches });
  });
  const chain = await runCheck('chain', () => {
    for (const span of spans) checkChain({ network, span, frames: evidence.frames });
  });
  const readings = await runCheck('readings', () => openSpans({ network, account, evidence, spans }));
  const arithmetic = await runCheck('arithmetic', () => {
    const invoiceData = present(data, 'EARLIER_CHECK', 'The bill is not signed by its issuer.');
    const rateOf = ratesOf(network, evidence, Number(content?.resource ?? 0));
    const totalPoint = totalCommitment(invoiceData, rateOf);
    const bill = openBill({
      content: present(content, 'EARLIER_CHECK', 'The bill was not opened.'),
      invoiceData,
      readings: present(readings.value, 'EARLIER_CHECK', 'The readings were not opened.'),
      rateOf,
      ledgerTotal: totalPoint,
      previous: evidence.previous,
      terms: evidence.terms,
    });
    return { ...bill, totalPoint };
  });

  let payments: OpenedPayment[] = [];
  const receipt = await runCheck('receipt', async () => {
    const invoiceId = present(content, 'EARLIER_CHECK', 'The bill was not opened.').invoiceId;
    payments = await openPayments({ network, account, invoiceId, payments: evidence.payments });
    const bill = present(arithmetic.value, 'EARLIER_CHECK', "The bill's arithmetic was not accepted.");
    return checkReceipts({
      network,
      account,
      issuer: evidence.issuer,
      invoiceId,
      ...bill,
      payments,
      receipts: evidence.receipts,
    });
  });

  const absent = (check: Check, applies: boolean): Check =>
    applies || check.state === 'failed' ? check : { name: check.name, state: 'absent' };
  const paid = evidence.payments.length + evidence.receipts.length > 0;
  return {
    checks: [
      sender.check,
      sealed.check,
      ledger.check,
      witnesses.check,
      opened.check,
      terms.check,
      absent(meter.check, metered),
      absent(chain.check, metered),
      absent(readings.check, metered),
      arithmetic.check,
      absent(receipt.check, paid),
    ],
    content,
    opened: arithmetic.value,
    payments,
    outstanding: receipt.value?.outstanding ?? outstandingOf(arithmetic.value?.total, payments),
    settled: receipt.value?.settled ?? false,
  };
}

function outstandingOf(total: bigint | undefined, payments: readonly OpenedPayment[]): bigint | undefined {
  return total === undefined ? undefined : payments.reduce((rest, payment) => rest - payment.amount, total);
}

function spanOf({ meterId, obis, openSequence, closeSequence }: MeteredLine): ChannelSpan {
  return { meterId, obis, openSequence, closeSequence };
}

/** The bill follows the signed contract: its party, its meters, its resource; lines without a meter are computed again. */
function checkTerms(args: {
  network: Network;
  evidence: BillEvidence;
  data: InvoiceData | undefined;
  content: BillContent | undefined;
}): void {
  const { network, evidence } = args;
  const terms = present(evidence.terms, 'TERMS_MISSING', 'The signed contract is not at hand.');
  const data = present(args.data, 'EARLIER_CHECK', 'The bill is not signed by its issuer.');
  const content = present(args.content, 'EARLIER_CHECK', 'The bill was not opened.');
  const strange = data.metered.some(({ meterId }) => !belongsToContract({ network, evidence, terms, meterId }));
  if (strange || !same(terms.provider, evidence.issuer) || terms.resource !== content.resource) {
    throw new InputError('TERMS_OTHER', 'The bill counts a meter or a service that is not in your contract.');
  }
  if (terms.meterIds.length > 0) return;
  const rate = rateAt(checkedRates(network, evidence), {
    provider: evidence.issuer,
    resource: Number(terms.resource),
    zone: 0,
    time: termsRateTime(terms, data.period, network.timeZone),
  });
  const { timeZone } = network;
  const rules = rulesByName(content.rules);
  const inForce = rulesAt(localDate(periodStart(data.period, timeZone), timeZone), rules.country);
  if (rules.name !== inForce.name) {
    throw new InputError('RULES_OTHER', `The bill follows the rules ${rules.name}, but ${inForce.name} were in force.`);
  }
  checkLinesByTerms({ content, terms, rate, rules, timeZone, until: evidence.until });
}

/** A meter of the terms, or one that the company registered later in its place: for the same flat, provider and service. */
function belongsToContract(args: {
  network: Network;
  evidence: BillEvidence;
  terms: ContractTerms;
  meterId: Hex;
}): boolean {
  const { network, evidence, terms, meterId } = args;
  if (terms.meterIds.some((each) => same(each, meterId))) return true;
  if (terms.meterIds.length === 0) return false;
  const registered = registeredMeters({ network, meters: evidence.meters }).find((each) => same(each.meterId, meterId));
  return (
    registered !== undefined &&
    same(registered.owner, terms.subscriber) &&
    same(registered.provider, terms.provider) &&
    String(registered.resource) === terms.resource
  );
}

/** A contract without meters is billed by the rate of the period's first day, or of its own first day when that is later. */
function termsRateTime(terms: ContractTerms, period: number, timeZone: string): bigint {
  const start = periodStart(period, timeZone);
  const from = startOfLocalDate(terms.from, timeZone);
  return terms.from > localDate(start, timeZone) ? from : start;
}

async function openSpans(args: {
  network: Network;
  account: { address: Hex; encryptionPrivateKey: Hex };
  evidence: BillEvidence;
  spans: readonly ChannelSpan[];
}): Promise<ReadingOpening[]> {
  const { network, account, evidence } = args;
  const periodKeys = await openPeriodKeys({ account, periodKeyEnvelopes: evidence.periodKeyEnvelopes });
  return args.spans.flatMap(({ meterId, obis, openSequence, closeSequence }) =>
    [openSequence, closeSequence].map((sequence) => {
      const own = evidence.frames.find(
        (each) => same(each.meterId, meterId) && same(each.obis, obis) && each.frame.sequence === sequence,
      );
      const reading = openReading({
        periodKeys,
        timeZone: network.timeZone,
        own: present(own, 'FRAMES_MISSING', `Reading ${sequence} of the meter is not there yet.`),
      });
      if (!reading.opened) throw new InputError(reading.code, `Reading ${sequence} of the meter does not open.`);
      return { channel: reading.frame.channel, sequence, value: reading.value, blinding: reading.blinding };
    }),
  );
}

function ratesOf(network: Network, evidence: BillEvidence, resource: number): (line: MeteredLine) => bigint {
  const rates = checkedRates(network, evidence);
  return (line) => rateAt(rates, { provider: evidence.issuer, resource, zone: line.zone, time: line.openTime });
}

function checkedRates(network: Network, evidence: BillEvidence): Rate[] {
  return evidence.rates.map((recorded) => ({
    provider: evidence.issuer,
    ...readRecorded({ network, recorded, kind: 'RATE', from: evidence.issuer, ledgers: [network.contracts.tariffs] }),
  }));
}

function present<T>(value: T | undefined, code: string, message: string): T {
  if (value === undefined) throw new InputError(code, message);
  return value;
}
