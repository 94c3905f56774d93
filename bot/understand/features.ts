/**
 * What a message shows of its topic: words and pairs of words, pieces of words (which make typos and inflection cheap)
 * and concepts of the lexicons (which make synonyms and languages meet). Hashed into a fixed number of buckets.
 */
import { normalise, wordsOf } from './normalise';
import type { Matcher } from './pattern';
import { hash } from './random';

/** Sparse vector: ascending is not needed, every bucket occurs once. */
export type Vector = { ids: Uint32Array; values: Float32Array };

/** How strongly each kind of feature counts beside words. */
export type FeatureWeights = { pieces: number; concepts: number; skeletons: number };

export type FeatureOptions = {
  /** Number of buckets is two to the power of this. */
  bits: number;
  weights: FeatureWeights;
  /** What words mean: concepts and signs of all languages; null when there are no lexicons. */
  meanings: Matcher<string> | null;
  /** Consonants of words of a language whose script people also write in Latin letters; empty when it has none. */
  skeletons: (words: readonly string[]) => string[];
};

/** Buckets of a message, how often each occurs, and the kind of its first feature; what its words mean. */
export type RawFeatures = {
  ids: Uint32Array;
  counts: Uint16Array;
  kinds: Uint8Array;
  meanings: ReadonlySet<string>;
  /** Number of words. */
  words: number;
};

const longestPiece = 4;
/** More words than this tell nothing new and would make one message as dear as twenty. */
const mostWords = 160;

enum Kind {
  Word = 0,
  Piece = 1,
  Concept = 2,
  Skeleton = 3,
}

export function featuresOf(text: string, options: FeatureOptions): RawFeatures {
  const counts = new Map<number, number>();
  const kinds: number[] = [];
  const mask = 2 ** options.bits - 1;
  const add = (feature: string, kind: Kind): void => {
    const bucket = hash(feature, kind) & mask;
    const times = counts.get(bucket);
    if (times === undefined) kinds.push(kind);
    counts.set(bucket, (times ?? 0) + 1);
  };
  const words = wordsOf(normalise(text)).slice(0, mostWords);
  addWords(words, add);
  addPieces(words, add);
  const meanings = options.meanings?.(words) ?? nothing;
  addConcepts(meanings, add);
  for (const skeleton of options.skeletons(words)) add(skeleton, Kind.Skeleton);
  return {
    ids: Uint32Array.from(counts.keys()),
    counts: Uint16Array.from(counts.values()),
    kinds: Uint8Array.from(kinds),
    meanings,
    words: words.length,
  };
}

const nothing: ReadonlySet<string> = new Set();

type Add = (feature: string, kind: Kind) => void;

function addWords(words: readonly string[], add: Add): void {
  let previous = '^';
  for (const word of words) {
    add(word, Kind.Word);
    add(`${previous} ${word}`, Kind.Word);
    previous = word;
  }
}

function addPieces(words: readonly string[], add: Add): void {
  for (const word of words) {
    const padded = ` ${word} `;
    for (let length = 1; length <= longestPiece; length++) {
      for (let start = 0; start + length <= padded.length; start++) {
        const piece = padded.slice(start, start + length);
        if (piece !== ' ') add(piece, Kind.Piece);
      }
    }
  }
}

/** Each concept alone and with every other: "refusal" and "office" together mean more than one after the other. */
function addConcepts(found: ReadonlySet<string>, add: Add): void {
  const names = [...found].sort();
  for (const [index, name] of names.entries()) {
    add(name, Kind.Concept);
    for (const other of names.slice(index + 1)) add(`${name} ${other}`, Kind.Concept);
  }
}

/**
 * Weighs raw features: how rare a bucket is among all training messages, dampened counts, length one.
 * Buckets never seen in training count in the length too, so that a message of unknown words scores low everywhere.
 */
export function weigh(
  { ids, counts, kinds }: RawFeatures,
  rarity: Float32Array,
  weights: FeatureWeights,
): Vector {
  const factors = [1, weights.pieces, weights.concepts, weights.skeletons];
  const values = new Float32Array(ids.length);
  let squares = 0;
  for (let at = 0; at < ids.length; at++) {
    const factor = factors[kinds[at] ?? 0] ?? 1;
    const value = factor * (1 + Math.log(counts[at] ?? 1)) * (rarity[ids[at] ?? 0] ?? 1);
    values[at] = value;
    squares += value * value;
  }
  const length = Math.sqrt(squares) || 1;
  for (let at = 0; at < values.length; at++) values[at] = (values[at] ?? 0) / length;
  return { ids, values };
}

/** @returns for each bucket the logarithm of how rare it is; never seen is rarest. */
export function rarityOf(messages: readonly RawFeatures[], bits: number): Float32Array {
  const seen = new Uint32Array(2 ** bits);
  for (const { ids } of messages) {
    for (const bucket of ids) seen[bucket] = (seen[bucket] ?? 0) + 1;
  }
  return Float32Array.from(seen, (times) => Math.log((messages.length + 1) / (times + 1)) + 1);
}
