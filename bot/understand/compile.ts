/** Lexicons of all live languages turned into what training and reading look things up in. */
import type { LanguageCode } from '../content';
import type { FeatureOptions } from './features';
import { dangerKinds, type Lexicons, mergePatterns } from './lexicon';
import { type Matcher, matcherOf } from './pattern';
import type { Signs } from './reading';
import { skeletonsOf } from './romanise';
import type { DangerKind } from './types';

export type FeatureSettings = Pick<FeatureOptions, 'bits' | 'weights'>;

/** Settings chosen on held-out folds of the project's own messages; see `docs/decisions/0003-understanding.md`. */
export const featureSettings: FeatureSettings = {
  bits: 18,
  weights: { pieces: 1.7, concepts: 3, skeletons: 1 },
};

export type Compiled = { features: FeatureOptions; signs: Signs };

/** @param settings number of buckets and weights; the chosen ones unless given. */
export function compile(lexicons: Lexicons, settings: FeatureSettings = featureSettings): Compiled {
  const all = Object.values(lexicons);
  const prefixes = [...new Set(all.flatMap((lexicon) => lexicon.prefixes))];
  const signs: Signs = {
    danger: dangerMatcher(lexicons, prefixes),
    information: matcherOf({ information: all.flatMap((lexicon) => lexicon.information) }, prefixes),
  };
  const concepts = matcherOf(mergePatterns(all.map((lexicon) => lexicon.concepts)), prefixes);
  return {
    features: {
      ...settings,
      concepts: all.length === 0 ? null : (words) => meaningsOf(words, concepts, signs),
      skeletons: skeletonMaker(lexicons),
    },
    signs,
  };
}

/** Signs of danger are learned from like concepts: what they mean depends on what stands beside them. */
function meaningsOf(
  words: readonly string[],
  concepts: Matcher<string>,
  { danger, information }: Signs,
): Set<string> {
  const found = concepts(words);
  for (const kind of danger(words)) found.add(`!${kind}`);
  for (const sign of information(words)) found.add(sign);
  return found;
}

function dangerMatcher(lexicons: Lexicons, prefixes: readonly string[]): Matcher<DangerKind> {
  const merged = mergePatterns(Object.values(lexicons).map((lexicon) => lexicon.danger));
  return matcherOf(
    Object.fromEntries(dangerKinds.map((kind) => [kind, merged[kind] ?? []])),
    prefixes,
  ) as Matcher<DangerKind>;
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
