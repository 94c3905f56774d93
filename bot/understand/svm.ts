/**
 * Linear support vector machines with squared hinge loss, each class against the rest, solved by dual coordinate
 * descent (Hsieh et al. 2008). Eight classes are learned in one pass over the examples: their weights for a bucket lie
 * side by side in memory, so that what is fetched for one class serves all eight.
 */
import type { Vector } from './features';
import { seeded, shuffle } from './random';

export type SvmOptions = {
  /** Price of a mistake. */
  cost: number;
  /** A class is learned when no example's condition is violated by more than this. */
  tolerance: number;
  rounds: number;
  seed: number;
};

export const svmDefaults: SvmOptions = { cost: 1, tolerance: 0.3, rounds: 30, seed: 1 };

/** Examples end to end, their buckets renumbered by how often they occur: the busiest stay in the nearest cache. */
export type Matrix = {
  rows: number;
  /** Where each row begins in `columns` and `values`, and the end. */
  starts: Uint32Array;
  columns: Uint32Array;
  values: Float32Array;
  /** Bucket of each column. */
  buckets: Uint32Array;
};

/** @param size number of buckets. */
export function matrixOf(vectors: readonly Vector[], size: number): Matrix {
  const starts = new Uint32Array(vectors.length + 1);
  const times = new Uint32Array(size);
  vectors.forEach(({ ids }, row) => {
    starts[row + 1] = (starts[row] ?? 0) + ids.length;
    for (const id of ids) times[id] = (times[id] ?? 0) + 1;
  });
  const buckets = Uint32Array.from(times.keys())
    .filter((bucket) => (times[bucket] ?? 0) > 0)
    .sort((a, b) => (times[b] ?? 0) - (times[a] ?? 0) || a - b);
  const columnOf = new Uint32Array(size);
  buckets.forEach((bucket, column) => {
    columnOf[bucket] = column;
  });
  const columns = new Uint32Array(starts[vectors.length] ?? 0);
  const values = new Float32Array(columns.length);
  vectors.forEach((vector, row) => {
    const start = starts[row] ?? 0;
    values.set(vector.values, start);
    vector.ids.forEach((id, at) => {
      columns[start + at] = columnOf[id] ?? 0;
    });
  });
  return { rows: vectors.length, starts, columns, values, buckets };
}

/** Classes learned together. */
export const lanes = 8;

/** Weight of column c for class k at `c * lanes + k`. */
export type Separators = { weights: Float32Array; biases: Float64Array };

/** @param members for each of at most eight classes, 1 for the rows that belong to it. */
export function trainSeparators(
  matrix: Matrix,
  members: readonly Uint8Array[],
  options: SvmOptions,
): Separators {
  const state: State = {
    weights: new Float32Array(matrix.buckets.length * lanes),
    biases: new Float64Array(lanes),
    alphas: new Float64Array(matrix.rows * lanes),
    scores: new Float64Array(lanes),
  };
  const order = Uint32Array.from({ length: matrix.rows }, (_, row) => row);
  const random = seeded(options.seed);
  let open = members.map((_, lane) => lane);
  for (let round = 0; round < options.rounds && open.length > 0; round++) {
    shuffle(order, order.length, random);
    const worst = sweep(matrix, members, state, order, open, options);
    open = open.filter((lane) => (worst[lane] ?? 0) > options.tolerance);
  }
  return state;
}

type State = Separators & { alphas: Float64Array; scores: Float64Array };

/** One pass over all rows for the classes still open. @returns how far the worst condition was violated, per class. */
function sweep(
  matrix: Matrix,
  members: readonly Uint8Array[],
  state: State,
  order: Uint32Array,
  open: readonly number[],
  { cost }: SvmOptions,
): Float64Array {
  const worst = new Float64Array(lanes);
  const ridge = 0.5 / cost;
  const { alphas, biases, scores } = state;
  for (const row of order) {
    score(matrix, state, row);
    for (const lane of open) {
      const side = members[lane]?.[row] === 1 ? 1 : -1;
      const alpha = alphas[row * lanes + lane] ?? 0;
      const gradient = side * ((scores[lane] ?? 0) + (biases[lane] ?? 0)) - 1 + ridge * alpha;
      const violation = Math.abs(alpha === 0 ? Math.min(gradient, 0) : gradient);
      if (violation > (worst[lane] ?? 0)) worst[lane] = violation;
      if (violation < 1e-9) continue;
      const next = Math.max(alpha - gradient / (2 + ridge), 0);
      alphas[row * lanes + lane] = next;
      move(matrix, state, row, lane, (next - alpha) * side);
    }
  }
  return worst;
}

/** Written out lane by lane: this loop is nearly all of the time that training takes. */
function score({ starts, columns, values }: Matrix, { weights, scores }: State, row: number): void {
  const end = starts[row + 1] as number;
  let [s0, s1, s2, s3, s4, s5, s6, s7] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let at = starts[row] as number; at < end; at++) {
    const value = values[at] as number;
    const from = (columns[at] as number) * lanes;
    s0 += value * (weights[from] as number);
    s1 += value * (weights[from + 1] as number);
    s2 += value * (weights[from + 2] as number);
    s3 += value * (weights[from + 3] as number);
    s4 += value * (weights[from + 4] as number);
    s5 += value * (weights[from + 5] as number);
    s6 += value * (weights[from + 6] as number);
    s7 += value * (weights[from + 7] as number);
  }
  scores[0] = s0;
  scores[1] = s1;
  scores[2] = s2;
  scores[3] = s3;
  scores[4] = s4;
  scores[5] = s5;
  scores[6] = s6;
  scores[7] = s7;
}

function move(
  { starts, columns, values }: Matrix,
  { weights, biases }: State,
  row: number,
  lane: number,
  by: number,
): void {
  const end = starts[row + 1] as number;
  for (let at = starts[row] as number; at < end; at++) {
    const cell = (columns[at] as number) * lanes + lane;
    weights[cell] = (weights[cell] as number) + by * (values[at] as number);
  }
  biases[lane] = (biases[lane] ?? 0) + by;
}
