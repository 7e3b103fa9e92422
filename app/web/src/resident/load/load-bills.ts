import type { BillContent } from '../../../../../core/domain/billing/bill.ts';
import { cancelledFrom } from '../../../../../core/domain/billing/cancelled-from.ts';
import type { ContractTerms } from '../../../../../core/domain/billing/contract-terms.ts';
import { decodeData } from '../../../../../core/domain/ledger/block-data.ts';
import type { MeteredLine } from '../../../../../core/domain/ledger/block-data.ts';
import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import { checkBill } from '../../../../../core/domain/resident/check/check-bill.ts';
import type { BillReport } from '../../../../../core/domain/resident/check/check-bill.ts';
import type { BillEvidence, LedgerEvidence } from '../../../../../core/domain/resident/check/bill-evidence.ts';
import { same } from '../../../../../core/domain/resident/recorded.ts';
import { invoicesSchema, metersSchema, proofSchema, ratesSchema } from '../../api/schemas.ts';
import type { InvoiceRecord, Meter } from '../../api/schemas.ts';
import { ApiError } from '../../api/api.ts';
import { fetchReadings } from './fetch-readings.ts';
import { loadContracts } from './load-contracts.ts';
import type { LoadedContract } from './load-contracts.ts';
import { now, type Resident } from '../resident.ts';
import { dueDateOf } from '../due-date.ts';
import { seeProof } from '../see-proof.ts';
import { policyOf } from '../witness-policy.ts';

/** A bill with what the browser found out about it. */
export type LoadedBill = {
  record: InvoiceRecord;
  report: BillReport;
  evidence: BillEvidence;
  contract: LoadedContract | undefined;
};

/**
 * Own bills, newest first, each opened and checked in full.
 * @param known bills loaded before: those that were found right in every point, and of which nothing changed since, are not asked for again
 */
export async function loadBills(resident: Resident, known: readonly LoadedBill[] = []): Promise<LoadedBill[]> {
  const [{ invoices }, { meters }, contracts] = await Promise.all([
    resident.api.get('/api/invoices', invoicesSchema),
    resident.api.get('/api/meters', metersSchema),
    loadContracts(resident),
  ]);
  const bills: LoadedBill[] = [];
  // Oldest first, because a bill's rounding continues that of the bill before.
  for (const record of [...invoices].sort((a, b) => a.period - b.period || a.series - b.series)) {
    const previous = bills
      .filter(({ record: before, report }) => same(before.contractId, record.contractId) && report.state !== 'void')
      .at(-1)?.report.content;
    const unchanged = known.find((bill) => isUnchanged(bill, record));
    bills.push(unchanged ?? (await loadSettledBill(resident, { record, meters, contracts, previous })));
  }
  return bills.reverse();
}

const RETRIES = 3;
const RETRY_MS = 700;

/** The ledger that is proved may be a payment or an answer ahead of the list: then both are asked for again before anybody is alarmed. */
async function loadSettledBill(
  resident: Resident,
  args: Parameters<typeof loadBill>[1],
  retries = RETRIES,
): Promise<LoadedBill> {
  const bill = await loadBill(resident, args);
  const differs = bill.report.checks.some(({ code }) => code === 'BALANCE_DIFFERS');
  if (!differs || retries === 0) return bill;
  await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  const { invoices } = await resident.api.get('/api/invoices', invoicesSchema);
  const record = invoices.find(({ invoiceId }) => same(invoiceId, args.record.invoiceId)) ?? args.record;
  return loadSettledBill(resident, { ...args, record }, retries - 1);
}

function isUnchanged({ record, report }: LoadedBill, fresh: InvoiceRecord): boolean {
  const blocks = ({ invoice, payments, receipts, acts }: InvoiceRecord): string =>
    [invoice, ...payments, ...receipts, ...acts].map(({ digest, signed }) => `${digest}${signed.signature}`).join();
  const right = report.checks.every(({ state }) => state === 'passed' || state === 'absent');
  return right && record.state === fresh.state && blocks(record) === blocks(fresh);
}

async function loadBill(
  resident: Resident,
  args: {
    record: InvoiceRecord;
    meters: readonly Meter[];
    contracts: readonly LoadedContract[];
    previous: BillContent | undefined;
  },
): Promise<LoadedBill> {
  const { record, previous } = args;
  const loaded = args.contracts.find((each) => same(each.record.contractId, record.contractId));
  const contract = loaded?.contract;
  // A cancelled contract was signed once; its last bills still follow from its terms.
  const signed = contract !== undefined && contract.signedByMe && contract.signedByThem;
  const terms: ContractTerms | undefined = signed ? contract.content?.terms : undefined;
  const lines = linesOf(record);
  const times = lines.flatMap((line) => [line.openTime, line.closeTime]);
  const range = { fromTime: times.reduce(least, 1n << 62n), toTime: times.reduce(greatest, 0n) };
  const newest = (await resident.chain.seen(resident.network)).at(-1)?.seal.number ?? 0n;
  const [readings, proof, rates] = await Promise.all([
    lines.length === 0 ? { frames: [], batches: [], periodKeyEnvelopes: [] } : fetchReadings(resident, range),
    fetchProof(resident, record),
    resident.api.get(`/api/rates?provider=${record.issuer}`, ratesSchema),
  ]);
  const until = contract && cancelledFrom({ supplier: contract.endByThem, consumer: contract.endByMe });
  const evidence: BillEvidence = {
    invoice: record.invoice,
    issuer: contract?.counterparty ?? record.issuer,
    terms,
    ...(until === undefined ? {} : { until }),
    proof,
    meters: args.meters.flatMap(({ recorded, device, replacement, handovers }) =>
      device === null
        ? []
        : [
            {
              recorded,
              replacement,
              handovers,
              device: { algorithm: device.algorithm, x: BigInt(device.x), y: BigInt(device.y) },
            },
          ],
    ),
    rates,
    ...readings,
    payments: record.payments,
    receipts: record.receipts,
    acts: record.acts,
    ...(previous === undefined ? {} : { previous }),
  };
  const report = await checkBill({ ...resident, policy: policyOf(resident.witnesses), now: now(), evidence });
  const seen = await seeProof(resident, { report, proof, notBefore: newest });
  return { record: { ...record, dueDate: dueDateOf(record) }, report: seen, evidence, contract: loaded };
}

/** None when the data is malformed, which the check of the sender reports. */
function linesOf(record: InvoiceRecord): readonly MeteredLine[] {
  try {
    return decodeData('INVOICE', record.invoice.signed.data).metered;
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

async function fetchProof(resident: Resident, record: InvoiceRecord): Promise<LedgerEvidence | undefined> {
  const { ledger } = record.invoice.signed;
  try {
    const path = `/api/proof/${ledger}/${record.invoice.digest}?invoice=${record.invoiceId}`;
    return await resident.api.get(path, proofSchema);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 503)) return undefined;
    throw error;
  }
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
function greatest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
