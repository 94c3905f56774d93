/**
 * How hard a text is to read, by the formulas in use for French (Kandel and Moles 1958) and Dutch (Douma 1960): both
 * give about 100 for the easiest text and 0 for the hardest, from words per sentence and syllables per word.
 */

/** Languages a formula exists for here. */
export const measured = ['fr', 'nl'] as const;
export type MeasuredLanguage = (typeof measured)[number];

export type ReadingLevel = {
  /** From about 0, hardest, to 100. */
  ease: number;
  /** Words of the longest sentence. */
  longestSentence: number;
};

const ease: Record<MeasuredLanguage, (wordsPerSentence: number, syllablesPerWord: number) => number> = {
  fr: (words, syllables) => 207 - 1.015 * words - 73.6 * syllables,
  nl: (words, syllables) => 206.84 - 0.93 * words - 77 * syllables,
};

/** @param official words that stand as on the paper and are not counted, in lower case. */
export function readingLevel(
  text: string,
  language: MeasuredLanguage,
  official: ReadonlySet<string>,
): ReadingLevel {
  const sentences = text
    .split(/[.?!:;]+(?=\s|$)|\n+/u)
    .map((sentence) => sentence.match(/[\p{L}\p{M}]+(?:['-][\p{L}\p{M}]+)*/gu) ?? [])
    .filter((words) => words.length > 0);
  const words = sentences.flat();
  const counted = words.filter((word) => !official.has(word.toLowerCase()) && word !== word.toUpperCase());
  const syllables = counted.reduce((sum, word) => sum + syllablesOf(word.toLowerCase(), language), 0);
  return {
    ease: ease[language](
      words.length / Math.max(sentences.length, 1),
      syllables / Math.max(counted.length, 1),
    ),
    longestSentence: Math.max(0, ...sentences.map((sentence) => sentence.length)),
  };
}

/** Groups of vowels; a French ending that is not spoken counts for nothing. */
function syllablesOf(word: string, language: MeasuredLanguage): number {
  const spoken = language === 'fr' ? word.replace(/(?<=[^aeiouyàâéèêëîïôûù])(?:es?|ent)$/u, '') : word;
  const groups = spoken.match(/[aeiouyàâäéèêëîïíôöóûùüúœæ]+/gu)?.length ?? 0;
  return Math.max(1, groups);
}
