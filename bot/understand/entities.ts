/** Things said in passing: days, numbers, places, residence status. */
import type { LanguageCode } from '../content';
import type { Places } from '../release';
import { type DateWords, findDates, keyedDates } from './dates';
import { type Lexicon, type Lexicons, mergePatterns, statuses } from './lexicon';
import { normalise, wordsOf } from './normalise';
import { compileNumbers, firstNumber, numberAt } from './numbers';
import { type Matcher, matcherOf } from './pattern';
import type { FindEntities } from './types';

/** In a longer message a number of another language is an ordinary word: "on" is ten in Turkish. */
const fewWords = 2;

export function createFindEntities(lexicons: Lexicons, places: Pick<Places, 'mentionedIn'>): FindEntities {
  const all = Object.values(lexicons);
  const numbers = compileNumbers(all);
  const ofLanguage = new Map(
    Object.entries(lexicons).map(([code, lexicon]) => [code, compileNumbers([lexicon])]),
  );
  const status = statusMatcher(all);
  const dates = Object.entries(lexicons).map(([code, lexicon]) => ({
    code,
    words: keyedDates(lexicon.dates),
  }));
  return (text, { language, today }) => {
    const words = wordsOf(normalise(text));
    const known = ofLanguage.get(language ?? '') ?? numbers;
    return {
      dates: findDates(text, {
        words,
        today,
        ...ownAndOthers(dates, language),
        numberAt: (inWords, at) => numberAt(inWords, at, known),
      }),
      number: firstNumber(words, known) ?? (words.length <= fewWords ? firstNumber(words, numbers) : null),
      places: placesIn(text, places),
      status: onlyOne(status(words)),
    };
  };
}

function ownAndOthers(
  dates: readonly { code: LanguageCode; words: DateWords }[],
  language: LanguageCode | null,
): { dates: DateWords[]; others: DateWords[] } {
  const own = dates.filter(({ code }) => code === language);
  const rest = dates.filter(({ code }) => code !== language);
  const wordsOfAll = (of: typeof rest): DateWords[] => of.map(({ words }) => words);
  return own.length === 0
    ? { dates: wordsOfAll(rest), others: [] }
    : { dates: wordsOfAll(own), others: wordsOfAll(rest) };
}

function statusMatcher(lexicons: readonly Lexicon[]): Matcher<string> {
  const merged = mergePatterns(lexicons.map((lexicon) => lexicon.status));
  return matcherOf(Object.fromEntries(statuses.map((name) => [name, merged[name] ?? []])));
}

/** Two statuses in one message belong to two people or two times: then nobody's is taken up. */
function onlyOne(found: ReadonlySet<string>): string | null {
  const [first] = found;
  return found.size === 1 && first !== undefined ? first : null;
}

/** Exact names only: a guess from a passing word would send people to the wrong office. */
function placesIn(text: string, places: Pick<Places, 'mentionedIn'>): string[] {
  return places.mentionedIn(text).map(({ nis }) => nis);
}
