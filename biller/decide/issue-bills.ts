import { draftBill, dueDateOf, type BilledRegister, type BillDraft } from '../../core/domain/billing/bill-draft.ts';
import { cancelledFrom } from '../../core/domain/billing/cancelled-from.ts';
import { billRoom, encodeBill } from '../../core/domain/billing/bill.ts';
import { randomScalar } from '../../core/domain/crypto/commitment.ts';
import type { ContractTerms } from '../../core/domain/billing/contract-terms.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { invoiceIdOf } from '../../core/domain/ledger/ids.ts';
import { localDate, nextPeriod, periodOf, periodStart, startOfLocalDate } from '../../core/domain/billing/period.ts';
import { rulesAt } from '../../core/domain/billing/tariff-rules.ts';
import { occasionOf } from '../engine/occasion-of.ts';
import { priceBill, type PricedBill } from '../engine/price-bill.ts';
import { awaitsReading, planRegisters, type PlannedLine } from '../plan-registers.ts';
import { message, type Intent, type Message } from '../sender.ts';
import { isSigned, type Contract, type Invoice, type KeptFrame, type State } from '../state.ts';
import { orFault, payablesOf, sealForBoth, type DecisionContext } from './decision-context.ts';
import { askForReading } from './ask-for-reading.ts';
import { isRegular, regularBills, REGULAR_SERIES } from './regular-bills.ts';
import { openedAccount, openMoney } from './open-money.ts';

/**
 * The next bill of every signed contract whose period is over: with meters as soon as all closing frames are there, without at once. One bill of a contract
 * at a time, because each takes back what the one before had rounded.
 * @param billableUntil unix seconds: periods that ended by then are over
 */
export async function issueBills(context: DecisionContext, billableUntil: bigint): Promise<Intent[]> {
  const planned = await nextBills(context, billableUntil);
  const asked = planned.filter(({ isDue }) => !isDue).flatMap((one) => askForReading(context, one.terms, one.period));
  const due = planned.filter(({ isDue }) => isDue);
  return [...asked, ...due.map(billIntent)];
}

function billIntent(one: Planned): Intent {
  const { context } = one;
  return {
    key: `invoice:${invoiceIdOf(context.state.me, one.contract.contractId, one.period, REGULAR_SERIES + one.withdrawn.length)}`,
    make: () => orFault(context, one.contract.contractId, () => makeBill(one)),
  };
}

/** The same bills as `issueBills` would issue, and nothing said. What cannot be made is noted as there. */
export async function draftBills(context: DecisionContext, billableUntil: bigint): Promise<DraftedBill[]> {
  const drafts: DraftedBill[] = [];
  for (const one of await nextBills(context, billableUntil)) {
    if (!one.isDue) continue;
    const draft = await orFault(context, one.contract.contractId, () => draftOf(one));
    if (draft !== undefined) drafts.push(draft);
  }
  return drafts;
}

type Planned = {
  context: DecisionContext;
  contract: Contract;
  terms: ContractTerms;
  period: number;
  lines: readonly PlannedLine[];
  last: Invoice | undefined;
  until: bigint | undefined;
  withdrawn: readonly Invoice[];
  /** Whether no reading closes the period: then it is billed by an estimate, once it was waited for long enough. */
  isEstimated: boolean;
  isDue: boolean;
};

async function nextBills(context: DecisionContext, billableUntil: bigint): Promise<Planned[]> {
  const { state } = context;
  const planned: Planned[] = [];
  const newest = newestInvoices(context);
  for (const contract of state.contracts.values()) {
    if (contract.supplier !== state.me || !isSigned(contract)) continue;
    const last = newest.get(contract.contractId);
    const next = await orFault(context, contract.contractId, () => nextBill(context, contract, last, billableUntil));
    if (next !== undefined) planned.push(next);
  }
  return planned;
}

async function nextBill(
  context: DecisionContext,
  contract: Contract,
  last: Invoice | undefined,
  billableUntil: bigint,
): Promise<Planned | undefined> {
  const { state, network } = context;
  const { timeZone } = network;
  const { terms } = await context.decryptor.ownCopy(contract);
  const { supplier, consumer, cancels } = contract;
  const until = cancelledFrom({
    supplier: cancels.get(supplier)?.effectiveDate,
    consumer: cancels.get(consumer)?.effectiveDate,
  });
  const first =
    last === undefined ? periodOf(startOfLocalDate(terms.from, timeZone), timeZone) : nextPeriod(last.data.period);
  let unread: number | undefined;
  for (let period = first; periodStart(nextPeriod(period), timeZone) <= billableUntil; period = nextPeriod(period)) {
    const isMetered = terms.meterIds.length > 0;
    // A last reading that came late closes the contract's last line in a later month.
    if (!isMetered && until !== undefined && periodStart(period, timeZone) >= until) return undefined;
    // A period without a closing frame is billed together with the next one that has it: registers are cumulative. Where there is none, it is estimated.
    const lines = isMetered ? planRegisters({ state, terms, period, timeZone, until }) : [];
    if (lines === undefined) {
      unread ??= period;
      continue;
    }
    const withdrawn = withdrawnOf(state, contract.contractId, period);
    const planned = { context, contract, terms, period, lines, last, until, withdrawn };
    return { ...planned, isEstimated: false, isDue: true };
  }
  return unread === undefined
    ? undefined
    : estimatedBill({ context, contract, terms, period: unread, lines: [], last, until }, billableUntil);
}

