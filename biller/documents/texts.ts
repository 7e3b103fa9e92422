import type { DocumentLine, PayableDocument } from '../../core/domain/documents/payable-document.ts';

/** What a document says in one language. */
export type Texts = {
  title: (month: string) => string;
  months: readonly string[];
  resources: Readonly<Record<PayableDocument['resource'], string>>;
  kinds: Readonly<Record<DocumentLine['kind'], string>>;
  units: Readonly<Record<DocumentLine['unit'], string>>;
  ledgers: Readonly<Record<PayableDocument['ledger']['name'], string>>;
  zone: string;
  /** What an amount of a currency has behind it. */
  currencies: Readonly<Record<string, string>>;
  labels: Readonly<Record<Label, string>>;
  verify: (place: { url: string }) => string;
};
type Label =
  | (
      | 'payer'
      | 'address'
      | 'account'
      | 'unified'
      | 'service'
      | 'payee'
      | 'inn'
      | 'kpp'
      | 'vat'
      | 'bank'
      | 'bic'
      | 'correspondent'
    )
  | (
      | 'settlement'
      | 'iban'
      | 'purpose'
      | 'number'
      | 'issued'
      | 'due'
      | 'dueOn'
      | 'payCode'
      | 'nothingDue'
      | 'phone'
      | 'uin'
    )
  | (
      | 'charges'
      | 'line'
      | 'quantity'
      | 'unit'
      | 'rate'
      | 'amount'
      | 'charged'
      | 'recalculated'
      | 'penalty'
      | 'debt'
      | 'advance'
    )
  | (
      | 'rounding'
      | 'total'
      | 'paid'
      | 'tax'
      | 'readings'
      | 'meter'
      | 'opened'
      | 'closed'
      | 'used'
      | 'check'
      | 'checkCode'
    )
  | ('ledger' | 'block' | 'digest' | 'invoice' | 'contract' | 'rules');

const RU: Texts = {
  title: (month) => `Платёжный документ (счёт) за ${month}`,
  months: 'январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь'.split(' '),
  resources: {
    electricity: 'Электроэнергия',
    coldWater: 'Холодная вода',
    hotWater: 'Горячая вода',
    heat: 'Отопление',
    gas: 'Газ',
    upkeep: 'Содержание жилья',
  },
  kinds: {
    metered: 'по прибору учёта',
    norm: 'по нормативу',
    houseNeeds: 'на содержание общего имущества',
    recalculation: 'перерасчёт',
    privilege: 'льгота',
    penalty: 'пени',
    upkeep: 'по площади',
    other: 'прочее',
  },
  units: { kWh: 'кВт·ч', m3: 'м³', GJ: 'ГДж', Gcal: 'Гкал', one: '' },
  ledgers: { contractLedger: 'реестр договоров (BC1)', billingLedger: 'реестр счетов (BC2)' },
  zone: 'зона',
  currencies: { RUB: 'руб.', EUR: '€' },
  labels: {
    ...{ payer: 'Плательщик', address: 'Адрес', account: 'Лицевой счёт', unified: 'ЕЛС', service: 'ИЖКУ' },
    ...{ payee: 'Получатель', inn: 'ИНН', kpp: 'КПП', vat: 'Номер НДС', bank: 'Банк', bic: 'БИК', uin: 'УИН' },
    ...{ correspondent: 'Корр. счёт', settlement: 'Расчётный счёт', iban: 'IBAN', purpose: 'Назначение' },
    ...{ number: 'Счёт №', issued: 'от', due: 'К оплате', dueOn: 'Оплатить до', phone: 'Телефон' },
    ...{ payCode: 'Код для оплаты в приложении банка', nothingDue: 'Платить нечего', charges: 'Расчёт платы' },
    ...{ line: 'Услуга', quantity: 'Объём', unit: 'Ед.', rate: 'Тариф', amount: 'Сумма', charged: 'Начислено' },
    ...{ recalculated: 'Перерасчёты и льготы', penalty: 'Пени', debt: 'Долг прошлых периодов', advance: 'Аванс' },
    ...{ rounding: 'Округление', total: 'Итого', paid: 'Уже оплачено', tax: 'в том числе НДС' },
    ...{
      readings: 'Показания приборов учёта',
      meter: 'Прибор',
      opened: 'Начальное',
      closed: 'Конечное',
      used: 'Расход',
    },
    ...{ check: 'Как проверить этот счёт', checkCode: 'Код ведёт на страницу проверки', ledger: 'Реестр' },
    ...{
      block: 'Блок',
      digest: 'Отпечаток записи',
      invoice: 'Идентификатор счёта',
      contract: 'Договор',
      rules: 'Правила',
    },
  },
  verify: ({ url }) =>
    `Откройте ${url} (код слева ведёт туда же) и войдите в личный кабинет: ваш браузер сам откроет счёт вашим ключом, ` +
    'сверит показания, тариф и каждую сумму с подписанными записями реестра и скажет, чего не смог проверить. ' +
    'Суммы знаете только вы и исполнитель; в реестре лежат обязательства, по которым их нельзя узнать, но нельзя и изменить.',
};

