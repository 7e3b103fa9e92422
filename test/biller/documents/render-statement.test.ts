import { expect } from 'chai';
import type { StatementOfContract } from '../../../biller/accounts/account-of-contract.ts';
import { renderStatement, type StatementParties } from '../../../biller/documents/render-statement.ts';
import { parseAmount } from '../../../core/domain/billing/money.ts';
import { accountStatement } from '../../../core/domain/billing/payables/account-statement.ts';
import type { ContractMoney } from '../../../core/domain/billing/payables/contract-account.ts';
import { bytes32 } from '../../core/domain/billing/bill-sample.ts';
import { GERMAN, PAYER, RUSSIAN } from '../../documents/support/sample-document.ts';
import { refusal } from '../../support/refusal.ts';
import { printed } from './support/picture.ts';

const PARTIES: StatementParties = { language: 'ru', issuer: RUSSIAN, payer: PAYER, resource: 'coldWater' };

const bill = (name: string, dueOn: string, amount: string, ...moves: ContractMoney['bills'][number]['moves']) => {
  const issuedOn = `${dueOn.slice(0, 8)}05`;
  const lines = [{ text: '', amount: parseAmount(amount) }];
  return {
    id: bytes32(Number(name.slice(5, 6))),
    name,
    dueOn,
    issuedOn,
    lines,
    moves: [{ to: 'issued' as const, on: issuedOn }, ...moves],
  };
};
const MONEY: ContractMoney = {
  bills: [
    bill('202603-0', '2026-04-15', '5000', { to: 'carried', on: '2026-08-17' }),
    bill('202604-0', '2026-05-15', '70', { to: 'void', on: '2026-05-20' }),
    { ...bill('202604-1', '2026-06-05', '60'), replaces: '202604-0' },
  ],
  payments: [
    {
      ...{ id: bytes32(9), bill: '202603-0', paidOn: '2026-08-15', amount: parseAmount('5100.5') },
      moves: [
        { to: 'recorded', on: '2026-08-15' },
        { to: 'taken', on: '2026-08-16' },
      ],
    },
  ],
  refunds: [{ id: bytes32(8), orderedOn: '2026-08-20', paidOn: '2026-08-21', amount: parseAmount('10') }],
};

function statement(asOf: string, keyRates = [{ from: '2020-01-01', percent: '16' }]): StatementOfContract {
  const facts = { count: 7, block: '812', digest: bytes32(7) };
  const head = {
    version: '1',
    contract: bytes32(1),
    issuer: `0x${'b1'.repeat(20)}`,
    currency: 'RUB',
    facts,
    keyRates,
  } as const;
  return { ...head, ...accountStatement(MONEY, asOf, { country: 'ru', keyRates }) };
}

async function textOf(shown: StatementOfContract, parties = PARTIES): Promise<string> {
  const { pages } = await printed(await renderStatement(shown, parties), 1);
  return pages
    .map(({ text }) => text)
    .join(' ')
    .replace(/\s+/g, ' ');
}

describe('a statement of account as a PDF', () => {
  it('says what is owed, by which bills, how payments were allocated and how the penalty was counted', async () => {
    const text = await textOf(statement('2026-09-01'));
    for (const part of [
      'Выписка по лицевому счёту на 01.09.2026',
      'Иванова Мария Петровна',
      'Холодная вода',
      'Долг: 0,00 руб.',
      'Аванс: 30,50 руб.',
      'март 2026',
      'остаток перенесён',
      'отозван',
      'апрель 2026, взамен отозванного, № 1',
      'март 2026: 5 000,00; апрель 2026, взамен отозванного, № 1: 60,00; возвращено: 10,00; аванс: 30,50',
      '21.08.2026',
      '5000 × 9.5 % × (60/300 + 32/130), 15.08.2026',
      'Жилищный кодекс, статья 155 часть 14',
      '211,92',
      'последняя в блоке 812',
      'правила ru-2026',
    ])
      expect(text).to.include(part);
  });

  it('says since when something is overdue, and that no penalty was counted where no rates are known', async () => {
    const text = await textOf(statement('2026-08-01', []), {
      ...PARTIES,
      language: 'en',
      issuer: GERMAN,
      payer: undefined,
    });
    expect(text)
      .to.include('Statement of account on 01.08.2026')
      .and.include('Owed: 5,060.00 RUB; of this overdue, since 16.04.2026: 5,060.00 RUB')
      .and.include('No penalty was counted')
      .and.not.include('Payments')
      .and.not.include('Given back');
  });

  it('says what of the debt was given back and is covered by no payment any more', async () => {
    const reversed = { to: 'reversed' as const, on: '2026-08-30' };
    const payments = MONEY.payments.map((one) => ({ ...one, moves: [...one.moves, reversed] }));
    const rules = { country: 'ru', keyRates: [] };
    const shown = { ...statement('2026-09-01', []), ...accountStatement({ ...MONEY, payments }, '2026-09-01', rules) };
    const text = await textOf(shown);
    expect(text).to.include('в том числе возвращено сверх оплаченного: 10,00 руб.').and.include('отменён банком');
  });

  it('is the same bytes for the same statement, dated by its day, and refuses what its font cannot print', async () => {
    const [one, other] = await Promise.all([0, 1].map(() => renderStatement(statement('2026-09-01'), PARTIES)));
    expect(Buffer.compare(one ?? Buffer.of(), other ?? Buffer.of(1))).to.equal(0);
    expect(Buffer.from(one ?? []).toString('latin1')).to.include('(D:20260901000000Z)');
    const payer = { ...PAYER, name: '山田太郎' };
    expect(await refusal(() => renderStatement(statement('2026-09-01'), { ...PARTIES, payer }))).to.equal(
      'GLYPH_MISSING',
    );
  });
});
