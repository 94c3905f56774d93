/**
 * Linear support vector machine with squared hinge loss, one class against the rest, solved by dual coordinate descent
 * with shrinking (Hsieh et al. 2008).
 */
import type { Vector } from './features';
import { seeded, shuffle } from './random';

export type SvmOptions = {
  /** Price of a mistake. */
  cost: number;
  /** Price of missing an example of the class, as a multiple of `cost`. */
  positive: number;
  /** Stops when no example's condition is violated by more than this. */
  tolerance: number;
  rounds: number;
  /** Value of the constant feature. */
  constant: number;
  seed: number;
};

export const svmDefaults: SvmOptions = {
  cost: 1,
  positive: 1,
  tolerance: 0.3,
  rounds: 30,
  constant: 1,
  seed: 1,
};

export type Separator = { weights: Float32Array; bias: number };

/**
 * @param inClass 1 for examples of the class, 0 for the others; an example with `skip` 1 is left out.
 * @param size number of buckets.
 */
export function trainSeparator(
  vectors: readonly Vector[],
  inClass: Uint8Array,
  size: number,
  options: SvmOptions,
): Separator {
  const weights = new Float32Array(size);
  const state = { weights, bias: 0, alphas: new Float64Array(vectors.length) };
  const active = Uint32Array.from(vectors.keys());
  let left = active.length;
  let bound = Number.POSITIVE_INFINITY;
  const random = seeded(options.seed);
  for (let round = 0; round < options.rounds; round++) {
    shuffle(active, left, random);
    const swept = sweep(vectors, inClass, state, active, left, bound, options);
    left = swept.left;
    if (swept.worst <= options.tolerance) {
      if (left === active.length) break;
      left = active.length;
      bound = Number.POSITIVE_INFINITY;
    } else bound = swept.highest > 0 ? swept.highest : Number.POSITIVE_INFINITY;
  }
  return { weights, bias: state.bias * options.constant };
}

type State = { weights: Float32Array; bias: number; alphas: Float64Array };

/** One pass over the active examples; those that surely stay at zero are moved behind `left`. */
function sweep(
  vectors: readonly Vector[],
  inClass: Uint8Array,
  state: State,
  active: Uint32Array,
  from: number,
  bound: number,
  { cost, positive, constant }: SvmOptions,
): { left: number; worst: number; highest: number } {
  let left = from;
  let worst = 0;
  let highest = 0;
  for (let at = 0; at < left; at++) {
    const index = active[at] ?? 0;
    const vector = vectors[index];
    if (!vector) continue;
    const side = inClass[index] === 1 ? 1 : -1;
    const ridge = 0.5 / (side === 1 ? cost * positive : cost);
    const alpha = state.alphas[index] ?? 0;
    const score = dot(vector, state.weights) + state.bias * constant;
    const gradient = side * score - 1 + ridge * alpha;
    if (alpha === 0 && gradient > bound) {
      left -= 1;
      active[at] = active[left] ?? 0;
      active[left] = index;
      at -= 1;
      continue;
    }
    const violation = alpha === 0 ? Math.min(gradient, 0) : gradient;
    worst = Math.max(worst, Math.abs(violation));
    highest = Math.max(highest, violation);
    if (Math.abs(violation) < 1e-9) continue;
    const next = Math.max(alpha - gradient / (1 + constant * constant + ridge), 0);
    state.alphas[index] = next;
    addTo(state.weights, vector, (next - alpha) * side);
    state.bias += (next - alpha) * side * constant;
  }
  return { left, worst, highest };
}

export function dot({ ids, values }: Vector, weights: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < ids.length; index++)
    sum += (values[index] ?? 0) * (weights[ids[index] ?? 0] ?? 0);
  return sum;
}

function addTo(weights: Float32Array, { ids, values }: Vector, factor: number): void {
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index] ?? 0;
    weights[id] = (weights[id] ?? 0) + factor * (values[index] ?? 0);
  }
}
