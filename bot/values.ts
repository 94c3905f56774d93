/** How days, amounts and numbers are written for a person, in their language, with Latin digits. */
import type { DayExpression } from './condition';
import type { Fact, IsoDate, Language } from './content';
import type { Texts } from './release';

/**
 * Adds calendar months and days. The day is kept or, in a shorter month, its last day is taken
 * (30 November + 3 months = 28 or 29 February), which is never later than the law's count
 * (art. 54 Judicial Code: from the day after, to the eve of the same day).
 */
export function addToDay(day: IsoDate, add: { months?: number; days?: number }): IsoDate {
  const [year, month, dayOfMonth] = day.split('-').map(Number) as [number, number, number];
  const target = new Date(Date.UTC(year, month - 1 + (add.months ?? 0), 1));
  const lastDay = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(dayOfMonth, lastDay) + (add.days ?? 0));
  return target.toISOString().slice(0, 10);
}

/** Months and days a fact stands for; undefined when it is no length of time we may add up. */
export function lengthOf(fact: Fact): { months?: number; days?: number } | undefined {
  if (fact.value.type !== 'number') return undefined;
  const { unit, value } = fact.value;
  if (unit === 'month') return { months: value };
  if (unit === 'year') return { months: value * 12 };
  if (unit === 'week') return { days: value * 7 };
  if (unit === 'day') return { days: value };
  return undefined;
}

/**
 * Works a day out.
 * @param base the day of `expression.from`.
 * @param fact the current fact it adds, if it names one; undefined when lapsed or unknown.
 */
export function workOutDay(
  expression: DayExpression,
  base: IsoDate,
  fact: Fact | undefined,
): IsoDate | undefined {
  const plus = expression.plus;
  if (!plus) return base;
  let day = base;
  if (plus.fact !== undefined) {
    const length = fact && lengthOf(fact);
    if (!length) return undefined;
    day = addToDay(day, length);
  }
  return addToDay(day, { months: plus.months, days: plus.days });
}

/** `3 mars 2026`, with the month's name and the order of this language. Falls back to `03/03/2026`. */
export function formatDay(day: IsoDate, language: Language, texts: Texts): string {
  const [year, month, date] = day.split('-') as [string, string, string];
  const name = texts.get(language.code, `bot:month.${Number(month)}`);
  const written =
    name && texts.get(language.code, 'bot:format.day', { day: String(Number(date)), month: name, year });
  return written ?? `${date}/${month}/${year}`;
}

/** The value alone, without its unit; undefined for a rule, which has none. */
export function formatFact(fact: Fact, language: Language, texts: Texts): string | undefined {
  const { value } = fact;
  switch (value.type) {
    case 'number':
      return String(value.value).replace('.', language.decimal);
    case 'money':
      return (Number.isInteger(value.value) ? String(value.value) : value.value.toFixed(2)).replace(
        '.',
        language.decimal,
      );
    case 'date':
      return formatDay(value.value, language, texts);
    case 'phone':
    case 'address':
    case 'link':
      return value.value;
    case 'rule':
      return undefined;
  }
}
