import { expect } from 'chai';

import { commit, INFINITY, mod, sumPoints } from '../../../core/domain/crypto/commitment.ts';
import type { BlockData, InvoiceData } from '../../../core/domain/ledger/block-data.ts';
import { LABEL } from '../../../core/domain/ledger/kinds.ts';
import { idOf } from '../support/accounts.ts';
import { blindingOf, declared, invoiceData, lineOf, lineOpening, sign, upkeep } from '../support/billing.ts';
import { publicClient, refused } from '../support/house.ts';
import { accountOf, billable, billed, INVOICE_STATE, invoiceOf } from '../support/billable-house.ts';

const RATE = 55_000_000_000n;
const amount = { value: 400_000n, blinding: blindingOf('payment') };
const total = commit(upkeep.value, upkeep.blinding);

/** Two bills of one register, the second behind the first; each with an upkeep line. */
async function metered() {
  const house = await billable();
  const { first, close, nextClose } = house.frames;
  const bills = [
    invoiceData(house.contractId, { metered: [lineOf(house.meterId, first, close)] }),
    invoiceData(house.contractId, { series: 1, metered: [lineOf(house.meterId, close, nextClose)] }),
  ] as const;
  const lines = [lineOpening(RATE, first, close), lineOpening(RATE, close, nextClose)] as const;
  for (const data of bills) await house.bill.issue(data);
  const { channel } = house.register;
  const withdrawal = (index: 0 | 1): BlockData['VOID'] => ({
    invoiceId: house.bill.idFor(bills[index]),
    lines: sumPoints([commit(lines[index].value, lines[index].blinding), total]),
    ranges: [
      {
        channel,
        openSequence: index === 0 ? first.sequence : close.sequence,
        closeSequence: index === 0 ? close.sequence : nextClose.sequence,
      },
    ],
    reason: 1,
  });
  return { ...house, bills, withdrawal };
}

const plain = (invoiceId: BlockData['VOID']['invoiceId']): BlockData['VOID'] => ({
  invoiceId,
  lines: total,
  ranges: [],
  reason: 1,
});

