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
  /** Concepts of all languages; null when there are no lexicons. */
  concepts: Matcher<string> | null;
  /** Consonants of words of a language whose script people also write in Latin letters; empty when it has none. */
  skeletons: (words: readonly string[]) => string[];
};

export type RawFeatures = { counts: Map<number, number>; kinds: Map<number, number> };

const longestPiece = 4;
/** More words than this tell nothing new and would make one message as dear as twenty. */
const mostWords = 160;

enum Kind {
  Word = 0,
  Piece = 1,
  Concept = 2,
  Skeleton = 3,
}

/** @returns how often each bucket occurs in the message, and the kind of its first feature. */
export function featuresOf(text: string, options: FeatureOptions): RawFeatures {
  const raw: RawFeatures = { counts: new Map(), kinds: new Map() };
  const mask = 2 ** options.bits - 1;
  const add = (feature: string, kind: Kind): void => {
    const bucket = hash(feature, kind) & mask;
    raw.counts.set(bucket, (raw.counts.get(bucket) ?? 0) + 1);
    if (!raw.kinds.has(bucket)) raw.kinds.set(bucket, kind);
  };
  const words = wordsOf(normalise(text)).slice(0, mostWords);
  addWords(words, add);
  addPieces(words, add);
  if (options.concepts) addConcepts(options.concepts(words), add);
  for (const skeleton of options.skeletons(words)) add(skeleton, Kind.Skeleton);
  return raw;
}

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
export function weigh(raw: RawFeatures, rarity: Float32Array, weights: FeatureWeights): Vector {
  const factors = [1, weights.pieces, weights.concepts, weights.skeletons];
  const ids = new Uint32Array(raw.counts.size);
  const values = new Float32Array(raw.counts.size);
  let squares = 0;
  let index = 0;
  for (const [bucket, count] of raw.counts) {
    const factor = factors[raw.kinds.get(bucket) ?? 0] ?? 1;
    const value = factor * (1 + Math.log(count)) * (rarity[bucket] ?? 1);
    ids[index] = bucket;
    values[index] = value;
    squares += value * value;
    index += 1;
  }
  const length = Math.sqrt(squares) || 1;
  for (let each = 0; each < values.length; each++) values[each] = (values[each] ?? 0) / length;
  return { ids, values };
}

/** @returns for each bucket the logarithm of how rare it is; never seen is rarest. */
export function rarityOf(messages: readonly RawFeatures[], bits: number): Float32Array {
  const seen = new Uint32Array(2 ** bits);
  for (const { counts } of messages) {
    for (const bucket of counts.keys()) seen[bucket] = (seen[bucket] ?? 0) + 1;
  }
  return Float32Array.from(seen, (times) => Math.log((messages.length + 1) / (times + 1)) + 1);
}
