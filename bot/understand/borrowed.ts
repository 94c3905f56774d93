/**
 * Words of the administration that people use whatever they speak: `cpas`, `annexe`, `leefloon`. They stand in Latin
 * letters in the middle of messages in other scripts, and that is how they are found.
 */
import { lightly, normalise, wordsOf } from './normalise';
import { scriptOf } from './script';

/** Folded word -> the language it belongs to: the one that uses it most. */
export type Borrowed = ReadonlyMap<string, string>;

type Message = { text: string; language: string };

/** Shorter words are articles and the like, caught up in a name: "carte de séjour". */
const shortest = 4;
/** Once may be a slip. */
const leastOften = 2;

/** @param scripts of the languages, e.g. `Latn`. */
export function findBorrowed(
  messages: readonly Message[],
  scripts: Readonly<Record<string, string>>,
): Borrowed {
  const foreign = messages.filter(
    ({ text, language }) => scripts[language] !== 'Latn' && scriptOf(text) === scripts[language],
  );
  const often = [...timesOf(foreign)].filter(([, times]) => times >= leastOften).map(([word]) => word);
  const shares = sharesByLanguage(messages.filter(({ language }) => scripts[language] === 'Latn'));
  const homeOf = (word: string): string =>
    [...shares].reduce(
      (best, [language, share]) => {
        const own = share.get(word) ?? 0;
        return own > best.share ? { language, share: own } : best;
      },
      { language: '', share: 0 },
    ).language;
  return new Map(often.map((word) => [word, homeOf(word)]));
}

/** In how many messages each Latin word stands. */
function timesOf(messages: readonly Message[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { text } of messages) {
    for (const word of new Set(latinWords(text))) times.set(word, (times.get(word) ?? 0) + 1);
  }
  return times;
}

const latinWords = (text: string): string[] =>
  wordsOf(normalise(text)).filter((word) => word.length >= shortest && /^\p{Script=Latin}+$/u.test(word));

function sharesByLanguage(messages: readonly Message[]): Map<string, Map<string, number>> {
  const byLanguage = new Map<string, Message[]>();
  for (const message of messages)
    byLanguage.get(message.language)?.push(message) ?? byLanguage.set(message.language, [message]);
  return new Map(
    [...byLanguage].map(([language, own]) => [
      language,
      new Map([...timesOf(own)].map(([word, times]) => [word, times / own.length])),
    ]),
  );
}

/** @returns the text without words that belong to another language than this one. */
export function withoutForeign(text: string, language: string, borrowed: Borrowed): string {
  return wordsOf(lightly(text))
    .filter((word) => (borrowed.get(normalise(word)) ?? language) === language)
    .join(' ');
}
