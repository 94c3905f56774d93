/** French and Dutch no harder than B1: the languages everybody here is learning, and from which the others are made. */

import type { ContentBundle } from '../files';
import { type MeasuredLanguage, measured, readingLevel } from '../reading-level';
import { type Check, type ContentIssue, type FlatTexts, liveCodes, withoutPlaceholders } from './check';

export const reading: readonly Check[] = [notAboveB1, waiversStillNeeded];

/** "Standard" on the scale of the formulas: what somebody at B1 reads without help. */
const easiestForB1 = 60;
const longestSentence = 25;

/** Topics and flows are judged whole: a formula says nothing about six words. */
const unitOf = (key: string): string | null => /^((?:topics|flows):[^.]+)\./.exec(key)?.[1] ?? null;
const isName = (key: string): boolean => /\.(title|options\.[^.]+)$/.test(key);

function notAboveB1(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  const waived = new Set(bundle.readingWaivers.map(({ where, language }) => `${language} ${where}`));
  return hardUnits(bundle, texts).filter(({ where, language }) => !waived.has(`${language} ${where}`));
}

function waiversStillNeeded(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  const hard = new Set(hardUnits(bundle, texts).map(({ where, language }) => `${language} ${where}`));
  return bundle.readingWaivers
    .filter(({ where, language }) => !hard.has(`${language} ${where}`))
    .map(({ where, language }) => ({
      where,
      language,
      problem: 'reads easily now: remove it from content/reading-waivers.yaml',
    }));
}

function hardUnits(bundle: ContentBundle, texts: FlatTexts): ContentIssue[] {
  return measured
    .filter((language) => liveCodes(bundle).includes(language))
    .flatMap((language) => {
      const official = officialWords(bundle, language);
      return [...unitsOf(texts.get(language) ?? new Map())].flatMap(([where, text]) =>
        hardness(text, language, official).map((problem) => ({ where, language, problem })),
      );
    });
}

/** Words that stand as on the paper and are explained where they first occur. */
function officialWords(bundle: ContentBundle, language: MeasuredLanguage): Set<string> {
  const terms = Object.values(bundle.glossaries[language] ?? {}).flatMap(({ term, forms }) => [
    term,
    ...forms,
  ]);
  return new Set(terms.flatMap((term) => term.toLowerCase().match(/[\p{L}\p{M}'-]+/gu) ?? []));
}

function unitsOf(texts: ReadonlyMap<string, string>): Map<string, string> {
  const units = new Map<string, string>();
  for (const [key, text] of texts) {
    const unit = unitOf(key);
    if (!unit || isName(key)) continue;
    units.set(unit, `${units.get(unit) ?? ''}${withoutPlaceholders(text, '3')}\n`);
  }
  return units;
}

function hardness(text: string, language: MeasuredLanguage, official: ReadonlySet<string>): string[] {
  const level = readingLevel(text, language, official);
  return [
    ...(level.ease < easiestForB1
      ? [`reads too hard (${Math.round(level.ease)}; ${easiestForB1} is B1): use shorter words and sentences`]
      : []),
    ...(level.longestSentence > longestSentence
      ? [`has a sentence of ${level.longestSentence} words; ${longestSentence} are enough`]
      : []),
  ];
}
