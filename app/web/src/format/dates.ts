/** A day of the network's calendar. `time` in unix seconds. */
export function day(time: bigint, timeZone: string, language: string): string {
  return bare(new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone }).format(Number(time) * 1000));
}

export function shortDay(time: bigint, timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone }).format(Number(time) * 1000);
}

export function moment(time: bigint, timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
    Number(time) * 1000,
  );
}

/** A billing period such as 202610 as "October 2026". */
export function month(period: number, language: string): string {
  const date = Date.UTC(Math.floor(period / 100), (period % 100) - 1, 15);
  const text = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(date);
  return bare(text);
}

/** A YYYY-MM-DD of a contract as a day, without any time zone. */
export function calendarDay(date: string, language: string): string {
  return bare(
    new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(`${date}T12:00:00Z`)),
  );
}

/** Without the Russian “г.” behind the year, whose point a sentence that ends there would double. */
function bare(text: string): string {
  return text.replace(/\sг\.$/, '');
}
