/** When mediators answer: weekly hours, closed days, Belgian public holidays; all in Belgian time. */
import type { OpeningHours } from '../store/store';

const belgium = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Brussels',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** Calendar day `YYYY-MM-DD` and time `HH:MM` in Belgium. */
export function belgianTime(instant: Date): { day: string; time: string } {
  const parts = Object.fromEntries(belgium.formatToParts(instant).map((part) => [part.type, part.value]));
  return {
    day: `${parts['year']}-${parts['month']}-${parts['day']}`,
    time: `${parts['hour']}:${parts['minute']}`,
  };
}

/** The instant at which a clock in Belgium shows this day and time; at a leap in spring the first that exists after it. */
export function belgianInstant(day: string, time: string): Date {
  const asUtc = new Date(`${day}T${time}:00Z`);
  const guess = new Date(asUtc.getTime() - offsetAt(asUtc));
  return new Date(asUtc.getTime() - offsetAt(guess));
}

function offsetAt(instant: Date): number {
  const { day, time } = belgianTime(instant);
  return new Date(`${day}T${time}:00Z`).getTime() - Math.floor(instant.getTime() / 60_000) * 60_000;
}

/** Easter Sunday of the Gregorian calendar (Meeus/Jones/Butcher). */
function easter(year: number): Date {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return new Date(Date.UTC(year, month - 1, ((h + l - 7 * m + 114) % 31) + 1));
}

/** The ten legal public holidays (law of 4 January 1974, royal decree of 18 April 1974). */
export function publicHolidays(year: number): Set<string> {
  const sunday = easter(year);
  const after = (days: number) => new Date(sunday.getTime() + days * 86_400_000).toISOString().slice(0, 10);
  const fixed = ['01-01', '05-01', '07-21', '08-15', '11-01', '11-11', '12-25'].map(
    (day) => `${year}-${day}`,
  );
  return new Set([...fixed, after(1), after(39), after(50)]);
}

function closedAllDay(hours: OpeningHours, day: string): boolean {
  if (hours.closedDays.includes(day)) return true;
  return hours.publicHolidays && publicHolidays(Number(day.slice(0, 4))).has(day);
}

/** Monday 1 … Sunday 7. */
function weekdayOf(day: string): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

function intervalsOn(hours: OpeningHours, day: string): { from: string; to: string }[] {
  if (closedAllDay(hours, day)) return [];
  const weekday = weekdayOf(day);
  return hours.weekly
    .filter((interval) => interval.weekday === weekday)
    .sort((a, b) => (a.from < b.from ? -1 : 1));
}

const daysAhead = 60;

/** @returns whether somebody answers now and, if not, when (ISO 8601 in UTC); null when not within 60 days. */
export function deskAt(hours: OpeningHours, instant: Date): { open: boolean; opensAt: string | null } {
  const now = belgianTime(instant);
  if (intervalsOn(hours, now.day).some(({ from, to }) => from <= now.time && now.time < to))
    return { open: true, opensAt: null };
  for (let ahead = 0; ahead <= daysAhead; ahead++) {
    const day = new Date(Date.parse(`${now.day}T00:00:00Z`) + ahead * 86_400_000).toISOString().slice(0, 10);
    const next = intervalsOn(hours, day).find(({ from }) => ahead > 0 || from > now.time);
    if (next) return { open: false, opensAt: belgianInstant(day, next.from).toISOString() };
  }
  return { open: false, opensAt: null };
}
