import { expect } from 'chai';
import fc from 'fast-check';
import { dateOf, dayOf } from '../../../../../core/domain/billing/engine/calendar/day.ts';
import { formatAmount, parseAmount } from '../../../../../core/domain/billing/money.ts';
import {
  accountStatement,
  overdueOn,
  type AccountStatement,
} from '../../../../../core/domain/billing/payables/account-statement.ts';
import { balanceOf, type ContractMoney } from '../../../../../core/domain/billing/payables/contract-account.ts';
import { acts, carryOut, changesOf, heldBy, sum } from './support/acts.ts';

const RULES = { country: 'ru', keyRates: [{ from: '2020-01-01', percent: '16' }] };
const id = (fill: number) => `0x${String(fill).padStart(64, '0')}` as const;

/** Amounts of one bill each, due on the 15th of January, February … 2026. */
function billed(...amounts: string[]): ContractMoney['bills'] {
  return amounts.map((amount, index) => {
    const month = `2026-0${index + 1}`;
    return {
      ...{ id: id(index), name: `b${index + 1}`, issuedOn: `${month}-05`, dueOn: `${month}-15` },
      ...{ lines: [{ text: 'all', amount: parseAmount(amount) }], moves: [{ to: 'issued', on: `${month}-05` }] },
    };
  });
}

function paid(bill: string, paidOn: string, amount: string, ...moves: ContractMoney['payments'][number]['moves']) {
  const recorded = { to: 'recorded', on: paidOn } as const;
  return { id: id(90), bill, paidOn, amount: parseAmount(amount), moves: [recorded, ...moves] };
}

function balance({ owed, advance }: AccountStatement): bigint {
  return parseAmount(owed) - parseAmount(advance);
}

