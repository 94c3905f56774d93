/**
 * The small language in which lexicons are written: words of a normalised text in order.
 *
 *   frappe      exactly this word
 *   frapp*      a word that begins so
 *   (a|b*)      one of these
 *   ...         up to three words in between
 *
 * A text is folded like a message before it is read, so accents and case do not matter.
 */
import { normalise, wordsOf } from './normalise';

type Word = { exact: ReadonlySet<string>; stems: readonly string[] };
type Step = { word: Word; gap: number };
export type Pattern = readonly Step[];

const widestGap = 3;

/** @throws Error when it holds no word. */
export function parsePattern(text: string): Pattern {
  const steps: Step[] = [];
  let gap = 0;
  for (const part of normalise(text).match(/\.\.\.|\([^)]*\)|[\p{L}\p{M}\p{N}*]+/gu) ?? []) {
    if (part === '...') gap = widestGap;
    else {
      steps.push({ word: parseWord(part.replace(/[()]/g, '')), gap });
      gap = 0;
    }
  }
  if (steps.length === 0) throw new Error(`pattern without a word: "${text}"`);
  return steps;
}

function parseWord(text: string): Word {
  const choices = text.split('|').map((choice) => choice.trim());
  return {
    exact: new Set(choices.filter((choice) => !choice.endsWith('*'))),
    stems: choices.filter((choice) => choice.endsWith('*')).map((choice) => choice.slice(0, -1)),
  };
}

const fits = ({ exact, stems }: Word, word: string): boolean =>
  exact.has(word) || stems.some((stem) => word.startsWith(stem));

/** @returns whether the pattern begins at this word of the message. */
function matchesAt(pattern: Pattern, words: readonly string[], start: number, step = 0): boolean {
  const wanted = pattern[step];
  if (!wanted) return true;
  for (let skip = 0; skip <= (step === 0 ? 0 : wanted.gap); skip++) {
    const word = words[start + skip];
    if (word === undefined) return false;
    if (fits(wanted.word, word) && matchesAt(pattern, words, start + skip + 1, step + 1)) return true;
  }
  return false;
}

export type Matcher<T> = (words: readonly string[]) => Set<T>;

/** Longest beginning by which patterns are looked up; longer ones cost memory and save nothing. */
const indexed = 3;

/**
 * Looks for many patterns at once: only those whose first word can begin as this word does are tried.
 * @returns a function from the words of a message to the values whose patterns occur in it.
 */
export function createMatcher<T>(entries: readonly { pattern: Pattern; value: T }[]): Matcher<T> {
  const byStart = new Map<string, { pattern: Pattern; value: T }[]>();
  for (const entry of entries) {
    const first = entry.pattern[0]?.word;
    const starts = new Set([...(first?.exact ?? []), ...(first?.stems ?? [])].map((text) => text.slice(0, indexed)));
    for (const start of starts) byStart.set(start, [...(byStart.get(start) ?? []), entry]);
  }
  return (words) => {
    const found = new Set<T>();
    for (let index = 0; index < words.length; index++) {
      const word = words[index] ?? '';
      for (let length = 1; length <= Math.min(indexed, word.length); length++) {
        for (const { pattern, value } of byStart.get(word.slice(0, length)) ?? []) {
          if (!found.has(value) && matchesAt(pattern, words, index)) found.add(value);
        }
      }
    }
    return found;
  };
}

/** @param patterns texts of patterns by the value they stand for. */
export function matcherOf<T extends string>(patterns: Readonly<Partial<Record<T, readonly string[]>>>): Matcher<T> {
  const values = Object.keys(patterns) as T[];
  return createMatcher(
    values.flatMap((value) => (patterns[value] ?? []).map((text) => ({ pattern: parsePattern(text), value }))),
  );
}

/** Whether a text of words would be taken whole by the words of a pattern: used for messages that are one phrase. */
export const wordsOfText = (text: string): string[] => wordsOf(normalise(text));
