import { documentFromBill } from '../../../core/domain/documents/document-from-bill.ts';
import type { Issuer, PayableDocument, Payer } from '../../../core/domain/documents/payable-document.ts';
import type { BillContent } from '../../../core/domain/billing/bill.ts';
import { bytes32, sampleBill, TIME_ZONE } from '../../core/domain/billing/bill-sample.ts';

/** A three-zone bill. */
export const SAMPLE: BillContent = sampleBill().content;

/** Check digits fit; no region, bank or account of these numbers exists. */
export const RUSSIAN: Issuer = {
  name: 'ООО «Управляющая компания „Северный двор“»',
  inn: '0012345017',
  kpp: '001201001',
  address: { country: 'RU', city: 'Москва', postcode: '101000', street: 'ул. Примерная, д. 1' },
  phone: '+7 495 000-00-00',
  bank: {
    kind: 'ru',
    account: '40702810600000000001',
    bic: '040000999',
    bankName: 'Банк-пример',
    correspondentAccount: '30101810500000000999',
  },
  tax: { category: 'O', reason: 'Не облагается НДС: статья 149 НК РФ' },
};
export const GERMAN: Issuer = {
  name: 'Stadtwerke Beispiel GmbH',
  vatId: 'DE123456789',
  registration: 'HRB 12345',
  address: { country: 'DE', city: 'Köln', postcode: '50667', street: 'Domstraße 1' },
  email: 'rechnung@example.org',
  bank: { kind: 'sepa', iban: 'DE89370400440532013000', bic: 'DEUTDEFF' },
  tax: { category: 'S', percent: '19' },
};
export const PAYER: Payer = {
  account: '12345678',
  name: 'Иванова Мария Петровна',
  address: { country: 'RU', city: 'Москва', postcode: '101000', street: 'ул. Примерная, д. 2, кв. 17' },
  unifiedAccount: '80KX478547',
  serviceId: '80KX478547-01',
};

export const PLACE = {
  network: 'Sandbox house',
  name: 'billingLedger',
  address: '0x00000000000000000000000000000000000000b2',
  block: '1234',
  digest: bytes32(0xd1),
} as const;

/** The document of a bill; a Russian company's three-zone bill where nothing else is said. */
export function sampleDocument(
  over: Partial<Parameters<typeof documentFromBill>[0]> & { bill?: Partial<BillContent> } = {},
): PayableDocument {
  const { bill, ...rest } = over;
  return documentFromBill({
    content: { ...SAMPLE, ...bill },
    place: PLACE,
    issuer: RUSSIAN,
    payer: PAYER,
    issuedAt: 1_793_570_400n,
    paid: 0n,
    timeZone: TIME_ZONE,
    pages: 'https://house.example.org',
    language: 'ru',
    ...rest,
  });
}
