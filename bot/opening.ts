/** "Monday 9:00": when a person answers, in the contact's words, in Belgian time. */
import type { Language } from './content';
import type { Texts } from './release';

const belgium = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Brussels',
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** @param instant ISO 8601 in UTC. */
export function weekdayAndTime(
  instant: string,
  language: Language,
  texts: Texts,
): { weekday: string; time: string } {
  const parts = new Map(belgium.formatToParts(new Date(instant)).map((part) => [part.type, part.value]));
  const weekday = weekdays.indexOf(parts.get('weekday') ?? '') + 1;
  return {
    weekday: texts.get(language.code, `bot:weekday.${weekday}`) ?? '',
    time: `${Number(parts.get('hour'))}:${parts.get('minute')}`,
  };
}
