import fc from 'fast-check';
import { AMOUNT_PER_MINOR } from '../../../core/domain/billing/money.ts';
import { roundHalfUp } from '../../../core/domain/billing/rounding.ts';
import type { BillContent } from '../../../core/domain/billing/bill.ts';
import type { Issuer, PayableDocument } from '../../../core/domain/documents/payable-document.ts';
import { GERMAN, PAYER, RUSSIAN, SAMPLE, sampleDocument } from './sample-document.ts';

const MINOR = Number(AMOUNT_PER_MINOR);
const { name: _, address: __, ...nameless } = PAYER;

const metered = fc
  .record({ zone: fc.nat(3), unit: fc.integer({ min: 1, max: 4 }), exponent: fc.integer({ min: -3, max: 9 }) })
  .chain((line) =>
    fc
      .record({ open: fc.bigInt(0n, 10n ** 9n), volume: fc.bigInt(0n, 10n ** 6n), rate: fc.bigInt(0n, 10n ** 11n) })
      .map((counted) => ({ ...line, ...counted })),
  );
const declared = fc.record({
  label: fc.integer({ min: 2, max: 8 }),
  amount: fc.bigInt(-(10n ** 15n), 10n ** 16n),
  text: fc.constantFrom('', 'Норма: 2 × 4.745 м³', '<&"> 1'),
});

const issuers: readonly (readonly [Issuer, string])[] = [
  [RUSSIAN, 'RUB'],
  [{ ...RUSSIAN, tax: { category: 'S', percent: '22' } }, 'RUB'],
  [{ ...RUSSIAN, tax: { category: 'E', reason: 'УСН' } }, 'RUB'],
  [GERMAN, 'EUR'],
  [{ ...GERMAN, tax: { category: 'S', percent: '5.5' } }, 'EUR'],
  [{ ...GERMAN, tax: { category: 'O', reason: 'Kleinunternehmer' } }, 'EUR'],
];

/** Documents of bills with any lines, credits, penalties, debts, advances, taxes and payments; what a ledger would let be billed. */
export function anyDocument(): fc.Arbitrary<PayableDocument> {
  return fc
    .record({
      metered: fc.array(metered, { maxLength: 5 }),
      declared: fc.array(declared, { maxLength: 4 }),
      account: fc.integer({ min: -100_000, max: 100_000 }),
      paid: fc.nat(50_000),
      issuer: fc.constantFrom(...issuers),
      named: fc.boolean(),
      language: fc.constantFrom('ru' as const, 'en' as const),
    })
    .map((parts) => {
      const content = contentOf(parts);
      const [issuer, currency] = parts.issuer;
      const total = BigInt(content.total);
      const paid = BigInt(parts.paid) * AMOUNT_PER_MINOR;
      return sampleDocument({
        content: { ...content, currency },
        issuer,
        payer: parts.named ? PAYER : nameless,
        paid: paid > total ? total : paid,
        language: parts.language,
      });
    });
}

function contentOf(parts: {
  metered: readonly { zone: number; unit: number; exponent: number; open: bigint; volume: bigint; rate: bigint }[];
  declared: readonly { label: number; amount: bigint; text: string }[];
  account: number;
}): BillContent {
  const [sample] = SAMPLE.metered;
  if (sample === undefined) throw new Error('the sample has lines');
  const lines = parts.metered.map(({ zone, unit, exponent, open, volume, rate }) => ({
    ...sample,
    ...{ zone: String(zone), unit: String(unit), exponent: String(exponent) },
    ...{ openValue: String(open), closeValue: String(open + volume), volume: String(volume) },
    ...{ rate: String(rate), amount: String(volume * rate) },
  }));
  const exact = [...lines, ...parts.declared].reduce((sum, { amount }) => sum + BigInt(amount), 0n);
  const account = BigInt(parts.account * MINOR);
  const asked = roundHalfUp(exact, AMOUNT_PER_MINOR) + account;
  // An account gives back no more than the bill asks for, and no bill asks for less than nothing.
  const short = asked < 0n ? -asked : 0n;
  const declaredLines = parts.declared.map(({ label, amount, text }) => ({
    label: String(label),
    text,
    amount: String(amount),
    blinding: '1',
  }));
  const lifted = short === 0n ? [] : [{ label: '8', text: '', amount: String(short), blinding: '1' }];
  return {
    ...SAMPLE,
    metered: lines,
    declared: [...declaredLines, ...lifted],
    account: { amount: String(account), blinding: '0' },
    total: String(asked + short),
  };
}