describe('statement of a contract', () => {
  it('bears the penalty of the published case, and tells how it came to it', () => {
    const bills = billed('5000').map((bill) => ({ ...bill, dueOn: '2026-04-15' }));
    const money = {
      bills,
      payments: [paid('b1', '2026-08-15', '5000', { to: 'taken', on: '2026-08-16' })],
      refunds: [],
    };
    const statement = accountStatement(money, '2026-08-15', RULES);
    expect(statement).to.include({
      owed: '0.00',
      overdue: '0.00',
      overdueSince: null,
      penalty: '211.92',
      pack: 'ru-2026',
    });
    expect(statement.derivation).to.deep.include({
      what: 'penalty on b1',
      formula: '5000 × 9.5 % × (60/300 + 32/130) on 2026-08-15',
      ...{ value: '211.92', act: 'Housing Code', point: 'article 155 part 14', tag: 'S' },
    });
    expect(accountStatement(money, '2026-08-15', { ...RULES, keyRates: [] }).penalty).to.equal(null);
  });

  it('lets no penalty run on a penalty that a bill asks, whether it stands open or is paid late', () => {
    const penalty = { text: 'Penalty', amount: parseAmount('100'), isPenalty: true };
    const late = paid('b1', '2026-08-15', '5100', { to: 'taken', on: '2026-08-16' });
    for (const payments of [[], [late]]) {
      const on = (bills: ContractMoney['bills']) =>
        accountStatement({ bills, payments, refunds: [] }, '2026-08-15', RULES);
      const [alone] = billed('5000').map((bill) => ({ ...bill, dueOn: '2026-04-15' }));
      if (alone === undefined) throw new Error('no bill');
      const both = on([{ ...alone, lines: [...alone.lines, penalty] }]);
      expect(both.penalty).to.equal('211.92');
      expect(both.owed).to.equal(payments.length === 0 ? '5100.00' : '0.00');
    }
  });

  it('counts a payment from the day on which the bank had the money, whenever its issuer takes it', () => {
    const late = paid(
      'b1',
      '2026-01-10',
      '100',
      { to: 'refused', on: '2026-01-12' },
      { to: 'taken', on: '2026-06-01' },
    );
    const on = (day: string) => accountStatement({ bills: billed('100'), payments: [late], refunds: [] }, day, RULES);
    expect(on('2026-01-09')).to.include({ owed: '100.00' });
    expect(on('2026-01-10')).to.include({ owed: '0.00' });
  });

  it('lets no penalty run on what was paid and is not answered, or refused, until that is taken back', () => {
    for (const moves of [[], [{ to: 'refused', on: '2026-01-20' }]] as const) {
      const on = (day: string, ...more: { to: 'reversed'; on: string }[]) =>
        accountStatement(
          { bills: billed('5000'), payments: [paid('b1', '2026-01-15', '5000', ...moves, ...more)], refunds: [] },
          day,
          RULES,
        );
      expect(on('2026-08-01')).to.include({ owed: '5000.00', overdueSince: '2026-01-16', penalty: '0.00' });
      const reversed = on('2026-08-01', { to: 'reversed', on: '2026-07-31' });
      expect(parseAmount(reversed.penalty ?? '0') > 0n).to.equal(true);
      expect(on('2026-07-30', { to: 'reversed', on: '2026-07-31' }).penalty).to.equal('0.00');
    }
  });

  it('lets a payment on a withdrawn bill pay the one in its place, and older debts while there is none', () => {
    const [old, wrong] = billed('100', '70');
    if (old === undefined || wrong === undefined) throw new Error('two were billed');
    const gone = { ...wrong, moves: [...wrong.moves, { to: 'void' as const, on: '2026-02-10' }] };
    const right = { ...wrong, id: id(7), name: 'b2-1', replaces: 'b2', issuedOn: '2026-02-11' };
    const payments = [paid('b2', '2026-02-06', '70', { to: 'taken', on: '2026-02-07' })];
    const on = (day: string) => {
      const { bills } = accountStatement({ bills: [old, gone, right], payments, refunds: [] }, day, RULES);
      return bills.map(({ name, open }) => [name, open]);
    };
    expect(on('2026-02-09')).to.deep.equal([
      ['b1', '100.00'],
      ['b2', '0.00'],
    ]);
    expect(on('2026-02-10')).to.deep.equal([
      ['b1', '30.00'],
      ['b2', '0.00'],
    ]);
    expect(on('2026-02-11')).to.deep.equal([
      ['b1', '100.00'],
      ['b2', '0.00'],
      ['b2-1', '0.00'],
    ]);
  });

  it('takes what was given back from what a payment leaves behind its own bill, before any other debt', () => {
    const payments = [paid('b1', '2026-01-10', '150', { to: 'taken', on: '2026-01-11' })];
    const refunds = [{ id: id(5), orderedOn: '2026-01-12', paidOn: '2026-01-20', amount: parseAmount('40') }];
    const money = { bills: billed('100', '30'), payments, refunds };
    const on = (day: string) => accountStatement(money, day, RULES);
    expect(on('2026-01-19')).to.include({ owed: '0.00', advance: '50.00' });
    expect(on('2026-01-20')).to.include({ owed: '0.00', advance: '10.00' });
    expect(on('2026-02-20')).to.include({ owed: '20.00', advance: '0.00', overdueSince: '2026-02-16' });
    expect(on('2026-02-20').payments[0]).to.deep.include({
      allocation: [
        { bill: 'b1', amount: '100.00', lines: ['100.00'] },
        { bill: 'b2', amount: '10.00', lines: ['10.00'] },
      ],
      ...{ givenBack: '40.00', advance: '0.00', state: 'taken' },
    });
    expect([on('2026-01-19').refunds[0]?.paidOn, on('2026-01-20').refunds[0]?.paidOn]).to.deep.equal([
      null,
      '2026-01-20',
    ]);
  });

  it('owes what was given back of money that the bank took back afterwards, without a penalty', () => {
    const payments = [
      paid('b1', '2026-01-10', '150', { to: 'taken', on: '2026-01-11' }, { to: 'reversed', on: '2026-01-25' }),
    ];
    const refunds = [{ id: id(5), orderedOn: '2026-01-12', paidOn: '2026-01-20', amount: parseAmount('50') }];
    const on = (day: string) => accountStatement({ bills: billed('100'), payments, refunds }, day, RULES);
    expect(on('2026-01-24')).to.include({ owed: '0.00', advance: '0.00' });
    expect(on('2026-01-25')).to.include({ owed: '150.00', overdue: '100.00', uncovered: '50.00', advance: '0.00' });
    const alone = accountStatement({ bills: billed('100'), payments: [], refunds: [] }, '2026-08-01', RULES);
    expect(on('2026-08-01').penalty).to.equal(alone.penalty);
  });

  it('tells since when and for how many days something is overdue, and nothing where nothing is', () => {
    const money = { bills: billed('100', '100'), payments: [], refunds: [] };
    expect(overdueOn(money, '2026-01-15', 'ru')).to.equal(undefined);
    expect(overdueOn(money, '2026-01-16', 'ru')).to.deep.equal({ since: '2026-01-16', days: 1 });
    expect(overdueOn(money, '2026-04-15', 'ru')).to.deep.equal({ since: '2026-01-16', days: 90 });
  });
});

