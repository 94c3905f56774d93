/** Many separators over the same buckets, kept as whole numbers from -127 to 127: small on disk, quick to read. */
import type { Vector } from './features';
import { lanes, type Matrix, matrixOf, type Separators, type SvmOptions, trainSeparators } from './svm';

export type Classifier = {
  classes: string[];
  /** How rare each bucket is. */
  rarity: Float32Array;
  /** Weight of bucket b for class c at `b * classes.length + c`, in steps of `steps[c]`. */
  table: Int8Array;
  steps: Float32Array;
  biases: Float32Array;
};

const highest = 127;

/**
 * @param labels class names each vector belongs to.
 * @param onClass called after each class, for progress.
 */
export function trainClassifier(
  vectors: readonly Vector[],
  labels: readonly (readonly string[])[],
  classes: readonly string[],
  rarity: Float32Array,
  options: SvmOptions,
  onClass: () => void = () => undefined,
): Classifier {
  const size = rarity.length;
  const classifier: Classifier = {
    classes: [...classes],
    rarity,
    table: new Int8Array(size * classes.length),
    steps: new Float32Array(classes.length),
    biases: new Float32Array(classes.length),
  };
  const matrix = matrixOf(vectors, size);
  for (let first = 0; first < classes.length; first += lanes) {
    const together = classes.slice(first, first + lanes);
    const members = together.map((name) => Uint8Array.from(labels, (own) => (own.includes(name) ? 1 : 0)));
    const separators = trainSeparators(matrix, members, options);
    together.forEach((_, lane) => {
      store(classifier, first + lane, matrix, separators, lane);
      onClass();
    });
  }
  return classifier;
}

function store(
  { table, steps, biases, classes }: Classifier,
  at: number,
  { buckets }: Matrix,
  separators: Separators,
  lane: number,
): void {
  const weightOf = (column: number): number => separators.weights[column * lanes + lane] ?? 0;
  let largest = 0;
  for (const column of buckets.keys()) largest = Math.max(largest, Math.abs(weightOf(column)));
  const step = largest / highest || 1;
  steps[at] = step;
  biases[at] = separators.biases[lane] ?? 0;
  buckets.forEach((bucket, column) => {
    table[bucket * classes.length + at] = Math.round(weightOf(column) / step);
  });
}

/** @returns the margin of each class: above 0 inside, below outside. */
export function marginsOf(
  { classes, table, steps, biases }: Classifier,
  { ids, values }: Vector,
): Float64Array {
  const width = classes.length;
  const margins = new Float64Array(width);
  for (let index = 0; index < ids.length; index++) {
    const start = (ids[index] ?? 0) * width;
    const value = values[index] ?? 0;
    for (let at = 0; at < width; at++) margins[at] = (margins[at] ?? 0) + value * (table[start + at] ?? 0);
  }
  for (let at = 0; at < width; at++) margins[at] = (margins[at] ?? 0) * (steps[at] ?? 0) + (biases[at] ?? 0);
  return margins;
}