describe('Invoices that are withdrawn', () => {
  it('are not by anybody but their issuer, for no unknown reason, and with no other lines than theirs', async () => {
    const house = await metered();
    const { billingLedger } = house.contracts;
    const data = house.withdrawal(1);
    for (const from of [house.portal, house.subscriber, house.company, house.water])
      await refused(house.bill.withdraw(data, from), billingLedger, 'SenderNotEntitled');
    for (const reason of [0, 5])
      await refused(house.bill.withdraw({ ...data, reason }), billingLedger, 'ReasonUnknown', [reason, 4]);
    const [range] = data.ranges;
    if (range === undefined) throw new Error('no range');
    const lies = [
      { lines: total },
      { ranges: [] },
      { ranges: [{ ...range, openSequence: range.openSequence - 1n }] },
      { ranges: [{ ...range, channel: '0x00000001' as const }] },
    ];
    for (const lie of lies) await refused(house.bill.withdraw({ ...data, ...lie }), billingLedger, 'LinesMismatch');
    await refused(house.bill.withdraw(plain(idOf('unknown'))), billingLedger, 'InvoiceUnknown');
  });

  it('are the newest of each of their channels; behind them it is billed from where their lines began', async () => {
    const house = await metered();
    const { billingLedger } = house.contracts;
    const { close, nextClose } = house.frames;
    const { channel } = house.register;
    const error = [house.withdrawal(0).invoiceId, channel, nextClose.sequence];
    await refused(house.bill.withdraw(house.withdrawal(0)), billingLedger, 'InvoiceNotNewest', error);
    await house.bill.withdraw(house.withdrawal(1));
    const args = [channel] as const;
    const through = () => publicClient.readContract({ ...billingLedger, functionName: 'billedThrough', args });
    expect(await through()).to.equal(close.sequence);
    await house.bill.withdraw(house.withdrawal(0));
    expect(await through()).to.equal(house.frames.first.sequence);
    const again = invoiceData(house.contractId, {
      series: 2,
      metered: [lineOf(house.meterId, house.frames.first, nextClose)],
    });
    await house.bill.issue(again);
  });

  it('may have two lines that follow each other on one channel', async () => {
    const house = await billable();
    const { first, close, nextClose } = house.frames;
    const ends = [
      [first, close],
      [close, nextClose],
    ] as const;
    const data = invoiceData(house.contractId, {
      metered: ends.map(([open, end]) => lineOf(house.meterId, open, end)),
      declared: [],
    });
    await house.bill.issue(data);
    const whole = lineOpening(RATE, first, nextClose);
    await house.bill.withdraw({
      invoiceId: house.bill.idFor(data),
      lines: commit(whole.value, whole.blinding),
      ranges: ends.map(([open, end]) => ({
        channel: house.register.channel,
        openSequence: open.sequence,
        closeSequence: end.sequence,
      })),
      reason: 2,
    });
    expect((await invoiceOf(house, house.bill.idFor(data))).state).to.equal(INVOICE_STATE.void);
  });

  it('leave what was paid on them, and what they drew, in the account', async () => {
    const house = await billed();
    await house.bill.carry(house.invoiceId);
    const line = { value: 9n, blinding: 11n };
    const data: InvoiceData = invoiceData(house.contractId, {
      series: 1,
      account: total,
      declared: [declared(LABEL.other, line)],
    });
    await house.bill.issue(data);
    const invoiceId = house.bill.idFor(data);
    const paymentId = await house.bill.pay(invoiceId, amount, 'order');
    await house.bill.receipt(invoiceId, paymentId);
    await house.bill.withdraw({ ...plain(invoiceId), lines: commit(line.value, line.blinding) });
    const { state, outstanding } = await invoiceOf(house, invoiceId);
    expect({ state, outstanding }).to.deep.equal({ state: INVOICE_STATE.void, outstanding: INFINITY });
    const left = commit(upkeep.value - amount.value, upkeep.blinding - amount.blinding);
    expect(await accountOf(house, house.contractId)).to.deep.equal(left);
    // The carried one is void then as well: nothing is left but what was paid.
    await house.bill.withdraw(plain(house.invoiceId));
    expect(await accountOf(house, house.contractId)).to.deep.equal(commit(-amount.value, -amount.blinding));
  });

  it('are not once they are settled, and once', async () => {
    const house = await billed();
    const { billingLedger } = house.contracts;
    const paymentId = await house.bill.pay(house.invoiceId, { value: upkeep.value, blinding: 3n }, 'order');
    await house.bill.receipt(house.invoiceId, paymentId, mod(upkeep.blinding - 3n));
    const settled = [house.invoiceId, INVOICE_STATE.settled];
    await refused(house.bill.withdraw(plain(house.invoiceId)), billingLedger, 'InvoiceStateUnfit', settled);
    const data = invoiceData(house.contractId, { series: 1 });
    await house.bill.issue(data);
    const invoiceId = house.bill.idFor(data);
    await house.bill.withdraw(plain(invoiceId));
    const error = [invoiceId, INVOICE_STATE.void];
    await refused(house.bill.withdraw(plain(invoiceId)), billingLedger, 'InvoiceStateUnfit', error);
    await refused(house.bill.carry(invoiceId), billingLedger, 'InvoiceStateUnfit', error);
    await refused(house.bill.issue(data), billingLedger, 'InvoiceAlreadyIssued');
  });

  it('are replaced once, by an invoice of the same parties, contract and period', async () => {
    const house = await billed();
    const { billingLedger } = house.contracts;
    const { invoiceId: replaces, contractId } = house;
    const reissue = (change: Partial<InvoiceData> = {}) =>
      house.bill.issue(invoiceData(contractId, { series: 1, replaces, ...change }));
    await refused(reissue(), billingLedger, 'ReplacementUnfit');
    await house.bill.withdraw(plain(replaces));
    const data = invoiceData(contractId, { series: 1, replaces });
    const other = data.period % 100 === 1 ? data.period - 89 : data.period - 1;
    await refused(reissue({ period: other }), billingLedger, 'ReplacementUnfit');
    await refused(reissue({ replaces: idOf('unknown') }), billingLedger, 'ReplacementUnfit');
    const second = await sign(house, house.electricity, house.subscriber);
    await refused(reissue({ contractId: second }), billingLedger, 'ReplacementUnfit');
    await reissue();
    const args = [replaces] as const;
    const named = await publicClient.readContract({ ...billingLedger, functionName: 'replacementOf', args });
    expect(named).to.equal(house.bill.idFor(data));
    await refused(reissue({ series: 2 }), billingLedger, 'ReplacementUnfit', [
      house.bill.idFor({ ...data, series: 2 }),
      replaces,
    ]);
  });
});