describe('a statement beside the ledger', () => {
  it('comes to what the ledger holds, whatever was said of bills, payments, refunds and voids', () => {
    fc.assert(
      fc.property(acts, (said) => {
        const { book, money, lastDay } = carryOut(said);
        expect(balanceOf(money)).to.equal(heldBy(book));
        expect(balance(accountStatement(money, lastDay, RULES))).to.equal(heldBy(book));
      }),
      { numRuns: 300 },
    );
  });

  it('of a later day is that of an earlier one and what lies between', () => {
    fc.assert(
      fc.property(acts, fc.nat(400), fc.nat(200), (said, from, more) => {
        const { money } = carryOut(said);
        const [first, second] = [from, from + more].map((days) => dateOf(dayOf('2026-01-01') + days)) as [
          string,
          string,
        ];
        const between = changesOf(money).filter(({ on }) => on > first && on <= second);
        const [before, after] = [first, second].map((day) => balance(accountStatement(money, day, RULES)));
        expect(after).to.equal((before ?? 0n) + sum(between.map(({ amount }) => amount)));
      }),
      { numRuns: 200 },
    );
  });

  it('adds up to the kopeck: each bill by its lines, each payment by what it paid', () => {
    fc.assert(
      fc.property(acts, (said) => {
        const { money, lastDay } = carryOut(said);
        const statement = accountStatement(money, lastDay, RULES);
        const added = (amounts: readonly string[]) => sum(amounts.map(parseAmount));
        for (const { state, lines, asked, paid: all, open } of statement.bills) {
          expect(added(lines.map((line) => line.paid))).to.equal(parseAmount(all));
          expect(added(lines.map((line) => line.open))).to.equal(parseAmount(open));
          expect(added([all, open])).to.equal(state === 'void' ? 0n : parseAmount(asked));
        }
        for (const { state, amount, allocation, givenBack, advance } of statement.payments) {
          const parts = added([...allocation.map((part) => part.amount), givenBack, advance]);
          expect(parts).to.equal(state === 'taken' || state === 'deemed' ? parseAmount(amount ?? '0') : 0n);
          for (const part of allocation) expect(added(part.lines)).to.equal(parseAmount(part.amount));
        }
        const open = added(statement.bills.map((bill) => bill.open));
        expect(parseAmount(statement.owed)).to.equal(open + parseAmount(statement.uncovered));
        for (const one of [statement.owed, statement.advance, statement.penalty ?? '0'])
          expect(one).to.match(/^\d+\.\d\d$/);
      }),
      { numRuns: 200 },
    );
  });

  it('is the same in whatever order bills and payments are given', () => {
    fc.assert(
      fc.property(acts, (said) => {
        const { money, lastDay } = carryOut(said);
        const turned = {
          bills: money.bills.toReversed(),
          payments: money.payments.toReversed(),
          refunds: money.refunds.toReversed(),
        };
        const [a, b] = [money, turned].map((one) => accountStatement(one, lastDay, RULES));
        for (const key of ['owed', 'overdue', 'overdueSince', 'advance', 'penalty'] as const)
          expect(b?.[key]).to.equal(a?.[key]);
        const byName = (one?: AccountStatement) => one?.bills.toSorted((x, y) => (x.name < y.name ? -1 : 1));
        expect(byName(b)).to.deep.equal(byName(a));
      }),
      { numRuns: 300 },
    );
  });

  it('is restored by a void and a bill in the place of what was withdrawn', () => {
    fc.assert(
      fc.property(acts, fc.nat(20), (said, which) => {
        const { money, lastDay } = carryOut(said);
        const bill = money.bills[which % Math.max(1, money.bills.length)];
        fc.pre(bill !== undefined && bill.moves.every(({ to }) => to !== 'void'));
        const gone = { ...bill, moves: [...bill.moves, { to: 'void' as const, on: lastDay }] };
        const again = {
          ...bill,
          id: id(77),
          name: `${bill.name}-1`,
          replaces: bill.name,
          moves: bill.moves.slice(0, 1),
        };
        const bills = money.bills.flatMap((one) => (one === bill ? [gone, again] : [one]));
        const [before, after] = [money, { ...money, bills }].map((one) => accountStatement(one, lastDay, RULES));
        for (const key of ['owed', 'overdue', 'overdueSince', 'advance'] as const)
          expect(after?.[key]).to.equal(before?.[key]);
        expect(formatAmount(balanceOf({ ...money, bills }))).to.equal(formatAmount(balanceOf(money)));
      }),
      { numRuns: 100 },
    );
  });
});
