import type { BillDeclaredLine } from './bill.ts';

/** Languages in which lines of bills are told. */
export type LineLanguage = 'en' | 'ru';

type Said = Readonly<Record<LineLanguage, string>>;

const RESOURCES: ReadonlyMap<string, Said> = new Map([
  ['electricity', { en: 'electricity', ru: 'электроэнергия' }],
  ['coldWater', { en: 'cold water', ru: 'холодная вода' }],
  ['hotWater', { en: 'hot water', ru: 'горячая вода' }],
  ['gas', { en: 'gas', ru: 'газ' }],
]);

/** What a line is, by its code; `%` stands for what the code says behind its colon. */
const TITLES = new Map<string, Said>([
  ['metered', { en: 'Metered', ru: 'По прибору учёта' }],
  ['norm', { en: 'Norm', ru: 'По нормативу' }],
  ['coefficient', { en: 'Coefficient %, no meter', ru: 'Повышающий коэффициент %, прибора учёта нет' }],
  ['upkeep', { en: 'Upkeep', ru: 'Содержание жилья' }],
  ['heating-meter', { en: 'Heating by the house meter', ru: 'Отопление по общедомовому прибору учёта' }],
  ['heating-norm', { en: 'Heating by norm and area', ru: 'Отопление по нормативу и площади' }],
  ['needs-meter', { en: 'House needs, %, by the house meter', ru: 'Общедомовые нужды, %, по прибору учёта дома' }],
  ['needs-norm', { en: 'House needs, %, by norm', ru: 'Общедомовые нужды, %, по нормативу' }],
  ['needs-average', { en: 'House needs, %, by the average month', ru: 'Общедомовые нужды, %, по среднему месяцу' }],
  [
    'needs-true-up',
    { en: 'House needs, %, last year put right', ru: 'Общедомовые нужды, %, перерасчёт за прошлый год' },
  ],
  ['hot-water-heat', { en: 'Heat for hot water', ru: 'Тепло на подогрев воды' }],
  ['absence', { en: 'Absence', ru: 'Временное отсутствие' }],
  ['breaks', { en: 'Breaks of the supply', ru: 'Перерывы в подаче' }],
  ['quality', { en: 'Quality of the supply', ru: 'Качество услуги ниже нормы' }],
  ['upkeep-breach', { en: 'Upkeep not done', ru: 'Работы по содержанию не выполнены' }],
  ['privilege', { en: 'Privilege', ru: 'Льгота' }],
  ['correction', { en: 'Correction', ru: 'Исправление' }],
  [
    'flat',
    {
      en: 'Area or residents differ from those of the contract on some days',
      ru: 'Площадь или число жителей в некоторые дни иные, чем в договоре',
    },
  ],
  ['penalty', { en: 'Penalty by %', ru: 'Пени на %' }],
  [
    'estimate-average',
    {
      en: 'Estimated, no reading came: average of earlier months, up to % at most, then the norm',
      ru: 'Расчёт без показаний, они не переданы: среднее прошлых месяцев, не дольше %, затем норматив',
    },
  ],
  [
    'estimate-open',
    {
      en: 'Estimated, no reading came: average of earlier months, until one comes',
      ru: 'Расчёт без показаний, они не переданы: среднее прошлых месяцев, пока их нет',
    },
  ],
  [
    'estimate-norm',
    {
      en: 'Estimated, no reading came: the norm, until one comes',
      ru: 'Расчёт без показаний, они не переданы: норматив, пока их нет',
    },
  ],
  ['estimate-back', { en: 'Estimate of % taken back: the reading counts', ru: 'Расчёт за % снят: учтены показания' }],
]);

/** Whether a line estimates what no reading told; what takes an estimate back does not. */
export function isEstimate(code: string): boolean {
  return code.startsWith('estimate-') && !code.startsWith('estimate-back');
}

/** What a line is in a language; undefined for a code that these pages do not know. */
export function lineTitle(code: string, language: LineLanguage): string | undefined {
  const [name = '', about = ''] = code.split(':');
  return TITLES.get(name)?.[language].replace('%', RESOURCES.get(about)?.[language] ?? about);
}

/** A declared line in a language. Its figures follow what it is; a line of an older bill has no code, and is told as its issuer wrote it. */
export function lineText({ code, text }: Pick<BillDeclaredLine, 'code' | 'text'>, language: LineLanguage): string {
  const title = code === undefined ? undefined : lineTitle(code, language);
  const english = code === undefined ? undefined : lineTitle(code, 'en');
  if (title === undefined || english === undefined || !text.startsWith(english)) return text;
  return `${title}${text.slice(english.length)}`;
}
