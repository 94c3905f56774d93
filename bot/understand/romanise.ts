/**
 * Arabic (and later Persian, Tigrinya) is also typed in Latin letters, without fixed spelling. Both ways are reduced to
 * the consonants they share, so that what was learned from one is found in the other.
 */
import type { Lexicon } from './lexicon';

export type Romanisation = NonNullable<Lexicon['romanisation']>;

/** Fewer consonants than this fit too many words. */
const shortest = 2;

/**
 * @param romanised whether Latin words are to be read as this language; words in its own script always are.
 * @returns the consonants of the words that have enough of them.
 */
export function skeletonsOf(
  words: readonly string[],
  romanisation: Romanisation,
  romanised: boolean,
): string[] {
  const found: string[] = [];
  for (const word of words) {
    const skeleton = isLatin(word)
      ? romanised && latinSkeleton(word, romanisation)
      : ownSkeleton(word, romanisation);
    if (skeleton && skeleton.length >= shortest) found.push(skeleton);
  }
  return found;
}

const isLatin = (word: string): boolean => /^[\p{Script=Latin}\p{N}]+$/u.test(word) && /\p{L}/u.test(word);

function ownSkeleton(word: string, { letters }: Romanisation): string {
  const all = [...word].map((letter) => letters[letter] ?? '').join('');
  return withoutDoubles(all);
}

/** Longest spelling first: "sh" before "s". */
function latinSkeleton(word: string, { latin }: Romanisation): string {
  let rest = word;
  let skeleton = '';
  while (rest !== '') {
    const spelling = latin.find(([written]) => rest.startsWith(written));
    skeleton += spelling?.[1] ?? '';
    rest = rest.slice(spelling?.[0].length ?? 1);
  }
  return withoutDoubles(skeleton);
}

const withoutDoubles = (text: string): string => text.replace(/(.)\1+/gu, '$1');
