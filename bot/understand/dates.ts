/** Days as people write them. A day without a year is the most recent one that is past. */
import type { IsoDate } from '../content';
import type { Lexicon } from './lexicon';
import { keyOf, westernDigits } from './normalise';
import type { FoundDate } from './types';

export type DateWords = Lexicon['dates'];

/** The words as keys, made once: a message is compared with hundreds of them. */
export function keyedDates(words: DateWords): DateWords {
  const keys = (phrases: readonly string[]) => phrases.map(keyOf);
  const { day, week, month, year } = words.units;
  return {
    ...words,
    months: words.months.map(keys),
    weekdays: words.weekdays.map(keys),
    today: keys(words.today),
    yesterday: keys(words.yesterday),
    dayBeforeYesterday: keys(words.dayBeforeYesterday),
    units: { day: keys(day), week: keys(week), month: keys(month), year: keys(year) },
    ago: words.ago.map(keyedFrame),
    last: words.last.map(keyedFrame),
  };
}

const keyedFrame = (frame: string): string =>
  frame
    .split(' ')
    .map((part) => (part.includes('{') ? part : keyOf(part)))
    .join(' ');

type Context = {
  words: readonly string[];
  today: IsoDate;
  /** Words of the person's language, from `keyedDates`; of all languages while it is not known. */
  dates: readonly DateWords[];
  /** Of the other languages: people borrow the names of months, but "do" is yesterday in Kurdish only. */
  others: readonly DateWords[];
  numberAt: (words: readonly string[], at: number) => { value: number; length: number } | null;
};

export function findDates(text: string, context: Context): FoundDate[] {
  const found = [...numericDates(text, context.today), ...namedMonths(context), ...relativeDays(context)];
  return [...new Map(found.map((date) => [date.day, date])).values()];
}

/** `3/4/26`, `3.4.2026`, `2026-04-03`; day before month, as in Belgium. Without a year only with a slash. */
function numericDates(text: string, today: IsoDate): FoundDate[] {
  const flat = westernDigits(text.normalize('NFKC'));
  const found: FoundDate[] = [];
  for (const [, year, month, day] of flat.matchAll(/(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/g)) {
    found.push(...dayOf(Number(day), Number(month), Number(year), today));
  }
  const dayFirst = /(?<![\d/.-])(\d{1,2})\s?([/.-])\s?(\d{1,2})(?:\s?\2\s?(\d{4}|\d{2}))?(?![\d/]|[.-]\d)/g;
  for (const [whole, day, mark, month, year] of flat.matchAll(dayFirst)) {
    if (year === undefined && (mark !== '/' || whole === '24/7')) continue;
    found.push(...dayOf(Number(day), Number(month), fullYear(year), today));
  }
  return found;
}

function fullYear(year: string | undefined): number | undefined {
  if (year === undefined) return undefined;
  return year.length === 2 ? 2000 + Number(year) : Number(year);
}

/** @returns the day when there is such a day, with the year that makes it past when none is given. */
function dayOf(day: number, month: number, year: number | undefined, today: IsoDate): FoundDate[] {
  const now = Number(today.slice(0, 4));
  if (year !== undefined && (year < now - 100 || year > now + 20)) return [];
  const inYear = (of: number): IsoDate | null => iso(of, month, day);
  if (year !== undefined) {
    const given = inYear(year);
    return given ? [{ day: given, yearGiven: true }] : [];
  }
  for (const candidate of [now, now - 1, now - 2, now - 3, now - 4]) {
    const past = inYear(candidate);
    if (past && past <= today) return [{ day: past, yearGiven: false }];
  }
  return [];
}

function iso(year: number, month: number, day: number): IsoDate | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.toISOString().slice(0, 10) : null;
}

/** Words that may stand between day, month and year: "of", "de", "من" all have at most this many letters. */
const shortWord = 3;

