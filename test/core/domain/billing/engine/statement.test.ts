import { expect } from 'chai';
import { runBill } from '../../../../../core/domain/billing/engine/bill/run-bill.ts';

const rates = [{ from: '2026-01-01', rate: '16' }];
const bill = (id: string, due: string, ...lines: string[]) => ({ id, due, lines });

/** The account of a case whose bill is nothing. */
function accountOf(account: object, more: object = {}) {
  const components = [{ id: 'u', basis: { kind: 'units', quantity: '0' }, price: { kind: 'unit', rate: '0' } }];
  const json = {
    version: '1',
    pack: 'ru-2026',
    currency: 'RUB',
    period: { from: '2026-07-01', to: '2026-08-01' },
    components,
    account,
    ...more,
  };
  return JSON.parse(JSON.stringify(runBill(json))).account;
}

describe('statement of an account', () => {
  it('bears the penalty of the published case: 5000 due on 15 April, paid on 15 August 2026', () => {
    const account = {
      bills: [bill('april', '2026-04-15', '5000')],
      payments: [{ date: '2026-08-15', amount: '5000' }],
      key_rates: rates,
    };
    expect(accountOf({ ...account, as_of: '2026-08-15' })).to.include({
      owed: '0.00',
      overdue: '0.00',
      penalty: '211.92',
    });
    expect(accountOf({ ...account, as_of: '2026-08-14' })).to.include({
      owed: '5000.00',
      overdue: '5000.00',
      penalty: '208.27',
    });
    expect(accountOf({ ...account, as_of: '2026-04-15' })).to.include({
      owed: '5000.00',
      overdue: '0.00',
      penalty: '0.00',
    });
  });

  it('bears a penalty on each part that is paid, to its own day', () => {
    const payments = [
      { date: '2026-06-04', amount: '4000' },
      { date: '2026-07-24', amount: '6000' },
    ];
    const account = {
      bills: [bill('a', '2026-04-15', '10000')],
      payments,
      key_rates: [{ from: '2020-01-01', rate: '9.5' }],
    };
    expect(accountOf({ ...account, as_of: '2026-12-01' }).penalty).to.equal('183.18');
    expect(accountOf({ ...account, as_of: '2026-06-04' }).bills[0]).to.include({
      open: '6000.00',
      overdue_since: '2026-04-16',
    });
  });

  it('takes the rate of the payment day, at most the cap while there is one', () => {
    const of = (date: string, switches = {}) =>
      accountOf(
        {
          bills: [bill('a', '2026-11-01', '1000')],
          payments: [{ date, amount: '1000' }],
          key_rates: rates,
          as_of: '2027-03-01',
        },
        { switches },
      ).penalty;
    // 60 days late: 30 of them at 1/300. 61 days late is 1 January 2027, the first day without a cap.
    expect(of('2026-12-31')).to.equal('9.50');
    expect(of('2027-01-01')).to.equal('16.53');
    expect(of('2027-01-01', { 'penalty.after-cap': 'cap' })).to.equal('9.82');
  });

  it('counts capital repair at 1/300 alone', () => {
    const repair = { ...bill('a', '2026-01-15', '1000'), kind: 'capital-repair' };
    const account = {
      bills: [repair],
      payments: [{ date: '2026-05-15', amount: '1000' }],
      key_rates: rates,
      as_of: '2026-05-15',
    };
    // 120 days late, 90 of them counted: 1000 × 9.5 % / 300 × 90.
    expect(accountOf(account).penalty).to.equal('28.50');
  });

  it('pays the bill that is named, then the oldest, pro rata by line; the rest is an advance', () => {
    const bills = [bill('new', '2026-05-15', '800', '200'), bill('old', '2026-04-15', '100')];
    const at = (payments: object[]) => accountOf({ bills, payments, as_of: '2026-05-01' });
    const oldest = at([{ date: '2026-04-20', amount: '600' }]);
    expect(oldest.bills.map((one: { paid_by_line: string[] }) => one.paid_by_line)).to.deep.equal([
      ['100.00'],
      ['400.00', '100.00'],
    ]);
    const named = at([{ date: '2026-04-20', amount: '600', bill: 'new' }]);
    expect(named.bills.map((one: { paid_by_line: string[] }) => one.paid_by_line)).to.deep.equal([
      ['0.00'],
      ['480.00', '120.00'],
    ]);
    expect(at([{ date: '2026-04-20', amount: '1350' }])).to.include({ owed: '0.00', advance: '250.00' });
  });

  it('forgets a voided bill, so that its payment pays what came instead', () => {
    const bills = [bill('wrong', '2026-04-15', '900'), bill('right', '2026-04-15', '700')];
    const payments = [{ date: '2026-04-10', amount: '900', bill: 'wrong' }];
    const voided = [{ bill: 'wrong', date: '2026-04-20' }];
    expect(accountOf({ bills, payments, voided, as_of: '2026-04-19' })).to.include({ owed: '700.00', advance: '0.00' });
    expect(accountOf({ bills, payments, voided, as_of: '2026-04-20' })).to.include({ owed: '0.00', advance: '200.00' });
  });

  it('turns a bill that is negative in all into an advance', () => {
    expect(accountOf({ bills: [bill('credit', '2026-04-15', '-300', '100')], as_of: '2026-05-01' })).to.include({
      owed: '0.00',
      advance: '200.00',
    });
  });

  it('lets such a bill pay the others on its due day, or on the day that is asked where that is earlier', () => {
    const bills = [bill('owed', '2026-04-15', '150'), bill('credit', '2026-06-15', '-300', '100')];
    const on = (as_of: string) => accountOf({ bills, key_rates: rates, as_of });
    expect(on('2026-05-01')).to.include({ owed: '0.00', overdue: '0.00', advance: '50.00', penalty: '0.00' });
    // 61 days after the 15th of April, 31 of them at 1/300 of the cap.
    expect(on('2026-12-01')).to.include({ owed: '0.00', advance: '50.00', penalty: '1.47' });
  });

  it('takes for a bill with a line that is owed back no more than all of it makes', () => {
    const bills = [bill('a', '2026-04-15', '100', '-30'), bill('b', '2026-05-15', '70')];
    const payments = [{ date: '2026-04-10', amount: '70' }];
    const once = accountOf({ bills, payments, as_of: '2026-12-01' });
    expect(once.bills.map(({ open }: { open: string }) => open)).to.deep.equal(['0.00', '70.00']);
    expect(once.bills[0].open_by_line).to.deep.equal(['30.00', '-30.00']);
    const twice = accountOf({ bills, payments: [...payments, ...payments], key_rates: rates, as_of: '2026-12-01' });
    expect(twice).to.include({ owed: '0.00', overdue: '0.00', advance: '0.00', penalty: '0.00' });
  });

  it('loses nothing of a payment: exact shares where nothing is rounded, and no part of a minor unit else', () => {
    const bills = [bill('a', '2026-04-15', '1', '1', '1')];
    const payments = [{ date: '2026-04-10', amount: '0.005' }];
    const exact = accountOf({ bills, payments, as_of: '2026-05-01' }, { rounding: 'none' });
    expect(exact).to.include({ owed: '2.995', advance: '0' });
    expect(exact.bills[0].paid_by_line).to.deep.equal(Array(3).fill('0.001666666667'));
    expect(() => accountOf({ bills, payments, as_of: '2026-05-01' })).to.throw(
      /^account\.payments\.0\.amount: has more than 2 decimals/,
    );
    const finer = [bill('a', '2026-04-15', '1', '1.005')];
    expect(() => accountOf({ bills: finer, as_of: '2026-05-01' })).to.throw(/^account\.bills\.0\.lines\.1: /);
  });
});
