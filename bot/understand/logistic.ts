/** Logistic regression on a handful of signals, by Newton's method: turns scores into probabilities that can be trusted. */

export type Logistic = {
  /** Mean and spread of each signal in training. */
  means: number[];
  spreads: number[];
  /** One per signal, then the constant. */
  weights: number[];
};

const ridge = 1;
const rounds = 25;

/**
 * @param rows signals of each example, all equally long.
 * @param wanted 1 where the answer is yes.
 * @param importance how much each example counts.
 */
export function trainLogistic(
  rows: readonly number[][],
  wanted: readonly number[],
  importance: readonly number[],
): Logistic {
  const width = rows[0]?.length ?? 0;
  const means = Array.from({ length: width }, (_, at) => average(rows, at));
  const spreads = Array.from({ length: width }, (_, at) => spread(rows, at, means[at] ?? 0));
  const scaled = rows.map((row) => scale(row, means, spreads));
  let weights = new Array<number>(width + 1).fill(0);
  for (let round = 0; round < rounds; round++) {
    const step = newtonStep(scaled, wanted, importance, weights);
    weights = weights.map((weight, at) => weight - (step[at] ?? 0));
    if (Math.max(...step.map(Math.abs)) < 1e-6) break;
  }
  return { means, spreads, weights };
}

/** @returns probability that the answer is yes. */
export function probability({ means, spreads, weights }: Logistic, signals: readonly number[]): number {
  return sigmoid(inner(scale(signals, means, spreads), weights));
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function average(rows: readonly number[][], at: number): number {
  return rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / Math.max(rows.length, 1);
}

function spread(rows: readonly number[][], at: number, mean: number): number {
  const variance =
    rows.reduce((sum, row) => sum + ((row[at] ?? 0) - mean) ** 2, 0) / Math.max(rows.length, 1);
  return Math.sqrt(variance) || 1;
}

/** Signals with mean 0 and spread 1, and a last one that is always 1. */
function scale(signals: readonly number[], means: readonly number[], spreads: readonly number[]): number[] {
  return [...signals.map((signal, at) => (signal - (means[at] ?? 0)) / (spreads[at] ?? 1)), 1];
}

function inner(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}

function newtonStep(
  rows: readonly number[][],
  wanted: readonly number[],
  importance: readonly number[],
  weights: readonly number[],
): number[] {
  const width = weights.length;
  const gradient = weights.map((weight, at) => (at === width - 1 ? 0 : ridge * weight));
  const curvature = weights.map((_, row) =>
    weights.map((__, column): number => (row === column ? (row === width - 1 ? 1e-6 : ridge) : 0)),
  );
  rows.forEach((row, index) => {
    const p = sigmoid(inner(row, weights));
    const counts = importance[index] ?? 1;
    const slope = counts * (p - (wanted[index] ?? 0));
    const bend = counts * Math.max(p * (1 - p), 1e-6);
    for (let a = 0; a < width; a++) {
      const at = row[a] ?? 0;
      gradient[a] = (gradient[a] ?? 0) + slope * at;
      const line = curvature[a];
      if (line) for (let b = 0; b < width; b++) line[b] = (line[b] ?? 0) + bend * at * (row[b] ?? 0);
    }
  });
  return solve(curvature, gradient);
}

/** Gauss elimination with pivoting; the matrix is small and positive definite. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at] ?? 0]);
  const size = rows.length;
  for (let at = 0; at < size; at++) {
    const pivot = rows
      .slice(at)
      .reduce((best, row) => (Math.abs(row[at] ?? 0) > Math.abs(best[at] ?? 0) ? row : best));
    rows[rows.indexOf(pivot)] = rows[at] ?? [];
    rows[at] = pivot;
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = (row[at] ?? 0) / (pivot[at] || 1e-12);
      for (let column = at; column <= size; column++)
        row[column] = (row[column] ?? 0) - factor * (pivot[column] ?? 0);
    }
  }
  return rows.map((row, at) => (row[size] ?? 0) / (row[at] || 1e-12));
}
