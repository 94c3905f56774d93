/** Lexicons of all live languages turned into what training and reading look things up in. */
import type { LanguageCode } from '../content';
import type { FeatureOptions } from './features';
import { type Lexicon, type Lexicons, mergePatterns } from './lexicon';
import { normalise, wordsOf } from './normalise';
import { type Matcher, matcherOf } from './pattern';
import { dangerSign, informationSign } from './reading';
import { skeletonsOf } from './romanise';
import { type DangerKind, dangerKinds } from './types';

export type FeatureSettings = Pick<FeatureOptions, 'bits' | 'weights'>;

/** Settings chosen on held-out folds of the project's own messages; see `docs/decisions/0003-understanding.md`. */
export const featureSettings: FeatureSettings = {
  bits: 18,
  weights: { pieces: 1.7, concepts: 3, skeletons: 1 },
};

/** @param settings number of buckets and weights; the chosen ones unless given. */
export function compile(lexicons: Lexicons, settings: FeatureSettings = featureSettings): FeatureOptions {
  return {
    ...settings,
    meanings: Object.keys(lexicons).length === 0 ? null : meaningsMatcher(lexicons),
    skeletons: skeletonMaker(lexicons),
  };
}

/**
 * Concepts, and signs of danger and of a question for information: learned from like concepts, for what they mean
 * depends on what stands beside them.
 */
function meaningsMatcher(lexicons: Lexicons): Matcher<string> {
  const matchers = groupedByPrefixes(Object.values(lexicons)).map(matcherOfGroup);
  return (words) => new Set(matchers.flatMap((matcher) => [...matcher(words)]));
}

export type NamesDanger = (text: string, language: LanguageCode | null) => boolean;

/**
 * Whether words of the person's own language name a danger; of any language while it is not known. What means
 * "poison" in one language may be a banana in another.
 */
export function dangerNamer(lexicons: Lexicons): NamesDanger {
  const made = new Map<LanguageCode, Matcher<DangerKind>>();
  // Made when first needed: sixteen languages at once would delay the start.
  const matcher = (code: LanguageCode, { danger, prefixes }: Lexicon): Matcher<DangerKind> => {
    const known = made.get(code) ?? matcherOf(danger, prefixes);
    made.set(code, known);
    return known;
  };
  return (text, language) => {
    const words = wordsOf(normalise(text));
    const own = Object.entries(lexicons).filter(([code]) => code === language);
    const asked = own.length > 0 ? own : Object.entries(lexicons);
    return asked.some(([code, lexicon]) => matcher(code, lexicon)(words).size > 0);
  };
}

/** What is written onto words in Arabic is part of the word in Pashto: each language is read with its own prefixes. */
function groupedByPrefixes(lexicons: readonly Lexicon[]): Lexicon[][] {
  const groups = new Map<string, Lexicon[]>();
  for (const lexicon of lexicons) {
    const key = lexicon.prefixes.join(' ');
    groups.set(key, [...(groups.get(key) ?? []), lexicon]);
  }
  return [...groups.values()];
}

function matcherOfGroup(group: readonly Lexicon[]): Matcher<string> {
  const danger = mergePatterns(group.map((lexicon) => lexicon.danger));
  return matcherOf<string>(
    {
      ...mergePatterns(group.map((lexicon) => lexicon.concepts)),
      ...Object.fromEntries(dangerKinds.map((kind) => [dangerSign(kind), danger[kind] ?? []])),
      [informationSign]: group.flatMap((lexicon) => lexicon.information),
    },
    group[0]?.prefixes,
  );
}

/** Skeletons carry the code of their language: the same consonants in two languages are two features. */
function skeletonMaker(lexicons: Lexicons): (words: readonly string[]) => string[] {
  const romanised: [LanguageCode, NonNullable<Lexicons[string]['romanisation']>][] = Object.entries(
    lexicons,
  ).flatMap(([code, { romanisation }]) => (romanisation ? [[code, romanisation]] : []));
  return (words) =>
    romanised.flatMap(([code, romanisation]) =>
      skeletonsOf(words, romanisation, true).map((skeleton) => `${code}:${skeleton}`),
    );
}
