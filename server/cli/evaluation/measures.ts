/** Figures by which understanding is judged. */

/** One test message: what it was taken for, and how sure. */
export type Outcome = {
  intent: string;
  /** Out of scope: nothing should have been answered. */
  beyond: boolean;
  /** Topics, best first. */
  ranked: string[];
  /** Probability that the best one is right. */
  sure: number;
  decision: string;
};

export type Measures = {
  messages: number;
  inScope: number;
  outOfScope: number;
  top1: number;
  top3: number;
  /** In scope: answered at once and right. */
  rightAtOnce: number;
  /** In scope: answered right, or among the topics offered. */
  rightOrOffered: number;
  /** In scope: answered at once with another topic. */
  wrong: number;
  /** Of all messages. */
  answered: number;
  /** Out of scope: not answered at once. */
  refused: number | null;
  /** How well sureness tells in scope from out of scope. */
  auroc: number | null;
  /** In scope and right at the sureness that refuses 90 % of what is out of scope. */
  rightAt90Refused: number | null;
  /** Share of messages in scope answered, and of those the share answered wrongly, from sure to unsure. */
  curve: { answered: number; wrong: number }[];
};

export function measure(outcomes: readonly Outcome[]): Measures {
  const inScope = outcomes.filter(({ beyond }) => !beyond);
  const beyond = outcomes.filter((outcome) => outcome.beyond);
  const offered = ({ decision }: Outcome): boolean => decision === 'answer' || decision === 'clarify';
  const answered = ({ decision }: Outcome): boolean => decision === 'answer';
  return {
    messages: outcomes.length,
    inScope: inScope.length,
    outOfScope: beyond.length,
    top1: share(inScope, isFirst),
    top3: share(inScope, isAmong),
    rightAtOnce: share(inScope, (outcome) => answered(outcome) && isFirst(outcome)),
    rightOrOffered: share(inScope, (outcome) =>
      answered(outcome) ? isFirst(outcome) : offered(outcome) && isAmong(outcome),
    ),
    wrong: share(inScope, (outcome) => answered(outcome) && !isFirst(outcome)),
    answered: share(outcomes, answered),
    refused: beyond.length === 0 ? null : share(beyond, (outcome) => !answered(outcome)),
    auroc: auroc(inScope, beyond),
    rightAt90Refused: rightAtRefusal(inScope, beyond, 0.9),
    curve: riskCurve(inScope),
  };
}

export const isFirst = ({ ranked, intent }: Outcome): boolean => ranked[0] === intent;
const isAmong = ({ ranked, intent }: Outcome): boolean => ranked.slice(0, 3).includes(intent);

export function share<T>(items: readonly T[], test: (item: T) => boolean): number {
  return items.length === 0 ? 0 : items.filter(test).length / items.length;
}

/** Area under the curve of both kinds of error: 1 tells them apart perfectly, 0.5 not at all. */
function auroc(inScope: readonly Outcome[], beyond: readonly Outcome[]): number | null {
  if (inScope.length === 0 || beyond.length === 0) return null;
  const all = [
    ...inScope.map(({ sure }) => ({ sure, inside: true })),
    ...beyond.map(({ sure }) => ({ sure, inside: false })),
  ].sort((a, b) => a.sure - b.sure);
  let below = 0;
  let area = 0;
  for (let at = 0; at < all.length; ) {
    let end = at;
    while (all[end]?.sure === all[at]?.sure && end < all.length) end += 1;
    const tied = all.slice(at, end);
    const outside = tied.filter(({ inside }) => !inside).length;
    area += (tied.length - outside) * (below + outside / 2);
    below += outside;
    at = end;
  }
  return area / (inScope.length * beyond.length);
}

function rightAtRefusal(
  inScope: readonly Outcome[],
  beyond: readonly Outcome[],
  refused: number,
): number | null {
  if (beyond.length === 0) return null;
  const sorted = beyond.map(({ sure }) => sure).sort((a, b) => a - b);
  const threshold = sorted[Math.ceil(refused * sorted.length) - 1] ?? 1;
  return share(inScope, (outcome) => outcome.sure > threshold && isFirst(outcome));
}

function riskCurve(inScope: readonly Outcome[]): Measures['curve'] {
  const sorted = [...inScope].sort((a, b) => b.sure - a.sure);
  return [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].map((answered) => {
    const taken = sorted.slice(0, Math.round(answered * sorted.length));
    return { answered, wrong: share(taken, (outcome) => !isFirst(outcome)) };
  });
}

export type Confusion = { intent: string; takenFor: string; times: number };

/** @returns what was most often taken for what, most frequent first. */
export function confusions(pairs: readonly { intent: string; takenFor: string }[]): Confusion[] {
  const counts = new Map<string, Confusion>();
  for (const { intent, takenFor } of pairs) {
    if (intent === takenFor) continue;
    const known = counts.get(`${intent} ${takenFor}`) ?? { intent, takenFor, times: 0 };
    counts.set(`${intent} ${takenFor}`, { ...known, times: known.times + 1 });
  }
  return [...counts.values()].sort((a, b) => b.times - a.times);
}