/** The bill of a period that no reading closes; none of a meter that was not billed before, by which nothing can be told. */
function estimatedBill(
  one: Omit<Planned, 'withdrawn' | 'isEstimated' | 'isDue'>,
  billableUntil: bigint,
): Planned | undefined {
  const { context, contract, terms, period, until } = one;
  const { state, settings, network } = context;
  const isOver = until !== undefined && periodStart(period, network.timeZone) >= until;
  if (settings.estimateAfter === 0 || isOver || !awaitsReading({ state, terms })) return undefined;
  const waited = billableUntil + seconds(settings.billAfter) - periodStart(nextPeriod(period), network.timeZone);
  const withdrawn = withdrawnOf(state, contract.contractId, period);
  return { ...one, withdrawn, isEstimated: true, isDue: waited >= seconds(settings.estimateAfter) };
}

function seconds(ms: number): bigint {
  return BigInt(Math.floor(ms / 1000));
}

/** The regular bills of a period that were withdrawn, each of which the next one replaced. */
function withdrawnOf(state: State, contractId: Hex, period: number): Invoice[] {
  return regularBills(state, contractId).filter((one) => one.state === 'void' && one.data.period === period);
}

/** The regular bill of the latest period that stands, by contract. */
function newestInvoices(context: DecisionContext): Map<Hex, Invoice> {
  const newest = new Map<Hex, Invoice>();
  for (const invoice of context.state.invoices.values()) {
    const { contractId, period } = invoice.data;
    if (invoice.state === 'void' || !isRegular(invoice)) continue;
    const best = newest.get(contractId);
    if (best === undefined || best.data.period < period) newest.set(contractId, invoice);
  }
  return newest;
}

/** What a bill is made of, and the bill. */
export type DraftedBill = {
  contract: Contract;
  terms: ContractTerms;
  last: Invoice | undefined;
  draft: BillDraft;
  priced: PricedBill;
};

async function draftOf(args: Planned): Promise<DraftedBill> {
  const { context, contract, terms, period, until, withdrawn, last, isEstimated } = args;
  const { state, network, settings } = context;
  const { timeZone, currency } = network;
  if (terms.subscriber !== contract.consumer || terms.provider !== state.me) {
    throw new InputError('TERMS_DIFFER', `The terms of ${contract.contractId} name other parties than the ledger.`);
  }
  const registers = await Promise.all(args.lines.map((line) => openLine(context, line)));
  const carriedIn =
    last === undefined ? 0n : BigInt((await context.decryptor.invoice(last)).content.rounding.carriedOut);
  const rules = rulesAt(localDate(periodStart(period, timeZone), timeZone), settings.country);
  const dueRules = rulesAt(localDate(periodStart(nextPeriod(period), timeZone), timeZone), settings.country);
  const priced = priceBill(
    await occasionOf(context, { contract, terms, period, until, rules, registers, isEstimated }),
  );
  const draft = draftBill({
    contractId: contract.contractId,
    terms,
    period,
    series: REGULAR_SERIES + withdrawn.length,
    account: openedAccount(context, await openMoney(context, contract.contractId), contract.contractId),
    replaces: withdrawn.at(-1)?.invoiceId,
    registers,
    lines: priced.lines,
    carriedIn,
    rules,
    currency,
    dueDate: dueDateOf({ period, rules: dueRules, issuedAt: context.now(), timeZone }),
    randomScalar: randomScalar,
  });
  return { contract, terms, last, draft, priced };
}

async function makeBill(args: Planned): Promise<Message> {
  const { context, contract } = args;
  const { draft } = await draftOf(args);
  const place = { ledger: payablesOf(context), kind: 'INVOICE', subject: draft.invoiceId } as const;
  const content = encodeBill(draft.content);
  const envelope = await sealForBoth(context, place, content, contract.consumer, billRoom(draft.content));
  return message(place, contract.consumer, { ...draft.invoiceData, envelope });
}

async function openLine(context: DecisionContext, line: PlannedLine): Promise<BilledRegister> {
  const open = async (frame: KeptFrame): Promise<BilledRegister['open']> => {
    const { value, blinding } = await context.decryptor.frame(frame);
    const { sequence, time, link, commitment: point } = frame;
    return { sequence, time, link, point, value, blinding };
  };
  const { meterId, obis, zone, rate } = line;
  return { meterId, obis, zone, rate, open: await open(line.open), close: await open(line.close) };
}
