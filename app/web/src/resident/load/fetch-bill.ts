import type { BillContent } from '../../../../../core/domain/billing/bill.ts';
import { cancelledFrom } from '../../../../../core/domain/billing/cancelled-from.ts';
import type { ContractTerms } from '../../../../../core/domain/billing/contract-terms.ts';
import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import { decodeData } from '../../../../../core/domain/ledger/block-data.ts';
import type { MeteredLine } from '../../../../../core/domain/ledger/block-data.ts';
import type { BillEvidence, LedgerEvidence } from '../../../../../core/domain/resident/check/bill-evidence.ts';
import type { Recorded } from '../../../../../core/domain/resident/recorded.ts';
import { ApiError } from '../../api/api.ts';
import { proofSchema } from '../../api/schemas.ts';
import type { InvoiceRecord, Meter } from '../../api/schemas.ts';
import type { Resident } from '../resident.ts';
import { fetchReadings } from './fetch-readings.ts';
import type { LoadedContract } from './load-contracts.ts';

/** What the checks of all bills begin with: the account's meters, as they are given to a check. */
export function meterEvidence(meters: readonly Meter[]): BillEvidence['meters'] {
  return meters.flatMap(({ recorded, device, replacement, handovers }) =>
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
  );
}

/** Whom a bill has to be of: the other party of the contract, where that is at hand. */
export function issuerOf(record: InvoiceRecord, contract: LoadedContract | undefined): BillEvidence['issuer'] {
  return contract?.contract?.counterparty ?? record.issuer;
}

/** All that the portal hands over about one bill. */
export async function fetchBill(
  resident: Resident,
  args: {
    record: InvoiceRecord;
    contract: LoadedContract | undefined;
    meters: BillEvidence['meters'];
    rates: readonly Recorded[];
    previous: BillContent | undefined;
  },
): Promise<BillEvidence> {
  const { record, previous, meters, rates } = args;
  const contract = args.contract?.contract;
  // A cancelled contract was signed once; its last bills still follow from its terms.
  const signed = contract !== undefined && contract.signedByMe && contract.signedByThem;
  const terms: ContractTerms | undefined = signed ? contract.content?.terms : undefined;
  const lines = linesOf(record);
  const times = lines.flatMap((line) => [line.openTime, line.closeTime]);
  const range = { fromTime: times.reduce(least, 1n << 62n), toTime: times.reduce(greatest, 0n) };
  const [readings, proof] = await Promise.all([
    lines.length === 0 ? { frames: [], batches: [], periodKeyEnvelopes: [] } : fetchReadings(resident, range),
    fetchProof(resident, record),
  ]);
  const until = contract && cancelledFrom({ supplier: contract.endByThem, consumer: contract.endByMe });
  return {
    invoice: record.invoice,
    issuer: issuerOf(record, args.contract),
    terms,
    ...(until === undefined ? {} : { until }),
    proof,
    meters,
    rates,
    ...readings,
    payments: record.payments,
    receipts: record.receipts,
    acts: record.acts,
    ...(previous === undefined ? {} : { previous }),
  };
}

/** The place of a bill on its ledger; undefined while it is in no sealed block. */
export async function fetchProof(
  { api }: Pick<Resident, 'api'>,
  record: Pick<InvoiceRecord, 'invoice' | 'invoiceId'>,
): Promise<LedgerEvidence | undefined> {
  const { ledger } = record.invoice.signed;
  try {
    const path = `/api/proof/${ledger}/${record.invoice.digest}?invoice=${record.invoiceId}`;
    return await api.get(path, proofSchema);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 503)) return undefined;
    throw error;
  }
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

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
function greatest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
