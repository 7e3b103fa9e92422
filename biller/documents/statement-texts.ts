import { citeInRussian } from '../../core/domain/billing/cite-law.ts';
import type { PayableDocument } from '../../core/domain/documents/payable-document.ts';
import type { BillState, PaymentState } from '../../core/domain/billing/payables/payable-book.ts';

/** What a printed statement says in one language, beside what a bill says. */
export type StatementTexts = {
  title: (day: string) => string;
  /** Of a bill in the place of another one: its number from 1 on. */
  again: (series: string) => string;
  summary: { owed: string; overdue: (since: string) => string; uncovered: string; advance: string; penalty: string };
  noPenalty: string;
  bills: { title: string; head: readonly [string, string, string, string, string, string] };
  payments: { title: string; head: readonly [string, string, string, string] };
  refunds: { title: string; head: readonly [string, string, string] };
  derivation: { title: string; head: readonly [string, string, string] };
  billStates: Readonly<Record<BillState, string>>;
  paymentStates: Readonly<Record<PaymentState, string>>;
  advance: string;
  givenBack: string;
  notPaid: string;
  unknown: string;
  law: (act: string, point: string) => string;
  facts: (facts: { count: number; block: string; digest: string; pack: string }) => string;
};

const RU: StatementTexts = {
  title: (day) => `Выписка по лицевому счёту на ${day}`,
  again: (series) => `взамен отозванного, №\u00a0${series}`,
  summary: {
    owed: 'Долг',
    overdue: (since) => `в том числе просрочено, с ${since}`,
    uncovered: 'в том числе возвращено сверх оплаченного',
    advance: 'Аванс',
    penalty: 'Пени',
  },
  noPenalty: 'Пени не считались: исполнитель не указал ключевых ставок.',
  bills: { title: 'Счета', head: ['Период', 'Оплатить до', 'Начислено', 'Оплачено', 'Долг', 'Пени'] },
  payments: { title: 'Платежи', head: ['Дата', 'Сумма', 'Состояние', 'Куда зачтён'] },
  refunds: { title: 'Возвраты', head: ['Поручен', 'Сумма', 'Выплачен'] },
  derivation: { title: 'Как посчитаны пени', head: ['Период', 'Расчёт', 'Сумма'] },
  billStates: { issued: '', settled: 'закрыт', carried: 'остаток перенесён', void: 'отозван' },
  paymentStates: {
    ...{ recorded: 'ждёт ответа', refused: 'не принят', taken: 'принят' },
    ...{ deemed: 'считается принятым', reversed: 'отменён банком' },
  },
  advance: 'аванс',
  givenBack: 'возвращено',
  notPaid: 'нет',
  unknown: 'не читается',
  law: (act, point) => citeInRussian(`${act}, ${point}`),
  facts: ({ count, block, digest, pack }) =>
    `Посчитано по записям реестра: ${count}, последняя в блоке ${block}, её отпечаток ${digest}; правила ${pack}. ` +
    'По тем же записям и на тот же день любой, кто может их прочитать, получит те же суммы.',
};

const EN: StatementTexts = {
  title: (day) => `Statement of account on ${day}`,
  again: (series) => `in the place of a withdrawn one, no. ${series}`,
  summary: {
    owed: 'Owed',
    overdue: (since) => `of this overdue, since ${since}`,
    uncovered: 'of this given back beyond what was paid',
    advance: 'Advance',
    penalty: 'Penalty',
  },
  noPenalty: 'No penalty was counted: the issuer named no key rates.',
  bills: { title: 'Bills', head: ['Period', 'Pay by', 'Asked', 'Paid', 'Open', 'Penalty'] },
  payments: { title: 'Payments', head: ['Day', 'Amount', 'State', 'What it paid'] },
  refunds: { title: 'Given back', head: ['Ordered', 'Amount', 'Paid'] },
  derivation: { title: 'How the penalty was counted', head: ['Period', 'Formula', 'Amount'] },
  billStates: { issued: '', settled: 'settled', carried: 'rest carried', void: 'withdrawn' },
  paymentStates: {
    ...{ recorded: 'waits for its answer', refused: 'refused', taken: 'taken' },
    ...{ deemed: 'deemed taken', reversed: 'taken back by the bank' },
  },
  advance: 'advance',
  givenBack: 'given back',
  notPaid: 'no',
  unknown: 'cannot be read',
  law: (act, point) => `${act}, ${point}`,
  facts: ({ count, block, digest, pack }) =>
    `Counted from ${count} records of the ledger, the newest in block ${block} with digest ${digest}; rules ${pack}. ` +
    'From the same records and for the same day anybody who may read them comes to the same sums.',
};

export const STATEMENT_TEXTS: Readonly<Record<PayableDocument['language'], StatementTexts>> = { ru: RU, en: EN };
