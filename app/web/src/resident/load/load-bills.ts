import type { BillContent } from '../../../../../core/domain/billing/bill.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import type { BillEvidence } from '../../../../../core/domain/resident/check/bill-evidence.ts';
import type { BillReport } from '../../../../../core/domain/resident/check/check-bill.ts';
import { same, type Recorded } from '../../../../../core/domain/resident/recorded.ts';
import { invoicesSchema, metersSchema, ratesSchema } from '../../api/schemas.ts';
import type { InvoiceRecord } from '../../api/schemas.ts';
import { billName } from '../bill-name.ts';
import type { BillChecker } from '../check/bill-checker.ts';
import { isWithdrawn, unopened } from '../check/glance-at-bill.ts';
import { digestOf, restsOn } from '../check/rests-on.ts';
import { dueDateOf } from '../due-date.ts';
import { now, type Resident } from '../resident.ts';
import { seeProof } from '../see-proof.ts';
import { policyOf } from '../witness-policy.ts';
import { fetchBill, issuerOf, meterEvidence } from './fetch-bill.ts';
import { loadContracts } from './load-contracts.ts';
import type { LoadedContract } from './load-contracts.ts';

/** A bill with what the browser found out about it. */
export type LoadedBill = {
  record: InvoiceRecord;
  report: BillReport;
  /** Not where the verdict is one that was kept. */
  evidence?: BillEvidence;
  contract: LoadedContract | undefined;
  /** Digest of all that the verdict rests on, and when it was found, unix seconds; undefined while the bill is only opened. */
  checked: { restsOn: Hex; at: bigint } | undefined;
};

export type BillOptions = {
  /** Bills loaded before: of those that were found right in every point, and whose verdict rests on the same as then, nothing is asked for again. */
  known?: readonly LoadedBill[];
  checker?: BillChecker;
  /** Which pages judge. */
  version?: string;
  /** Told the list as it is known so far: first what is still to pay, opened and not checked; then more and more of it checked. */
  onProgress?: (bills: LoadedBill[]) => void;
  /** The name of the only bill that is to be checked (`billName`). */
  only?: string;
};

/** A bill of the list, what it needs, and what is known of it so far. */
type Place = {
  record: InvoiceRecord;
  contract: LoadedContract | undefined;
  rates: readonly Recorded[];
  before: Place | undefined;
  restsOn: Hex;
  bill: LoadedBill;
};

/** Bills that are fetched at once. */
const AT_ONCE = 3;
/** A verdict on a bill that is not finished rests on a proof of that day as well. */
const OPEN_VERDICT_SECONDS = 86_400n;

/** Own bills, newest first, each opened and checked in full. What is still to pay comes first. */
export async function loadBills(resident: Resident, options: BillOptions = {}): Promise<LoadedBill[]> {
  const { onProgress, only } = options;
  // Pages have a worker for it, and are spared the checks themselves.
  const checker = options.checker ?? (await import('../check/bill-checker.ts')).directChecker;
  const { places, meters } = await listBills(resident, options);
  const bills = (): LoadedBill[] => places.map(({ bill }) => bill).reverse();
  const isWanted = ({ record, bill }: Place): boolean =>
    bill.checked === undefined && (only === undefined || billName({ record }) === only);
  const wanted = unpaidFirst(places.filter(isWanted));
  // Roundings continue that of the bill before, which has to be open for it. A page shows what is only opened, too.
  const befores = wanted.flatMap(({ before }) => before ?? []);
  const needed = onProgress === undefined ? befores : only === undefined ? places : [...befores, ...wanted];
  const closed = unpaidFirst(needed).filter(({ bill }) => bill.report.content === undefined);
  const unpaid = closed.filter(({ record }) => record.state === 'issued');
  for (const some of [unpaid, closed.filter((place) => !unpaid.includes(place))]) {
    await Promise.all(some.map((place) => openPlace(resident, checker, place)));
    onProgress?.(bills());
  }
  await inTurns(wanted, AT_ONCE, async (place) => {
    place.bill = await settled(resident, { place, meters, checker });
    onProgress?.(bills());
  });
  return bills();
}

