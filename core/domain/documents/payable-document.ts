import { z } from 'zod';
import { isCalendarDate } from '../bytes/calendar-date.ts';

/**
 * A bill as it is paid by: what a resident, a bank and an accountant read. Money and volumes are decimal strings, money with two digits behind the
 * point; `exact` is what the ledger's line opens to. It is made from an opened bill and the issuer's requisites, outside the ledger.
 */
const money = z.string().regex(/^-?(0|[1-9]\d{0,14})\.\d{2}$/, 'money such as 12.30');
const owed = z.string().regex(/^(0|[1-9]\d{0,14})\.\d{2}$/, 'money that is not negative, such as 12.30');
const decimal = z.string().regex(/^-?(0|[1-9]\d{0,24})(\.\d{1,24})?$/, 'a decimal such as 12.3');
/** Without what XML cannot carry either. */
const line = z.string().regex(/^[^\p{Cc}\p{Cs}\uFFFE\uFFFF]*$/u, 'text without control characters');
const text = (most: number): z.ZodString => line.min(1).max(most);
const hex = (bytes: number): z.ZodString =>
  z.string().regex(new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`), `${bytes} bytes of hex`);
const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'a date YYYY-MM-DD')
  .refine(isCalendarDate, 'a day of the calendar');
const country = z.string().regex(/^[A-Z]{2}$/, 'a country code of two letters');

const address = z.strictObject({
  country,
  city: text(80).optional(),
  postcode: text(20).optional(),
  street: text(160).optional(),
});

const bank = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('ru'),
    account: text(20),
    bic: text(9),
    bankName: text(45),
    correspondentAccount: text(20),
  }),
  z.strictObject({ kind: z.literal('sepa'), iban: text(34), bic: text(11).optional(), bankName: text(80).optional() }),
]);

/** How the issuer's prices are taxed: O outside of value added tax, E exempt, S at a rate that they include. */
const tax = z.discriminatedUnion('category', [
  z.strictObject({ category: z.literal('O'), reason: text(160) }),
  z.strictObject({ category: z.literal('E'), reason: text(160) }),
  z.strictObject({
    category: z.literal('S'),
    percent: z.string().regex(/^[1-9]\d?(\.\d{1,2})?$/, 'a rate such as 20'),
  }),
]);

export const issuerSchema = z.strictObject({
  name: text(160),
  inn: text(12).optional(),
  kpp: text(9).optional(),
  oktmo: text(11).optional(),
  /** With the country in front, as DE123456789. */
  vatId: z
    .string()
    .regex(/^[A-Z]{2}[0-9A-Z]{2,13}$/, 'a VAT number with its country')
    .optional(),
  registration: text(40).optional(),
  address,
  phone: text(40).optional(),
  email: text(80).optional(),
  bank,
  tax,
});

export const payerSchema = z.strictObject({
  /** The issuer's own number of the payer's account. */
  account: text(30),
  name: text(160).optional(),
  address: address.optional(),
  /** ЕЛС and ИЖКУ of the state housing system. */
  unifiedAccount: text(10).optional(),
  serviceId: text(13).optional(),
  uin: text(25).optional(),
});

const lineSchema = z.strictObject({
  kind: z.enum(['metered', 'norm', 'houseNeeds', 'recalculation', 'privilege', 'penalty', 'upkeep', 'other']),
  text: line.max(400),
  /** Of a metered line; '' where the tariff has one. */
  zone: z.string().regex(/^([1-9]\d?)?$/),
  quantity: decimal,
  unit: z.enum(['kWh', 'm3', 'GJ', 'Gcal', 'one']),
  rate: decimal,
  amount: money,
  exact: decimal,
});

const readingSchema = z.strictObject({
  meterId: hex(32),
  zone: z.string().regex(/^([1-9]\d?)?$/),
  unit: z.enum(['kWh', 'm3', 'GJ', 'Gcal']),
  openedOn: date,
  opened: decimal,
  closedOn: date,
  closed: decimal,
});

export const documentSchema = z
  .strictObject({
    version: z.literal('1'),
    language: z.enum(['ru', 'en']),
    currency: z.string().regex(/^[A-Z]{3}$/, 'a currency code'),
    /** Period and series, and the beginning of the invoice's id: what a payer quotes. */
    number: z.string().regex(/^\d{6}-\d{1,3}-[0-9a-f]{8}$/),
    resource: z.enum(['electricity', 'coldWater', 'hotWater', 'heat', 'gas', 'upkeep']),
    issuedOn: date,
    period: z.strictObject({ from: date, to: date }),
    dueOn: date,
    issuer: issuerSchema,
    payer: payerSchema,
    lines: z.array(lineSchema).max(128),
    readings: z.array(readingSchema).max(64),
    totals: z.strictObject({
      charged: money,
      recalculated: money,
      penalty: money,
      /** What the ledger's rounding and the rounding of the lines shown add up to. */
      rounding: money,
      debt: owed,
      advance: owed,
      total: owed,
      paid: owed,
      due: owed,
      /** Value added tax within the lines, where their prices include it. */
      taxIncluded: money,
    }),
    ledger: z.strictObject({
      network: text(80),
      name: z.enum(['contractLedger', 'billingLedger']),
      address: hex(20),
      block: z.string().regex(/^(0|[1-9]\d{0,18})$/),
      digest: hex(32),
      invoiceId: hex(32),
      contractId: hex(32),
      rules: z.string().regex(/^[a-z]{2}-\d{4}-\d{2}$/),
    }),
    /** The bill's page, where its reader's own browser checks it; without any secret. */
    verifyUrl: z
      .string()
      .regex(/^https?:\/\/[^\s?#]+$/, 'an address without query or fragment')
      .max(300),
  })
  .describe('A payable bill of Domledger (docs/documents.md)');

export type PayableDocument = z.infer<typeof documentSchema>;
export type DocumentLine = PayableDocument['lines'][number];
export type Issuer = z.infer<typeof issuerSchema>;
export type Payer = z.infer<typeof payerSchema>;
