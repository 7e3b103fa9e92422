import { expect } from 'chai';
import { createArrears, type ArrearsWatch } from '../../../biller/accounts/arrears.ts';
import { AMOUNT_PER_MINOR } from '../../../core/domain/billing/money.ts';
import { nowSeconds } from '../../support/world/actors.ts';
import { deskWithBill, payBill, type PaidBill } from '../support/paid-bill.ts';
import { pay, take } from './support/pay-and-take.ts';

const DAY = 86_400n;

/** A bill that is due in ten days: the day on which it is out is before that. */
function dueLater(): Promise<PaidBill> {
  return deskWithBill('4.745', { dueDate: nowSeconds() + 10n * DAY });
}

/** A watch whose clock stands so many days behind the bill's last day to pay, and what it warned of. */
function watch({ test, draft }: PaidBill): { at: (days: bigint) => void; arrears: ArrearsWatch; warned: unknown[] } {
  let days = 0n;
  const warned: unknown[] = [];
  const now = (): bigint => draft.invoiceData.dueDate + days * DAY;
  const arrears = createArrears({
    context: { ...test.context, now },
    log: { warn: (...said: unknown[]) => void warned.push(said) },
  });
  return { at: (later) => void (days = later), arrears, warned };
}

describe('accounts in arrears', () => {
  it('are counted from the day after a bill was due, and told once when they are as old as the setting says', async () => {
    const bill = await dueLater();
    const { at, arrears, warned } = watch(bill);
    await arrears.look();
    expect(arrears.found()).to.deep.equal({ overdue: 0, long: 0, oldestDays: 0, unknown: 0 });
    at(1n);
    await arrears.look();
    expect(arrears.found()).to.deep.equal({ overdue: 1, long: 0, oldestDays: 1, unknown: 0 });
    at(89n);
    await arrears.look();
    expect(warned).to.deep.equal([]);
    at(90n);
    await arrears.look();
    await arrears.look();
    expect(arrears.found()).to.deep.equal({ overdue: 1, long: 1, oldestDays: 90, unknown: 0 });
    expect(warned).to.deep.equal([[{ accounts: 1, days: 90 }, 'accounts are overdue for long']]);
  });

  it('end with the payment, and begin anew with the part that is left, carried or not', async () => {
    const bill = await dueLater();
    const { test, draft, resident } = bill;
    const { invoiceId, total } = draft;
    const { at, arrears } = watch(bill);
    at(10n);
    take(bill, invoiceId, await pay(bill, invoiceId, total - AMOUNT_PER_MINOR));
    test.record(test.me, resident.address, 'CARRY', { invoiceId }, invoiceId);
    await arrears.look();
    expect(arrears.found()).to.include({ overdue: 1, oldestDays: 10 });
    take(bill, invoiceId, await pay(bill, invoiceId, AMOUNT_PER_MINOR));
    await arrears.look();
    expect(arrears.found()).to.include({ overdue: 0, oldestDays: 0 });
  });

  it('are not known where a payment that counts cannot be read', async () => {
    const bill = await dueLater();
    const { at, arrears } = watch(bill);
    at(10n);
    take(bill, bill.draft.invoiceId, await payBill(bill, AMOUNT_PER_MINOR, 2n * AMOUNT_PER_MINOR));
    await arrears.look();
    expect(arrears.found()).to.include({ overdue: 0, unknown: 1 });
  });
});
