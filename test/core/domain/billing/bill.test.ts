import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { checkBillArithmetic, closeHashOf } from '../../../../core/domain/billing/bill-commitments.ts';
import { dueDateOf, type BillDraft } from '../../../../core/domain/billing/bill-draft.ts';
import { linesByTerms, rateDays, shareOfPeriod } from '../../../../core/domain/billing/bill-lines.ts';
import { roundingOf } from '../../../../core/domain/billing/rounding.ts';
import { checkLinesByTerms, openBill } from '../../../../core/domain/billing/bill-open.ts';
import { decodeBill, encodeBill, parseBill, type BillContent } from '../../../../core/domain/billing/bill.ts';
import { addPoints, commit, G, opens } from '../../../../core/domain/crypto/commitment.ts';
import type { MeteredLine } from '../../../../core/domain/ledger/block-data.ts';
import { utf8, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { channelOf } from '../../../../core/domain/ledger/ids.ts';
import { AMOUNT_PER_MINOR } from '../../../../core/domain/billing/money.ts';
import { rulesAt } from '../../../../core/domain/billing/tariff-rules.ts';
import { refusal } from '../../../support/refusal.ts';
import { BILL_VECTORS, billVectors } from '../../../vectors/bill-vectors.ts';
import {
  linesAt,
  meteredTerms,
  normTerms,
  NOVEMBER,
  OCTOBER,
  openingsOf,
  register,
  sampleBill,
  sampleRegisters,
  scalars,
  TIME_ZONE,
  upkeepTerms,
} from './bill-sample.ts';

const HALF = AMOUNT_PER_MINOR / 2n;
const RATES = new Map(sampleRegisters().map((one) => [one.zone, one.rate]));
const rateOf = (line: MeteredLine): bigint => RATES.get(line.zone) ?? 0n;

function open(draft: BillDraft, over: Partial<Parameters<typeof openBill>[0]> = {}): ReturnType<typeof openBill> {
  return openBill({
    content: draft.content,
    invoiceData: draft.invoiceData,
    readings: openingsOf(sampleRegisters()),
    rateOf,
    ledgerTotal: draft.totalPoint,
    terms: meteredTerms(),
    ...over,
  });
}

function altered(draft: BillDraft, change: (content: BillContent) => void): BillContent {
  const content = decodeBill(encodeBill(draft.content));
  change(content);
  return content;
}

function first<T>(list: readonly T[]): T {
  const [item] = list;
  if (item === undefined) throw new Error('empty');
  return item;
}

describe('a bill, opened by a party', () => {
  const draft = sampleBill();
  const cases: [string, string, (content: BillContent) => void][] = [
    [
      'a line amount that is not rate × volume',
      'LINE_AMOUNT_WRONG',
      (c) => (first(c.metered).amount = String(BigInt(first(c.metered).amount) + 1n)),
    ],
    ['a volume that is not the difference', 'LINE_AMOUNT_WRONG', (c) => (first(c.metered).volume = '1')],
    ['another rate than the public one', 'LINE_RATE_WRONG', (c) => (first(c.metered).rate = '10130000001')],
    [
      'an opening value that the frame does not open to',
      'LINE_NOT_OPENED',
      (c) => (first(c.metered).openValue = '99999'),
    ],
    [
      'a closing value that the frame does not open to',
      'LINE_NOT_OPENED',
      (c) => (first(c.metered).closeValue = '181235'),
    ],
    ['a line of another register', 'LINES_DIFFER', (c) => (first(c.metered).obis = '0x0100010802ff')],
    ['a line about another frame', 'LINES_DIFFER', (c) => (first(c.metered).closeSequence = '33')],
    ['a line of another time', 'LINES_DIFFER', (c) => (first(c.metered).closeTime = '33')],
    ['a missing line', 'LINES_DIFFER', (c) => void c.metered.pop()],
    [
      'a declared amount that its commitment does not hold',
      'DECLARED_NOT_OPENED',
      (c) => (first(c.declared).amount = '0'),
    ],
    ['a declared blinding that is not its own', 'DECLARED_NOT_OPENED', (c) => (first(c.declared).blinding = '1')],
    ['a declared line under another label', 'DECLARED_NOT_OPENED', (c) => (first(c.declared).label = '5')],
    ['another total', 'TOTAL_WRONG', (c) => (c.total = String(BigInt(c.total) + AMOUNT_PER_MINOR))],
    ['a remainder carried in from nowhere', 'ROUNDING_WRONG', (c) => (c.rounding.carriedIn = '100')],
    ['a remainder that is not handed on', 'ROUNDING_WRONG', (c) => (c.rounding.carriedOut = '0')],
    ['an id of another issuer', 'INVOICE_ID_WRONG', (c) => (c.issuer = '0x00000000000000000000000000000000000000b2')],
    ['another account than the ledger took over', 'ACCOUNT_NOT_OPENED', (c) => (c.account.amount = '1')],
    ['another period', 'HEADER_WRONG', (c) => (c.period = '202611')],
    ['another due date', 'HEADER_WRONG', (c) => (c.dueDate = '1')],
    ['another resource than the contract', 'HEADER_WRONG', (c) => (c.resource = '5')],
    ['another unit than the contract', 'LINE_UNIT_WRONG', (c) => (first(c.metered).unit = '3')],
    ['another exponent than the contract', 'LINE_UNIT_WRONG', (c) => (first(c.metered).exponent = '3')],
  ];
  for (const [what, code, change] of cases) {
    it(`refuses ${what}`, async () => {
      expect(await refusal(() => open(draft, { content: altered(draft, change) }))).to.equal(code);
    });
  }

  it('refuses a frame that the party has not opened', async () => {
    expect(await refusal(() => open(draft, { readings: openingsOf(sampleRegisters()).slice(1) }))).to.equal(
      'LINE_NOT_OPENED',
    );
  });

  it('refuses a right bill whose ledger holds another total', async () => {
    expect(await refusal(() => open(draft, { ledgerTotal: addPoints(draft.totalPoint, G) }))).to.equal(
      'LEDGER_TOTAL_WRONG',
    );
  });

  it('refuses a remainder that the bill before did not leave', async () => {
    const next = sampleBill({ period: 202611, carriedIn: 5n });
    expect(await refusal(() => open(next, { previous: draft.content }))).to.equal('ROUNDING_WRONG');
  });

  it('gives the total in whole minor units and the blinding of its commitment', () => {
    const { total, totalBlinding } = open(draft);
    expect(total % AMOUNT_PER_MINOR).to.equal(0n);
    expect(opens(draft.totalPoint, total, totalBlinding)).to.equal(true);
  });

  it('refuses every bill in which any single figure was altered', async () => {
    const numeric = /^-?\d+$/;
    const paths: { set(content: BillContent, value: string): void; old: string }[] = [];
    const collect = (pick: (content: BillContent) => object): void => {
      for (const [key, old] of Object.entries(pick(draft.content))) {
        if (typeof old === 'string' && numeric.test(old) && key !== 'version') {
          paths.push({ old, set: (content, value) => void Object.assign(pick(content), { [key]: value }) });
        }
      }
    };
    collect((content) => content);
    collect((content) => content.rounding);
    draft.content.metered.forEach((_, index) => collect((content) => content.metered[index] ?? {}));
    draft.content.declared.forEach((_, index) => collect((content) => content.declared[index] ?? {}));
    await fc.assert(
      fc.asyncProperty(fc.nat(paths.length - 1), fc.bigInt(1n, 10n ** 20n), fc.boolean(), async (at, delta, up) => {
        const path = paths[at];
        if (path === undefined) return;
        const value = String(BigInt(path.old) + (up ? delta : -delta));
        const content = altered(draft, (c) => path.set(c, value));
        expect(await refusal(() => open(draft, { content }))).to.match(/^[A-Z_]+$/);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a bill, drafted', () => {
  it('refuses a register that falls', async () => {
    expect(await refusal(() => sampleBill({ registers: [register(1, 1n, 10n, 9n)] }))).to.equal('READING_FALLS');
  });

  it('refuses a reading that does not open its point', async () => {
    const wrong = register(1, 1n, 1n, 2n);
    expect(
      await refusal(() => sampleBill({ registers: [{ ...wrong, close: { ...wrong.close, value: 3n } }] })),
    ).to.equal('READING_NOT_OPENED');
  });

  it('refuses a closing frame that is not after the opening frame', async () => {
    const { open: close, close: open, ...rest } = register(1, 1n, 1n, 1n);
    expect(await refusal(() => sampleBill({ registers: [{ ...rest, open, close }] }))).to.equal('READING_ORDER');
  });

  it('refuses a metered contract without registers', async () => {
    expect(await refusal(() => sampleBill({ registers: [] }))).to.equal('NO_REGISTERS');
  });

  it('refuses a negative bill', async () => {
    const lines = [{ label: 4, text: 'Recalculation', amount: -(10n ** 20n) }];
    expect(await refusal(() => sampleBill({ lines }))).to.equal('BILL_NEGATIVE');
  });

  it('commits to exactly its total, for any registers, rates, carried remainder and declared lines', () => {
    const line = fc.record({
      rate: fc.bigInt(0n, 1n << 104n),
      open: fc.bigInt(0n, 1n << 40n),
      volume: fc.bigInt(0n, 1n << 32n),
    });
    const extra = fc.array(fc.bigInt(0n, 10n ** 16n), { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 3 }),
        extra,
        fc.bigInt(-HALF, HALF),
        fc.bigInt(1n, 1n << 200n),
        (lines, amounts, carriedIn, seed) => {
          const registers = lines.map((one, index) => register(index + 1, one.rate, one.open, one.open + one.volume));
          const draft = sampleBill({
            registers,
            carriedIn,
            randomScalar: scalars(seed),
            lines: amounts.map((amount) => ({ label: 8, text: 'Other', amount })),
          });
          const rates = new Map(registers.map((one) => [one.zone, one.rate]));
          const exact =
            lines.reduce((sum, one) => sum + one.rate * one.volume, 0n) + amounts.reduce((a, b) => a + b, 0n);
          expect(draft.totalPoint).to.deep.equal(commit(draft.total, draft.totalBlinding));
          expect(draft.total % AMOUNT_PER_MINOR).to.equal(0n);
          const rest = draft.total - (exact - carriedIn);
          expect(rest <= HALF && rest >= -HALF).to.equal(true);
          const ledgerTotal = checkBillArithmetic({
            invoiceData: draft.invoiceData,
            rateOf: (one) => rates.get(one.zone) ?? 0n,
            closeHashOnLedger: (channel, sequence) => kept(registers).get(`${channel}/${sequence}`),
            ledgerTotal: draft.totalPoint,
          });
          const opened = open(draft, {
            readings: openingsOf(registers),
            rateOf: (one) => rates.get(one.zone) ?? 0n,
            ledgerTotal,
          });
          expect(opened).to.deep.equal({ total: draft.total, totalBlinding: draft.totalBlinding });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('carries the rounding, so that over many bills nobody gains more than half a minor unit', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, 10n ** 15n), { minLength: 1, maxLength: 40 }), (exacts) => {
        let carried = 0n;
        let billed = 0n;
        for (const exact of exacts) {
          const { amount, carriedOut, total } = roundingOf(exact, carried);
          expect(total).to.equal(exact + amount);
          carried = carriedOut;
          billed += total;
        }
        const difference = billed - exacts.reduce((a, b) => a + b, 0n);
        expect(difference <= HALF && difference >= -HALF).to.equal(true);
      }),
    );
  });

  it('bills a flat without a meter by norm, with the coefficient as a line of its own', () => {
    const { content } = sampleBill({ terms: normTerms(), registers: [], termsRate: 53_170_000_000n });
    // 2 residents × 4.745 m³ = 9490 litres × 0.05317; cold water counts three times in all.
    expect(content.declared.map((line) => [line.label, line.amount])).to.deep.equal([
      ['2', '504583300000000'],
      ['2', '1009166600000000'],
      ['1', '100000000'],
    ]);
    expect(content.total).to.equal('1513750000000000');
  });

  it('leaves the coefficient out where no meter can be installed', () => {
    const { content } = sampleBill({
      terms: normTerms({ installation: 'impossible' }),
      registers: [],
      termsRate: 53_170_000_000n,
    });
    expect(content.declared.map((line) => line.label)).to.deep.equal(['2', '1']);
  });

  it('bills upkeep by area and by the days of the contract', () => {
    const whole = sampleBill({ terms: upkeepTerms(), registers: [], termsRate: 35_149_000_000_000n });
    expect(first(whole.content.declared).amount).to.equal('1908590700000000');
    const part = sampleBill({
      terms: upkeepTerms({ from: '2026-10-22' }),
      registers: [],
      termsRate: 35_149_000_000_000n,
    });
    expect(first(part.content.declared).amount).to.equal(String((1_908_590_700_000_000n * 10n + 15n) / 31n));
  });

  it('bills nothing by a contract with neither meters nor a norm', async () => {
    const terms = { ...normTerms(), norm: null };
    expect(await refusal(() => linesAt(terms, 1n))).to.equal('NORM_MISSING');
  });

  it('counts the days up to a cancellation', () => {
    const share = shareOfPeriod({
      from: '2026-01-01',
      until: OCTOBER + 86_400n * 4n,
      period: 202610,
      timeZone: TIME_ZONE,
    });
    expect(share).to.deep.equal({ days: 4n, of: 31n });
  });

  it('is due on the 15th of the month after, and later when it comes late', () => {
    const rules = rulesAt('2026-10-01');
    const due = (issuedAt: bigint): bigint => dueDateOf({ period: 202610, rules, issuedAt, timeZone: TIME_ZONE });
    expect(due(NOVEMBER)).to.equal(NOVEMBER + 15n * 86_400n - 1n);
    expect(due(NOVEMBER + 21n * 86_400n)).to.equal(NOVEMBER + 32n * 86_400n - 1n);
  });
});

describe('lines by terms, checked again', () => {
  const rules = rulesAt('2026-10-01');
  const draft = sampleBill({ terms: normTerms(), registers: [], termsRate: 53_170_000_000n });
  const check = (content: BillContent, terms = normTerms(), rate = 53_170_000_000n): void => {
    const from = { provider: terms.provider, resource: Number(terms.resource), zone: 0, validFrom: 0n };
    const rates = [{ ...from, mantissa: rate, exponent: -12 }];
    checkLinesByTerms({ content, terms, rates, rules, timeZone: TIME_ZONE });
  };

  it('refuses a norm line that does not follow from the terms, the rate or the rules', async () => {
    const more = altered(draft, (c) => (first(c.declared).amount = '504583300000001'));
    const extra = altered(draft, (c) => c.declared.push({ label: '2', text: 'Once more', amount: '1', blinding: '1' }));
    expect(await refusal(() => check(more))).to.equal('DECLARED_AMOUNT_WRONG');
    expect(await refusal(() => check(extra))).to.equal('DECLARED_AMOUNT_WRONG');
    expect(await refusal(() => check(draft.content, normTerms({ residents: '1' })))).to.equal('DECLARED_AMOUNT_WRONG');
    expect(await refusal(() => check(draft.content, normTerms(), 53_180_000_000n))).to.equal('DECLARED_AMOUNT_WRONG');
    expect(await refusal(() => check(draft.content, meteredTerms()))).to.equal('DECLARED_AMOUNT_WRONG');
  });

  it('accepts what follows', () => {
    check(draft.content);
  });

  it('refuse a month whose rate changed at one rate alone, and accept a line for each of both', async () => {
    const terms = upkeepTerms();
    const from = { provider: terms.provider, resource: 6, zone: 0, exponent: -2 };
    const changes = OCTOBER + 14n * 86_400n;
    const rates = [
      { ...from, validFrom: 0n, mantissa: 3_215n },
      { ...from, validFrom: changes, mantissa: 3_500n },
    ];
    const span = { from: terms.from, period: 202610, timeZone: TIME_ZONE };
    const parts = rateDays(span, rates, from);
    expect(parts.map(({ from: day, days }) => [day, days])).to.deep.equal([
      ['2026-10-01', 14n],
      ['2026-10-15', 17n],
    ]);
    const bill = (some: typeof parts): BillContent =>
      sampleBill({ terms, registers: [], lines: linesByTerms({ terms, parts: some, of: 31n, rules }) }).content;
    const again = (content: BillContent): void =>
      checkLinesByTerms({ content, terms, rates, rules, timeZone: TIME_ZONE });
    again(bill(parts));
    const whole = parts.slice(0, 1).map((part) => ({ ...part, days: 31n }));
    for (const wrong of [whole, parts.slice(0, 1), parts.toReversed()])
      expect(await refusal(() => again(bill(wrong)))).to.equal('DECLARED_AMOUNT_WRONG');
  });
});

function kept(registers: ReturnType<typeof sampleRegisters>): Map<string, Hex> {
  return new Map(
    registers.flatMap(({ meterId, obis, open: from, close }) =>
      [from, close].map((reading) => {
        const channel = channelOf(meterId, obis);
        return [`${channel}/${reading.sequence}`, closeHashOf({ ...reading, channel })] as const;
      }),
    ),
  );
}

describe('a bill, checked from public data alone', () => {
  const draft = sampleBill();
  const hashes = kept(sampleRegisters());
  const check = (over: Partial<Parameters<typeof checkBillArithmetic>[0]> = {}): unknown =>
    checkBillArithmetic({
      invoiceData: draft.invoiceData,
      rateOf,
      closeHashOnLedger: (channel, sequence) => hashes.get(`${channel}/${sequence}`),
      ledgerTotal: draft.totalPoint,
      ...over,
    });
  const withLine = (change: Partial<MeteredLine>): { invoiceData: BillDraft['invoiceData'] } => {
    const [line, ...rest] = draft.invoiceData.metered;
    return {
      invoiceData: { ...draft.invoiceData, metered: line === undefined ? [] : [{ ...line, ...change }, ...rest] },
    };
  };

  it('refuses a frame that the reading ledger did not keep, a frame of another time, and a swapped commitment', async () => {
    expect(await refusal(() => check({ closeHashOnLedger: () => undefined }))).to.equal('FRAME_NOT_ON_LEDGER');
    expect(await refusal(() => check(withLine({ closeTime: NOVEMBER + 1n })))).to.equal('FRAME_NOT_ON_LEDGER');
    const link: Hex = `0x${'5a'.repeat(16)}`;
    for (const change of [{ openLink: link }, { closeLink: link }])
      expect(await refusal(() => check(withLine(change)))).to.equal('FRAME_NOT_ON_LEDGER');
    expect(await refusal(() => check(withLine({ open: G })))).to.equal('FRAME_NOT_ON_LEDGER');
  });
  it('refuses a closing frame before the opening one', async () => {
    expect(await refusal(() => check(withLine({ closeSequence: 1n })))).to.equal('READING_ORDER');
  });
  it('refuses a register billed in another zone', async () => {
    expect(await refusal(() => check(withLine({ zone: 3 })))).to.equal('ZONE_WRONG');
  });
  it('refuses a commitment that is no point', async () => {
    expect(await refusal(() => check(withLine({ open: { x: 1n, y: 1n } })))).to.equal('POINT_INVALID');
  });
  it('refuses another rate and another total', async () => {
    expect(await refusal(() => check({ rateOf: () => 1n }))).to.equal('TOTAL_WRONG');
    expect(await refusal(() => check({ ledgerTotal: G }))).to.equal('TOTAL_WRONG');
  });
  it('recomputes the commitment of the total', () => {
    expect(check()).to.deep.equal(draft.totalPoint);
  });
});

describe("a bill's JSON", () => {
  const draft = sampleBill();
  it('refuses unknown and missing fields, numbers, other versions and text that is not canonical', async () => {
    expect(await refusal(() => parseBill({ ...draft.content, tip: '1' }))).to.equal('BILL_INVALID');
    expect(await refusal(() => parseBill({ ...draft.content, total: undefined }))).to.equal('BILL_INVALID');
    expect(await refusal(() => parseBill({ ...draft.content, total: 5 }))).to.equal('BILL_INVALID');
    expect(await refusal(() => parseBill({ ...draft.content, total: '05' }))).to.equal('BILL_INVALID');
    expect(await refusal(() => parseBill({ ...draft.content, version: '2' }))).to.equal('BILL_INVALID');
    expect(await refusal(() => parseBill({ ...draft.content, contractId: '0x12' }))).to.equal('BILL_INVALID');
    expect(await refusal(() => parseBill({ ...draft.content, metered: [{}] }))).to.equal('BILL_INVALID');
    expect(await refusal(() => parseBill([]))).to.equal('BILL_INVALID');
    expect(await refusal(() => decodeBill(utf8(` ${new TextDecoder().decode(encodeBill(draft.content))}`)))).to.equal(
      'JSON_NOT_CANONICAL',
    );
  });
  it('refuses a derivation that lacks a part, has another one or says what cannot be printed', async () => {
    const derived = { formula: '2 × 3', act: 'Decree 354', point: 'item 42' };
    const [line] = draft.content.declared;
    const bill = (derivation: object): unknown => ({ ...draft.content, declared: [{ ...line, derivation }] });
    for (const wrong of [{}, { ...derived, point: undefined }, { ...derived, more: '' }, { ...derived, act: 'a\nb' }])
      expect(await refusal(() => parseBill(bill(wrong)))).to.equal('BILL_INVALID');
    expect(parseBill(bill(derived)).declared[0]?.derivation).to.deep.equal(derived);
  });
  it('comes back as it went', () => {
    expect(decodeBill(encodeBill(draft.content))).to.deep.equal(draft.content);
  });
});

describe('the bill vectors', () => {
  it('are what the code makes', () => {
    expect(billVectors()).to.equal(readFileSync(BILL_VECTORS, 'utf8'));
  });
});