/** `3 mars`, `1er mars 2026`, `march 3rd`, `٣ آذار`. */
function namedMonths({ words, today, dates, others, numberAt }: Context): FoundDate[] {
  const own = monthsIn(words, dates, 1);
  const months = own.length > 0 ? own : monthsIn(words, others, shortestBorrowed);
  return months.flatMap((month) => {
    const before = dayBefore(words, month.at, numberAt);
    const end = month.at + month.length;
    const long = words.slice(month.at, end).join('').length >= shortestBorrowed;
    const after = before === null ? dayAfter(words, end, long) : { day: before, end };
    return after ? dayOf(after.day, month.number, yearAfter(words, after.end), today) : [];
  });
}

/** Shorter names of months are ordinary words elsewhere: "may", "mai", "مي". */
const shortestBorrowed = 4;

type Month = { at: number; number: number; length: number };

function monthsIn(words: readonly string[], dates: readonly DateWords[], shortest: number): Month[] {
  return words.flatMap((_, at) => {
    const month = monthAt(words, at, dates, shortest);
    return month ? [{ at, ...month }] : [];
  });
}

function monthAt(
  words: readonly string[],
  at: number,
  dates: readonly DateWords[],
  shortest: number,
): { number: number; length: number } | null {
  for (const length of [2, 1]) {
    const phrase = words.slice(at, at + length).join(' ');
    if (phrase.length < shortest) continue;
    for (const { months } of dates) {
      const index = months.findIndex((names) => names.includes(phrase));
      if (index >= 0 && at + length <= words.length) return { number: index + 1, length };
    }
  }
  return null;
}

/** `3`, `3rd`, `1er`, `3e`. */
function dayNumber(word: string): number | null {
  const day = /^(\d{1,2})(?:st|nd|rd|th|er|e|de|ste|eme)?$/.exec(word)?.[1];
  return day === undefined || Number(day) < 1 || Number(day) > 31 ? null : Number(day);
}

/** Most words of a number, as in `trente et un`. */
const longestNumber = 4;

function dayBefore(words: readonly string[], at: number, numberAt: Context['numberAt']): number | null {
  for (const back of [1, 2]) {
    if (back === 2 && (words[at - 1] ?? '').length > shortWord) return null;
    const digits = dayNumber(words[at - back] ?? '');
    if (digits !== null) return digits;
    const spoken = spokenUpTo(words, at - back + 1, numberAt);
    if (spoken !== null && spoken >= 1 && spoken <= 31) return spoken;
  }
  return null;
}

/** The longest number in words that ends before this place: "on bes" is fifteen, not five. */
function spokenUpTo(words: readonly string[], end: number, numberAt: Context['numberAt']): number | null {
  for (let length = Math.min(longestNumber, end); length > 0; length--) {
    const number = numberAt(words, end - length);
    if (number?.length === length) return number.value;
  }
  return null;
}

/** Longest word between a month and its day. */
const particle = 2;

/**
 * `march 3rd`, and with a short word between, as in Pashto.
 * @param mayWait a short name ("mai" is also "more") must have its day right beside it.
 */
function dayAfter(
  words: readonly string[],
  at: number,
  mayWait: boolean,
): { day: number; end: number } | null {
  for (const between of mayWait ? [0, 1] : [0]) {
    if (between === 1 && (words[at] ?? '').length > particle) return null;
    const day = dayNumber(words[at + between] ?? '');
    if (day !== null) return { day, end: at + between + 1 };
  }
  return null;
}

function yearAfter(words: readonly string[], at: number): number | undefined {
  const word = words[at] ?? '';
  if (/^(19|20)\d\d$/.test(word)) return Number(word);
  return undefined;
}

function relativeDays({ words, today, dates, numberAt }: Context): FoundDate[] {
  const found: IsoDate[] = [];
  for (const own of dates) {
    if (saysAny(words, own.dayBeforeYesterday)) found.push(shift(today, 'day', 2));
    else if (saysAny(words, own.yesterday)) found.push(shift(today, 'day', 1));
    if (saysAny(words, own.today)) found.push(today);
    found.push(...agoIn(words, own, today, numberAt));
    for (let at = 0; at < words.length; at++) {
      for (const frame of own.last) found.push(...lastAt(words, at, frame, own, today));
    }
  }
  return found.map((day) => ({ day, yearGiven: true }));
}

