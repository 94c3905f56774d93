/** Numbers in digits of any script or in words. */
import type { Lexicon } from './lexicon';
import { keyOf } from './normalise';

export type NumberWords = {
  byPhrase: ReadonlyMap<string, number>;
  /** Longest phrase, in words. */
  longest: number;
  /** Between tens and units. */
  links: readonly string[];
};

export type NumberAt = { value: number; length: number };

export function compileNumbers(lexicons: readonly Lexicon[]): NumberWords {
  const byPhrase = new Map<string, number>();
  for (const { numbers } of lexicons) {
    for (const [value, phrases] of Object.entries(numbers)) {
      for (const phrase of phrases)
        if (!byPhrase.has(keyOf(phrase))) byPhrase.set(keyOf(phrase), Number(value));
    }
  }
  const longest = Math.max(1, ...[...byPhrase.keys()].map((phrase) => phrase.split(' ').length));
  const links = [...new Set(lexicons.flatMap(({ numberLinks }) => numberLinks.map(keyOf)))];
  return { byPhrase, longest, links };
}

/** @returns the number that begins at this word. */
export function numberAt(words: readonly string[], at: number, known: NumberWords): NumberAt | null {
  const digits = /^\d{1,6}$/.exec(words[at] ?? '');
  if (digits) return { value: Number(digits[0]), length: 1 };
  const first = phraseAt(words, at, known);
  if (!first) return null;
  const unit =
    first.value >= 20 && first.value % 10 === 0 ? unitAfter(words, at + first.length, known) : null;
  if (unit) return { value: first.value + unit.value, length: first.length + unit.length };
  return first;
}

function phraseAt(words: readonly string[], at: number, known: NumberWords): NumberAt | null {
  for (let length = Math.min(known.longest, words.length - at); length > 0; length--) {
    const value = known.byPhrase.get(words.slice(at, at + length).join(' '));
    if (value !== undefined) return { value, length };
  }
  return compound(words[at] ?? '', known);
}

/** `twenty five`, `vingt et un`, `treizeci si cinci`. */
function unitAfter(words: readonly string[], at: number, known: NumberWords): NumberAt | null {
  const link = known.links.includes(words[at] ?? '') ? 1 : 0;
  const unit = phraseAt(words, at + link, known);
  return unit && unit.value > 0 && unit.value < 10 ? { value: unit.value, length: unit.length + link } : null;
}

/** Unit before ten in one word, as in Dutch and German: `vijfentwintig`, `funfundzwanzig`. */
function compound(word: string, known: NumberWords): NumberAt | null {
  for (const link of known.links) {
    for (let at = word.indexOf(link, 2); at > 0; at = word.indexOf(link, at + 1)) {
      const unit = known.byPhrase.get(word.slice(0, at));
      const tens = known.byPhrase.get(word.slice(at + link.length));
      if (unit !== undefined && tens !== undefined && unit < 10 && tens >= 20)
        return { value: tens + unit, length: 1 };
    }
  }
  return null;
}

/** "One" is also an article: believed only in a message this short. */
const shortMessage = 3;

/** @returns the first number said; digits before words. */
export function firstNumber(words: readonly string[], known: NumberWords): number | null {
  const digits = words.find((word) => /^\d{1,6}$/.test(word));
  if (digits !== undefined) return Number(digits);
  for (let at = 0; at < words.length; at++) {
    const number = numberAt(words, at, known);
    if (number && (number.value !== 1 || words.length <= shortMessage)) return number.value;
  }
  return null;
}