/** What the portal lists, oldest first, with the verdicts that still count. */
async function listBills(
  resident: Resident,
  { known = [], version = '' }: BillOptions,
): Promise<{ places: Place[]; meters: BillEvidence['meters'] }> {
  const [{ invoices }, listed, contracts] = await Promise.all([
    resident.api.get('/api/invoices', invoicesSchema),
    resident.api.get('/api/meters', metersSchema),
    loadContracts(resident),
  ]);
  const issuers = [...new Set(invoices.map(({ issuer }) => issuer))];
  const rates = new Map(
    await Promise.all(
      issuers.map(
        async (issuer) => [issuer, await resident.api.get(`/api/rates?provider=${issuer}`, ratesSchema)] as const,
      ),
    ),
  );
  const meters = meterEvidence(listed.meters);
  const shared = { meters: digestOf(meters), rates: new Map([...rates].map(([of, said]) => [of, digestOf(said)])) };
  const places: Place[] = [];
  for (const record of [...invoices].sort((a, b) => a.period - b.period || a.series - b.series)) {
    const contract = contracts.find((each) => same(each.record.contractId, record.contractId));
    const before = places.findLast(
      ({ record: one }) => same(one.contractId, record.contractId) && !isWithdrawn(one.acts),
    );
    const { issuer } = record;
    const grounds = { meters: shared.meters, rates: shared.rates.get(issuer) ?? '0x' };
    const previous = before?.record.invoice;
    const digest = restsOn({ resident, version, record, contract, previous, ...grounds });
    const kept = known.find((bill) => counts(bill, digest));
    const fresh = { record: { ...record, dueDate: dueDateOf(record) }, contract, checked: undefined };
    const bill = kept ?? { ...fresh, report: unopened(record.state) };
    places.push({ record, contract, rates: rates.get(issuer) ?? [], before, restsOn: digest, bill });
  }
  return { places, meters };
}

/** Whether a verdict still stands: right in every point, and resting on the same. */
function counts({ report, checked }: LoadedBill, digest: Hex): boolean {
  if (checked === undefined || !same(checked.restsOn, digest)) return false;
  const right = report.checks.every(({ state }) => state === 'passed' || state === 'absent');
  return right && (report.state !== 'issued' || now() - checked.at < OPEN_VERDICT_SECONDS);
}

/** Newest first, those that are still to pay before the others. */
function unpaidFirst(places: readonly Place[]): Place[] {
  const rank = ({ record }: Place): number => (record.state === 'issued' ? 0 : 1);
  return [...new Set(places)].reverse().sort((a, b) => rank(a) - rank(b));
}

async function openPlace({ network, account }: Resident, checker: BillChecker, place: Place): Promise<void> {
  const { record, contract } = place;
  const { invoice, payments, acts, state } = record;
  const evidence = { invoice, payments, acts, issuer: issuerOf(record, contract) };
  place.bill = { ...place.bill, report: await checker.glance({ network, account, state, evidence }) };
}

const RETRIES = 3;
const RETRY_MS = 700;

type Checking = { place: Place; meters: BillEvidence['meters']; checker: BillChecker };

/** The ledger that is proved may be a payment or an answer ahead of the list: then both are asked for again before anybody is alarmed. */
async function settled(resident: Resident, checking: Checking, retries = RETRIES): Promise<LoadedBill> {
  const bill = await checked(resident, checking);
  const differs = bill.report.checks.some(({ code }) => code === 'BALANCE_DIFFERS');
  if (!differs || retries === 0) return bill;
  await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  const { invoices } = await resident.api.get('/api/invoices', invoicesSchema);
  const { record: asked } = checking.place;
  const record = invoices.find(({ invoiceId }) => same(invoiceId, asked.invoiceId)) ?? asked;
  return settled(resident, { ...checking, place: { ...checking.place, record } }, retries - 1);
}

async function checked(resident: Resident, { place, meters, checker }: Checking): Promise<LoadedBill> {
  const { record, contract, rates, before } = place;
  const newest = (await resident.chain.seen(resident.network)).at(-1)?.seal.number ?? 0n;
  const previous: BillContent | undefined = before?.bill.report.content;
  const evidence = await fetchBill(resident, { record, contract, meters, rates, previous });
  const { network, account } = resident;
  const report = await checker.check({ network, account, policy: policyOf(resident.witnesses), now: now(), evidence });
  const seen = await seeProof(resident, { report, proof: evidence.proof, notBefore: newest });
  const verdict = { restsOn: place.restsOn, at: now() };
  return { record: { ...record, dueDate: dueDateOf(record) }, report: seen, evidence, contract, checked: verdict };
}

/** So many at a time, in their order. */
async function inTurns<T>(all: readonly T[], atOnce: number, run: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const next = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await run(one);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}