const saysAny = (words: readonly string[], phrases: readonly string[]): boolean =>
  phrases.some((phrase) => ` ${words.join(' ')} `.includes(` ${phrase} `));

type Unit = keyof DateWords['units'];
const units: readonly Unit[] = ['day', 'week', 'month', 'year'];

/** Longest stretch of time that still means a day and not an age. */
const longestAgo: Record<Unit, number> = { day: 400, week: 60, month: 36, year: 10 };

/** Of phrases that end at the same word the longest counts: "twenty five days ago" is not five days ago. */
function agoIn(
  words: readonly string[],
  own: DateWords,
  today: IsoDate,
  numberAt: Context['numberAt'],
): IsoDate[] {
  const byEnd = new Map<number, IsoDate>();
  for (let at = 0; at < words.length; at++) {
    for (const frame of own.ago) {
      const ago = agoAt(words, at, frame, own, today, numberAt);
      if (ago && !byEnd.has(ago.end)) byEnd.set(ago.end, ago.day);
    }
  }
  return [...byEnd.values()];
}

function agoAt(
  words: readonly string[],
  start: number,
  frame: string,
  own: DateWords,
  today: IsoDate,
  numberAt: Context['numberAt'],
): { day: IsoDate; end: number } | null {
  let at = start;
  let count = 1;
  let unit: Unit | null = null;
  for (const part of frame.split(' ')) {
    if (part === '{n}') {
      const number = numberAt(words, at);
      if (!number) return null;
      count = number.value;
      at += number.length;
    } else if (part === '{unit}') {
      unit = unitOf(words[at] ?? '', own);
      if (!unit) return null;
      at += 1;
    } else if (part === words[at]) at += 1;
    else return null;
  }
  return unit && count <= longestAgo[unit] ? { day: shift(today, unit, count), end: at } : null;
}

const unitOf = (word: string, own: DateWords): Unit | null =>
  units.find((unit) => own.units[unit].includes(word)) ?? null;

/** `last week`, `lundi dernier`; a frame may write something onto the word: `ال{unit}`. */
function lastAt(
  words: readonly string[],
  start: number,
  frame: string,
  own: DateWords,
  today: IsoDate,
): IsoDate[] {
  let day: IsoDate | null = null;
  for (const [index, part] of frame.split(' ').entries()) {
    const word = words[start + index] ?? '';
    const [prefix = '', slot] = part.split(/\{(unit|weekday)\}/);
    if (slot === undefined) {
      if (part !== word) return [];
      continue;
    }
    if (!word.startsWith(prefix)) return [];
    const rest = word.slice(prefix.length);
    const unit = slot === 'unit' ? unitOf(rest, own) : null;
    day = unit ? shift(today, unit, 1) : slot === 'weekday' ? weekdayBefore(rest, own, today) : null;
    if (!day) return [];
  }
  return day ? [day] : [];
}

function weekdayBefore(word: string, own: DateWords, today: IsoDate): IsoDate | null {
  const index = own.weekdays.findIndex((names) => names.includes(word));
  if (index < 0) return null;
  const now = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  return shift(today, 'day', (now - index + 7) % 7 || 7);
}

/** Back by so many units; a month before 31 March is the last day of February. */
function shift(today: IsoDate, unit: Unit, count: number): IsoDate {
  const date = new Date(`${today}T00:00:00Z`);
  if (unit === 'day') date.setUTCDate(date.getUTCDate() - count);
  if (unit === 'week') date.setUTCDate(date.getUTCDate() - 7 * count);
  if (unit === 'month' || unit === 'year') {
    const day = date.getUTCDate();
    date.setUTCDate(1);
    date.setUTCMonth(date.getUTCMonth() - (unit === 'year' ? 12 * count : count));
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    date.setUTCDate(Math.min(day, last));
  }
  return date.toISOString().slice(0, 10);
}
