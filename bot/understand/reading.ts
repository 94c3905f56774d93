/** A message as the classifier reads it: the margin of every class, and how much of the message is known at all. */
import { type Classifier, marginsOf } from './classifier';
import { type FeatureOptions, featuresOf, type RawFeatures, weigh } from './features';
import { type DangerKind, dangerKinds } from './types';

/** Classes that are no topics. `anyDanger` is learned beside the six kinds: what they have in common. */
export const anyDanger = '*danger';
export const outOfScope = 'out_of_scope';
export const human = 'human';
export const greeting = 'greeting';
export const dangerPrefix = 'danger_';

export const isTopic = (name: string): boolean =>
  name !== anyDanger &&
  name !== outOfScope &&
  name !== human &&
  name !== greeting &&
  !name.startsWith(dangerPrefix);

/** Among the meanings of a message: words of the lexicons for a kind of danger. */
export const dangerSign = (kind: DangerKind): string => `!${kind}`;
/** Among the meanings of a message: it asks about a matter. */
export const informationSign = 'information';

export type Ranked = { topic: string; margin: number };

export type Reading = {
  /** All topics, best first. */
  topics: Ranked[];
  margins: ReadonlyMap<string, number>;
  /** Share of the message's weight that training has seen, from 0 to 1. */
  known: number;
  words: number;
  /** Danger found by the words of the lexicons. */
  signs: ReadonlySet<DangerKind>;
  /** Asks about a matter instead of telling what happens. */
  informs: boolean;
};

export function read(text: string, classifier: Classifier, options: FeatureOptions): Reading {
  return readFeatures(featuresOf(text, options), classifier, options);
}

/** The same when the features are at hand already. */
export function readFeatures(raw: RawFeatures, classifier: Classifier, options: FeatureOptions): Reading {
  const vector = weigh(raw, classifier.rarity, options.weights);
  const margins = marginsOf(classifier, vector);
  const byName = new Map(classifier.classes.map((name, at) => [name, margins[at] ?? 0]));
  const topics = classifier.classes
    .flatMap((topic, at) => (isTopic(topic) ? [{ topic, margin: margins[at] ?? 0 }] : []))
    .sort((a, b) => b.margin - a.margin);
  return {
    topics,
    margins: byName,
    known: knownShare(vector.ids, vector.values, classifier.rarity),
    words: raw.words,
    signs: new Set(dangerKinds.filter((kind) => raw.meanings.has(dangerSign(kind)))),
    informs: raw.meanings.has(informationSign),
  };
}

function knownShare(ids: Uint32Array, values: Float32Array, rarity: Float32Array): number {
  const rarest = highestRarity(rarity);
  let known = 0;
  ids.forEach((id, index) => {
    if ((rarity[id] ?? rarest) < rarest) known += (values[index] ?? 0) ** 2;
  });
  return known;
}

const rarestOf = new WeakMap<Float32Array, number>();

function highestRarity(rarity: Float32Array): number {
  const found = rarestOf.get(rarity);
  if (found !== undefined) return found;
  const highest = rarity.reduce((most, value) => Math.max(most, value), 0);
  rarestOf.set(rarity, highest);
  return highest;
}
