/**
 * "Two weeks ago", "3 March", "yesterday": answers to a question of ours, and nothing by themselves. Made from the words
 * of each language, so that the classifier learns that they are no topic and no danger.
 */
import type { Lexicon, Lexicons } from './lexicon';

/** Frames and units beyond these are variants that teach nothing new. */
const mostFrames = 4;
const counts = ['2', '3', '5'];

export function bareAnswers(lexicons: Lexicons): { text: string; language: string }[] {
  return Object.entries(lexicons).flatMap(([language, lexicon]) =>
    [...new Set([...days(lexicon), ...ago(lexicon), ...last(lexicon)])].map((text) => ({ text, language })),
  );
}

function days({ dates }: Lexicon): string[] {
  return [
    ...dates.today,
    ...dates.yesterday,
    ...dates.dayBeforeYesterday,
    ...dates.weekdays.flatMap(([name]) => name ?? []),
    ...dates.months.flatMap(([name = ''], at) => [`${at + 2} ${name}`, `${at + 15} ${name} 2026`]),
  ];
}

function ago({ dates, numbers }: Lexicon): string[] {
  const units = Object.values(dates.units).flatMap((names) => names.slice(0, 2));
  return dates.ago
    .slice(0, mostFrames)
    .flatMap((frame) =>
      units.flatMap((unit) =>
        counts
          .flatMap((count) => [count, numbers[count]?.[0] ?? count])
          .map((count) => frame.replace('{n}', count).replace('{unit}', unit)),
      ),
    );
}

function last({ dates }: Lexicon): string[] {
  const units = Object.values(dates.units).flatMap(([name]) => name ?? []);
  const weekdays = dates.weekdays.flatMap(([name]) => name ?? []);
  return dates.last
    .slice(0, 2 * mostFrames)
    .flatMap((frame) =>
      frame.includes('{unit}')
        ? units.map((unit) => frame.replace('{unit}', unit))
        : weekdays.map((day) => frame.replace('{weekday}', day)),
    );
}
