import { expect } from 'chai';
import fc from 'fast-check';
import type { BillContent } from '../../../../../core/domain/billing/bill.ts';
import { AMOUNT_PER_MINOR, formatAmount } from '../../../../../core/domain/billing/money.ts';
import { accountStatement } from '../../../../../core/domain/billing/payables/account-statement.ts';
import { shareReceipt } from '../../../../../core/domain/billing/payables/share-receipt.ts';
import { wholeLines } from '../../../../../core/domain/billing/payables/whole-lines.ts';
import { roundingOf } from '../../../../../core/domain/billing/rounding.ts';
import { LABEL } from '../../../../../core/domain/ledger/kinds.ts';
import { sampleBill } from '../bill-sample.ts';

const id = (fill: number) => `0x${String(fill).padStart(64, '0')}` as const;

const SAMPLE = sampleBill();

/** A bill of such amounts, the last of which is its rounding. */
function billOf(amounts: readonly bigint[], account = 0n): BillContent {
  const { content } = SAMPLE;
  const blinding = '1';
  const lines = amounts.map((amount) => ({
    label: String(LABEL.other),
    text: 'line',
    amount: String(amount),
    blinding,
  }));
  const { amount } = roundingOf(
    amounts.reduce((a, b) => a + b, 0n),
    0n,
  );
  const rounding = { label: String(LABEL.rounding), text: 'rounding', amount: String(amount), blinding };
  return { ...content, metered: [], declared: [...lines, rounding], account: { amount: String(account), blinding } };
}

describe('the shares of a receipt', () => {
  const rubles = (...amounts: number[]): bigint[] => amounts.map((amount) => BigInt(amount) * 100n * AMOUNT_PER_MINOR);

  it('give no line more than is open of it: what was paid too much is an advance', () => {
    // Of 800 and 200 are 1,300 paid: 800 and 200, and 300 that no line has.
    const [amount = 0n] = rubles(1_300);
    expect(shareReceipt(billOf(rubles(800, 200)), [], amount)).to.deep.equal([...rubles(800, 200), 0n, 0n]);
  });

  it('are whole minor units over what is open, also behind parts that were paid before', () => {
    const content = billOf(rubles(100, 100, 100));
    const [first = 0n, second = 0n] = rubles(100, 200);
    const parts = [shareReceipt(content, [], first), shareReceipt(content, [first], second)];
    expect(parts[0]?.map((share) => share / AMOUNT_PER_MINOR)).to.deep.equal([3334n, 3333n, 3333n, 0n, 0n]);
    expect(parts[1]?.map((share) => share / AMOUNT_PER_MINOR)).to.deep.equal([6666n, 6667n, 6667n, 0n, 0n]);
  });

  it('pay a debt that the bill took over behind its own lines, and count an advance as paid of them', () => {
    const [more = 0n, debt = 0n] = rubles(1_050, 300);
    expect(shareReceipt(billOf(rubles(800, 200), debt), [], more)).to.deep.equal([
      ...rubles(800, 200),
      0n,
      ...rubles(50),
    ]);
    const [amount = 0n, held = 0n] = rubles(500, 500);
    expect(shareReceipt(billOf(rubles(800, 200), -held), [], amount)).to.deep.equal([...rubles(400, 100), 0n, 0n]);
  });

  it('are those of the statement of the account, line by line, whatever is billed and paid', () => {
    const amount = fc.bigInt(-10_000n, 10n ** 7n).map((one) => one * 1_234_567_891n);
    const payment = fc.bigInt(1n, 10n ** 6n).map((one) => one * AMOUNT_PER_MINOR);
    fc.assert(
      fc.property(
        fc.array(amount, { minLength: 1, maxLength: 6 }),
        fc.array(payment, { maxLength: 4 }),
        (amounts, payments) => {
          const content = billOf(amounts);
          const lines = wholeLines(content);
          fc.pre(lines.reduce((sum, line) => sum + line.amount, 0n) >= 0n);
          const bill = { id: id(1), name: 'b1', issuedOn: '2026-01-05', dueOn: '2026-01-15', lines };
          const money = {
            bills: [{ ...bill, moves: [{ to: 'issued' as const, on: '2026-01-05' }] }],
            payments: payments.map((one, index) => {
              const paidOn = `2026-01-${index + 10}`;
              return {
                id: id(90 + index),
                bill: 'b1',
                paidOn,
                amount: one,
                moves: [{ to: 'taken' as const, on: paidOn }],
              };
            }),
            refunds: [],
          };
          const statement = accountStatement(money, '2026-02-01', { country: 'ru', keyRates: [] });
          payments.forEach((one, index) => {
            const shares = shareReceipt(content, payments.slice(0, index), one).slice(0, lines.length);
            const stated = statement.payments[index]?.allocation[0]?.lines ?? lines.map(() => formatAmount(0n));
            expect(shares.map(formatAmount)).to.deep.equal(stated);
          });
        },
      ),
      { numRuns: 200 },
    );
  });
});
