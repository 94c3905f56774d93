/**
 * The small language in which lexicons are written: words of a normalised text in order.
 *
 *   frappe      exactly this word
 *   frapp*      a word that begins so
 *   (a|b c|d*)  one of these
 *   ...         up to three words in between
 *
 * A text is folded like a message before it is read, so accents and case do not matter.
 */
import { normalise } from './normalise';

type Word = { text: string; stem: boolean };
/** Ways of saying one part of a pattern, each a few words in a row. */
type Step = { ways: readonly (readonly Word[])[]; gap: number };
export type Pattern = readonly Step[];

const widestGap = 3;

/** @throws Error when it holds no word. */
export function parsePattern(text: string): Pattern {
  const steps: Step[] = [];
  let gap = 0;
  for (const part of normalise(text).match(/\.\.\.|\([^)]*\)|[\p{L}\p{M}\p{N}*]+/gu) ?? []) {
    if (part === '...') gap = widestGap;
    else {
      steps.push({ ways: parseWays(part), gap });
      gap = 0;
    }
  }
  if (!steps.some(({ ways }) => ways.length > 0)) throw new Error(`pattern without a word: "${text}"`);
  return steps;
}

function parseWays(part: string): Word[][] {
  return part
    .replace(/[()]/g, '')
    .split('|')
    .map((way) => (way.match(/[\p{L}\p{M}\p{N}]+\*?/gu) ?? []).map(parseWord))
    .filter((way) => way.length > 0);
}

const parseWord = (text: string): Word => ({ text: text.replace('*', ''), stem: text.endsWith('*') });

/** A word with what is left of it without each prefix that is written onto it ("and the", "to"). */
type Forms = readonly string[];

const fits = ({ text, stem }: Word, forms: Forms): boolean =>
  forms.some((form) => (stem ? form.startsWith(text) : form === text));

/** @returns whether the pattern begins at this word of the message. */
function matchesAt(pattern: Pattern, words: readonly Forms[], start: number, step = 0): boolean {
  const wanted = pattern[step];
  if (!wanted) return true;
  for (let skip = 0; skip <= (step === 0 ? 0 : wanted.gap); skip++) {
    for (const way of wanted.ways) {
      const from = start + skip;
      const said = way.every((word, at) => fits(word, words[from + at] ?? []));
      if (said && matchesAt(pattern, words, from + way.length, step + 1)) return true;
    }
  }
  return false;
}

export type Matcher<T> = (words: readonly string[]) => Set<T>;

/** Shorter than this a rest is no word any more. */
const shortestRest = 2;

/** @returns the word itself and, for each prefix it begins with, the rest. */
function formsOf(word: string, prefixes: readonly string[]): Forms {
  const forms = [word];
  for (const prefix of prefixes) {
    const rest = word.slice(prefix.length);
    if (word.startsWith(prefix) && rest.length >= Math.max(shortestRest, 4 - prefix.length)) forms.push(rest);
  }
  return forms;
}

type Entry<T> = { pattern: Pattern; value: T };
/** Entries by their first word: whole, or as the beginning of one. */
type Index<T> = { whole: Map<string, Entry<T>[]>; stems: Map<string, Entry<T>[]>; longestStem: number };

/**
 * Looks for many patterns at once: only those whose first word is this one are tried.
 * @param prefixes written onto words in some languages, e.g. Arabic "and", "the", "to".
 * @returns a function from the words of a message to the values whose patterns occur in it.
 */
export function createMatcher<T>(entries: readonly Entry<T>[], prefixes: readonly string[] = []): Matcher<T> {
  const index = indexOf(entries);
  return (words) => {
    const found = new Set<T>();
    const forms = words.map((word) => formsOf(word, prefixes));
    const look = (candidates: readonly Entry<T>[] | undefined, at: number): void => {
      for (const { pattern, value } of candidates ?? []) {
        if (!found.has(value) && matchesAt(pattern, forms, at)) found.add(value);
      }
    };
    forms.forEach((ofWord, at) => {
      for (const form of ofWord) {
        look(index.whole.get(form), at);
        const longest = Math.min(index.longestStem, form.length);
        for (let length = 1; length <= longest; length++) look(index.stems.get(form.slice(0, length)), at);
      }
    });
    return found;
  };
}

function indexOf<T>(entries: readonly Entry<T>[]): Index<T> {
  const index: Index<T> = { whole: new Map(), stems: new Map(), longestStem: 0 };
  for (const entry of entries) {
    for (const [first] of entry.pattern[0]?.ways ?? []) {
      if (!first) continue;
      const place = first.stem ? index.stems : index.whole;
      const others = place.get(first.text);
      if (others) others.push(entry);
      else place.set(first.text, [entry]);
      if (first.stem) index.longestStem = Math.max(index.longestStem, first.text.length);
    }
  }
  return index;
}

/** @param patterns texts of patterns by the value they stand for. */
export function matcherOf<T extends string>(
  patterns: Readonly<Partial<Record<T, readonly string[]>>>,
  prefixes: readonly string[] = [],
): Matcher<T> {
  const values = Object.keys(patterns) as T[];
  const entries = values.flatMap((value) =>
    (patterns[value] ?? []).map((text) => ({ pattern: parsePattern(text), value })),
  );
  return createMatcher(entries, prefixes);
}
