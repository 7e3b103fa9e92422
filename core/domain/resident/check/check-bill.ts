import { decodeBill } from '../../billing/bill.ts';
import type { BillContent } from '../../billing/bill.ts';
import { totalCommitment } from '../../billing/bill-check.ts';
import { openBill } from '../../billing/bill-open.ts';
import type { OpenedBill, ReadingOpening } from '../../billing/bill-open.ts';
import type { MeteredLine } from '../../ledger/block-data.ts';
import { openEnvelope } from '../../crypto/envelope.ts';
import { InputError } from '../../bytes/errors.ts';
import type { Hex } from '../../bytes/hex.ts';
import { checkOutstanding } from '../../seal/invoice-proof.ts';
import { checkLedgerProof, checkSealedHeader, checkWitnesses, verifySeal } from '../../seal/light-client.ts';
import type { WitnessPolicy } from '../../seal/light-client.ts';
import type { Network } from '../../ledger/network.ts';
import { rateAt } from '../../billing/tariff.ts';
import { checkedRates, present } from './bill-evidence.ts';
import type { BillEvidence } from './bill-evidence.ts';
import { checkChain, checkFrames } from './check-frames.ts';
import type { ChannelSpan } from './check-frames.ts';
import { checkReceipts, openPayments } from './check-receipts.ts';
import type { OpenedPayment } from './check-receipts.ts';
import { checkTerms } from './check-terms.ts';
import { runCheck } from './run-check.ts';
import type { Check } from './run-check.ts';
import { contentOf } from '../../reading/open-frame.ts';
import { openPeriodKeys, openReading } from '../../reading/open-readings.ts';
import { readRecorded, same } from '../recorded.ts';

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
    if (content.currency !== network.currency) {
      throw new InputError('BILL_OTHER', `The bill counts in ${content.currency}, the ledger in ${network.currency}.`);
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
  const openShown = async (invoiceId: Hex): Promise<OpenedPayment[]> =>
    // A block for the other ledger counts for nothing there, whatever invoice it names.
    openPayments({ network, account, ledger: invoice.signed.ledger, invoiceId, payments: evidence.payments });
  const balance = await runCheck('balance', async () => {
    const proof = present(evidence.proof, 'PROOF_MISSING', 'The bill is not in a sealed block yet.');
    const { totalPoint } = present(arithmetic.value, 'EARLIER_CHECK', "The bill's arithmetic was not accepted.");
    const { invoiceId } = present(content, 'EARLIER_CHECK', 'The bill was not opened.');
    const shown = await openShown(invoiceId);
    checkOutstanding({
      stateRoot: checkSealedHeader(proof.seal, proof.header).stateRoot,
      ledger: invoice.signed.ledger,
      invoiceId,
      accountProof: proof.accountProof,
      storageProofs: proof.storageProofs,
      total: totalPoint,
      payments: shown.map(({ commitment }) => commitment),
    });
  });
  const receipt = await runCheck('receipt', async () => {
    const invoiceId = present(content, 'EARLIER_CHECK', 'The bill was not opened.').invoiceId;
    payments = await openShown(invoiceId);
    const bill = present(arithmetic.value, 'EARLIER_CHECK', "The bill's arithmetic was not accepted.");
    return checkReceipts({
      network,
      account,
      ledger: invoice.signed.ledger,
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
      balance.check,
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
      const { value, blinding } = contentOf(reading);
      return { channel: reading.frame.channel, sequence, value, blinding };
    }),
  );
}

function ratesOf(network: Network, evidence: BillEvidence, resource: number): (line: MeteredLine) => bigint {
  const rates = checkedRates(network, evidence);
  return (line) => rateAt(rates, { provider: evidence.issuer, resource, zone: line.zone, time: line.openTime });
}
