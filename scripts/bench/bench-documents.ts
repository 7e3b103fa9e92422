import { renderPdf } from '../../biller/documents/render-pdf.ts';
import type { BillContent } from '../../core/domain/billing/bill.ts';
import { documentFromBill } from '../../core/domain/documents/document-from-bill.ts';
import { issuerSchema, type PayableDocument } from '../../core/domain/documents/payable-document.ts';
import { ublInvoice } from '../../core/domain/documents/ubl/ubl-invoice.ts';
import { documentsFile } from '../world/documents-file.ts';
import { round } from './round.ts';

const ROUNDS = 9;
const A_ROUND = 10;
const PDF_LIMIT_MS = 30;

/**
 * How long the documents of a three-zone bill take, one after the other in one thread, once the fonts are open. `cpu` is what the thread
 * itself took: on a machine that does other things at once, that is what can be compared.
 */
export async function benchDocuments(): Promise<Record<string, number>> {
  const document = sampleDocument();
  const pdf = await renderPdf(document);
  const walls: number[] = [];
  const cpus: number[] = [];
  for (let at = 0; at < ROUNDS; at++) {
    const [wall, cpu] = [performance.now(), process.cpuUsage()];
    for (let one = 0; one < A_ROUND; one++) await renderPdf(document);
    const { user, system } = process.cpuUsage(cpu);
    walls.push((performance.now() - wall) / A_ROUND);
    cpus.push((user + system) / 1000 / A_ROUND);
  }
  const begun = performance.now();
  for (let one = 0; one < A_ROUND; one++) ublInvoice(document);
  return {
    ...spread('document_pdf_ms', walls),
    document_pdf_ms_limit: PDF_LIMIT_MS,
    ...spread('document_pdf_cpu_ms', cpus),
    document_pdf_cpu_ms_limit: PDF_LIMIT_MS,
    document_pdf_bytes: pdf.length,
    document_ubl_ms: round((performance.now() - begun) / A_ROUND),
  };
}

function spread(name: string, values: readonly number[]): Record<string, number> {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    [name]: round(sorted[sorted.length >> 1] ?? 0),
    [`${name}_lowest`]: round(sorted[0] ?? 0),
    [`${name}_highest`]: round(sorted.at(-1) ?? 0),
  };
}

/** October of three zones in the sandbox: 81.234, 43.001 and 25.011 kWh. */
function sampleDocument(): PayableDocument {
  const file = documentsFile('electricity', 'http://127.0.0.1');
  const issuer = issuerSchema.parse('issuer' in file ? file.issuer : undefined);
  const id = (fill: string): `0x${string}` => `0x${fill.repeat(64)}`;
  const metered = (
    [
      ['1', '81234', '10130000000'],
      ['2', '43001', '6730000000'],
      ['3', '25011', '3410000000'],
    ] as const
  ).map(([zone, volume, rate]) => ({
    ...{ meterId: id('3'), obis: '0x0100010801ff' as const, zone, unit: '1', exponent: '0', rate, volume },
    ...{ openSequence: '1', openTime: '1790802000', openValue: '0' },
    ...{
      closeSequence: '32',
      closeTime: '1793480400',
      closeValue: volume,
      amount: String(BigInt(volume) * BigInt(rate)),
    },
  }));
  const content: BillContent = {
    ...{ version: '1', invoiceId: id('2'), contractId: id('c'), issuer: '0xb1', subscriber: '0xa1', period: '202610' },
    ...{ series: '0', resource: '1', currency: 'RUB', metered, declared: [], account: { amount: '0', blinding: '0' } },
    ...{ total: '1197580000000000', dueDate: '1794776399', rules: 'ru-2026-03' },
    rounding: { carriedIn: '0', carriedOut: '0' },
  };
  return documentFromBill({
    ...{ content, issuer, pages: 'http://127.0.0.1:4730', language: 'ru', timeZone: 'Europe/Moscow' },
    place: { network: 'Sandbox', name: 'billingLedger', address: `0x${'b'.repeat(40)}`, block: '1', digest: id('d') },
    ...{ payer: { account: '12345678', name: 'Иванова Мария Петровна' }, issuedAt: 1_793_570_400n, paid: 0n },
  });
}