const EN: Texts = {
  title: (month) => `Bill for ${month}`,
  months: 'January February March April May June July August September October November December'.split(' '),
  resources: {
    electricity: 'Electricity',
    coldWater: 'Cold water',
    hotWater: 'Hot water',
    heat: 'Heating',
    gas: 'Gas',
    upkeep: 'Upkeep',
  },
  kinds: {
    metered: 'by meter',
    norm: 'by norm',
    houseNeeds: 'house needs',
    recalculation: 'recalculation',
    privilege: 'privilege',
    penalty: 'penalty',
    upkeep: 'by area',
    other: 'other',
  },
  units: { kWh: 'kWh', m3: 'm³', GJ: 'GJ', Gcal: 'Gcal', one: '' },
  ledgers: { contractLedger: 'ledger of contracts (BC1)', billingLedger: 'ledger of bills (BC2)' },
  zone: 'zone',
  currencies: { EUR: '€' },
  labels: {
    ...{ payer: 'Payer', address: 'Address', account: 'Account', unified: 'Unified account', service: 'Service' },
    ...{ payee: 'Payee', inn: 'INN', kpp: 'KPP', vat: 'VAT number', bank: 'Bank', bic: 'BIC', uin: 'UIN' },
    ...{ correspondent: 'Correspondent account', settlement: 'Bank account', iban: 'IBAN', purpose: 'Reference' },
    ...{ number: 'Bill', issued: 'of', due: 'To pay', dueOn: 'Pay by', phone: 'Telephone' },
    ...{ payCode: "Code for your bank's app", nothingDue: 'Nothing to pay', charges: 'Charges' },
    ...{ line: 'Service', quantity: 'Volume', unit: 'Unit', rate: 'Price', amount: 'Amount', charged: 'Charged' },
    ...{ recalculated: 'Recalculations and privileges', penalty: 'Penalty', debt: 'Debt of earlier periods' },
    ...{ advance: 'Advance', rounding: 'Rounding', total: 'Total', paid: 'Paid already', tax: 'tax included' },
    ...{ readings: 'Meter readings', meter: 'Meter', opened: 'Opening', closed: 'Closing', used: 'Used' },
    ...{ check: 'How to check this bill', checkCode: 'The code leads to the page that checks it', ledger: 'Ledger' },
    ...{ block: 'Block', digest: "Record's digest", invoice: "Bill's id", contract: 'Contract', rules: 'Rules' },
  },
  verify: ({ url }) =>
    `Open ${url} (the code on the left leads there) and sign in: your own browser opens the bill with your key, ` +
    'holds readings, price and every sum against the signed records of the ledger, and says what it could not check. ' +
    'Only you and the issuer know the amounts; the ledger keeps commitments that tell nobody, and that nobody can change.',
};

export const TEXTS: Readonly<Record<PayableDocument['language'], Texts>> = { ru: RU, en: EN };
