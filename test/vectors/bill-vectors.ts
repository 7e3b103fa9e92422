/**
 * test/vectors/bill.json: a three-zone bill, a bill by norm and an upkeep bill from fixed inputs, with every commitment, for readers in
 * other languages. Running this file writes it; a test compares.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BillDraft } from '../../core/domain/billing/bill-draft.ts';
import { encodeBill } from '../../core/domain/billing/bill.ts';
import { settlementOpening } from '../../core/domain/billing/bill-settle.ts';
import { encodeData } from '../../core/domain/ledger/block-data.ts';
import { toHex } from '../../core/domain/bytes/hex.ts';
import { normTerms, sampleBill, scalars, upkeepTerms } from '../core/domain/billing/bill-sample.ts';

export const BILL_VECTORS = new URL('./bill.json', import.meta.url);

function vector(draft: BillDraft): object {
  const payments = [{ amount: draft.total, blinding: 424_242n }];
  return {
    invoiceId: draft.invoiceId,
    content: draft.content,
    contentBytes: toHex(encodeBill(draft.content)),
    invoiceData: encodeData('INVOICE', { ...draft.invoiceData, envelope: '0x' }),
    metered: draft.invoiceData.metered.map((line, index) => ({
      rate: draft.content.metered[index]?.rate,
      open: point(line.open),
      close: point(line.close),
    })),
    declared: draft.invoiceData.declared.map((line) => ({ label: line.label, commitment: point(line.commitment) })),
    total: String(draft.total),
    totalBlinding: String(draft.totalBlinding),
    totalPoint: point(draft.totalPoint),
    paidInFull: {
      paymentBlinding: '424242',
      opening: String(settlementOpening({ total: draft.total, totalBlinding: draft.totalBlinding, payments }).opening),
    },
  };
}

function point({ x, y }: { x: bigint; y: bigint }): { x: string; y: string } {
  return { x: String(x), y: String(y) };
}

export function billVectors(): string {
  return `${JSON.stringify(
  {
    threeZones: vector(sampleBill()),
    byNorm: vector(
      sampleBill({ terms: normTerms(), registers: [], termsRate: 5_317n, carriedIn: -321n, randomScalar: scalars(5n) }),
    ),
    upkeep: vector(
      sampleBill({ terms: upkeepTerms(), registers: [], termsRate: 3_514_900n, randomScalar: scalars(9n) }),
    ),
  },
  undefined,
  2,
)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(BILL_VECTORS, billVectors());
