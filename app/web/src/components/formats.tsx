import { useTranslation } from 'react-i18next';
import { citeInRussian } from '../../../../core/domain/billing/cite-law.ts';
import { money, price, quantity, share, unitName } from '../format/amounts.ts';
import type { RegisterScale } from '../format/amounts.ts';
import { calendarDay, day, moment, month, shortDay } from '../format/dates.ts';
import { useSession } from '../session.tsx';

/** Formatters in the resident's language and the network's currency and calendar. */
export type Formats = {
  money(amount: bigint): string;
  price(rate: bigint, scale: RegisterScale): string;
  quantity(mantissa: bigint, scale: RegisterScale): string;
  share(part: bigint, whole: bigint): string;
  unit(unit: number): string;
  day(time: bigint): string;
  shortDay(time: bigint): string;
  moment(time: bigint): string;
  month(period: number): string;
  calendarDay(date: string): string;
  /** An act, or a place in it. */
  law(citation: string): string;
};

export function useFormats(): Formats {
  const { network } = useSession();
  const { i18n } = useTranslation();
  const { language } = i18n;
  const { currency, timeZone } = network;
  return {
    money: (amount) => money(amount, currency, language),
    price: (rate, scale) => price(rate, scale, currency, language),
    quantity: (mantissa, scale) => quantity(mantissa, scale, language),
    share: (part, whole) => share(part, whole, language),
    unit: (unit) => unitName(unit, language),
    day: (time) => day(time, timeZone, language),
    shortDay: (time) => shortDay(time, timeZone, language),
    moment: (time) => moment(time, timeZone, language),
    month: (period) => month(period, language),
    calendarDay: (date) => calendarDay(date, language),
    law: (citation) => (language === 'ru' ? citeInRussian(citation) : citation),
  };
}
