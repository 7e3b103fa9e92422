import { expect } from 'chai';
import { AMOUNT_PER_MINOR } from '../../../../../core/domain/billing/money.ts';
import { checkBill, type BillReport } from '../../../../../core/domain/resident/check/check-bill.ts';
import type { BillEvidence } from '../../../../../core/domain/resident/check/bill-evidence.ts';
import { actors, billWorld, network, paymentOf, record } from '../bill-fixture.ts';

const policy = { witnesses: [], required: 0 };

describe('a bill that is paid in parts', () => {
  it('owes again just the part that the bank took back, until it is paid anew', async () => {
    const { draft, evidence } = await billWorld();
    const { invoiceId, total } = draft;
    const part = (total / 3n / AMOUNT_PER_MINOR) * AMOUNT_PER_MINOR;
    const parts = await Promise.all(
      [part, total - part, part].map((amount, n) =>
        paymentOf(draft, { amount, blinding: 80n + BigInt(n) }, `0x${'a'.repeat(63)}${n}`),
      ),
    );
    const report = (change: Partial<BillEvidence>): Promise<BillReport> =>
      checkBill({
        ...{ network, account: actors.subscriber, policy, now: 0n },
        evidence: { ...evidence, receipts: [], ...change },
      });
    const [first] = parts;
    expect((await report({ payments: parts.slice(0, 1) })).outstanding).to.equal(total - part);
    const both = await report({ payments: parts.slice(0, 2) });
    expect(both.outstanding).to.equal(0n);
    const paymentId = first?.digest ?? '0x';
    const said = { invoiceId, paymentId, reason: 1 };
    const acts = [record('PAYMENT_REVERSED', 'portal', 'subscriber', 'billingLedger', invoiceId, said)];
    const undone = await report({ payments: parts.slice(0, 2), acts });
    expect(undone).to.include({ outstanding: part, settled: false });
    expect(undone.payments.map(({ state, amount }) => [state, amount])).to.deep.equal([
      ['reversed', part],
      ['recorded', total - part],
    ]);
    expect((await report({ payments: parts, acts })).outstanding).to.equal(0n);
  });
});
