/**
 * How sure a reading is, learned on messages (and whole topics) that the classifier was not trained on: the probability
 * that the best topic is right, that the right one is among three, and that a message is danger, a wish for a person or
 * a greeting.
 */
import { type Logistic, probability, trainLogistic } from './logistic';
import { anyDanger, dangerPrefix, greeting, human, isTopic, outOfScope, type Reading } from './reading';

export type Detector = 'danger' | 'human' | 'greeting';
export const detectors: readonly Detector[] = ['danger', 'human', 'greeting'];

export type Confidence = {
  right: Logistic;
  among: Logistic;
  detectors: Record<Detector, Logistic>;
  thresholds: {
    /** Best topic is answered at once from here. */
    answer: number;
    /** Below this no topic is worth offering. */
    offer: number;
    detectors: Record<Detector, number>;
  };
};

/** A message read by a classifier that had not seen it. */
export type Trial = {
  reading: Reading;
  /** Class it belongs to. */
  label: string;
  /** Its topic was kept from the classifier: nothing that it could answer is right. */
  unknownTopic: boolean;
};

/** What may go wrong at most, on trials. */
export type Limits = {
  /** Share of topic messages answered at once with another topic. */
  wrong: number;
  /** Share of messages out of scope answered at once. */
  outOfScopeAnswered: number;
  /** Share of topic messages whose topic is among the best three and that are not offered anything. */
  lost: number;
  /** Share of topic messages taken for danger; of those and what is out of scope for a wish for a person, a greeting. */
  falseAlarms: Record<Detector, number>;
};

export const defaultLimits: Limits = {
  wrong: 0.03,
  outOfScopeAnswered: 0.04,
  lost: 0.02,
  falseAlarms: { danger: 0.012, human: 0.005, greeting: 0.004 },
};

/** Margins lie between about -1 and 1: sharpened so that the best of sixty stands out. */
const sharpness = 4;

/** @returns the signals on which the probabilities of topics rest. */
export function topicSignals({ topics, margins, known, words }: Reading): number[] {
  const [first = 0, second = 0, third = 0] = topics.slice(0, 3).map(({ margin }) => margin);
  const powers = topics.map(({ margin }) => Math.exp(sharpness * (margin - first)));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const entropy = powers.reduce((sum, power) => sum - (power / total) * Math.log(power / total + 1e-12), 0);
  const beyond = Math.max(
    margins.get(outOfScope) ?? -1,
    margins.get(greeting) ?? -1,
    margins.get(human) ?? -1,
  );
  const danger = margins.get(anyDanger) ?? -1;
  const length = Math.log(1 + words);
  const fourth = topics[3]?.margin ?? -1;
  return [
    first,
    first - second,
    second - third,
    first - fourth,
    1 / total,
    entropy,
    first - beyond,
    beyond,
    danger,
    known,
    length,
    first * length,
  ];
}

/** @returns the signals for one detector. */
export function detectorSignals(detector: Detector, reading: Reading): number[] {
  const own = reading.margins.get(detector === 'danger' ? anyDanger : detector) ?? -1;
  const kinds = [...reading.margins]
    .filter(([name]) => name.startsWith(dangerPrefix))
    .map(([, margin]) => margin);
  const topic = reading.topics[0]?.margin ?? -1;
  const others = [outOfScope, human, greeting]
    .filter((name) => name !== detector)
    .map((name) => reading.margins.get(name) ?? -1);
  return [
    own,
    detector === 'danger' ? Math.max(-1, ...kinds) : 0,
    topic,
    own - topic,
    Math.max(...others),
    reading.signs.size > 0 ? 1 : 0,
    reading.informs ? 1 : 0,
    Math.log(1 + reading.words),
  ];
}

export const isLabelOf = (detector: Detector, label: string): boolean =>
  detector === 'danger' ? label.startsWith(dangerPrefix) : label === detector;

/** Share of the weight of all trials that goes to real messages out of scope, and to topics kept away. */
const shareBeyond = 0.25;
const shareUnknown = 0.1;

export function trainConfidence(trials: readonly Trial[], limits: Limits): Confidence {
  const rows = trials.map(({ reading }) => topicSignals(reading));
  const importance = importanceOf(trials);
  const right = trainLogistic(rows, trials.map(isRight), importance);
  const among = trainLogistic(rows, trials.map(isAmong), importance);
  const found = Object.fromEntries(
    detectors.map((detector) => [detector, trainDetector(detector, trials, limits)]),
  ) as Record<Detector, { logistic: Logistic; threshold: number }>;
  const pick = <T>(of: (one: { logistic: Logistic; threshold: number }) => T): Record<Detector, T> => ({
    danger: of(found.danger),
    human: of(found.human),
    greeting: of(found.greeting),
  });
  return {
    right,
    among,
    detectors: pick(({ logistic }) => logistic),
    thresholds: {
      answer: answerThreshold(
        trials,
        rows.map((row) => probability(right, row)),
        limits,
      ),
      offer: offerThreshold(
        trials,
        rows.map((row) => probability(among, row)),
        limits,
      ),
      detectors: pick(({ threshold }) => threshold),
    },
  };
}

const isInScope = ({ label, unknownTopic }: Trial): boolean => isTopic(label) && !unknownTopic;
const isBeyond = ({ label, unknownTopic }: Trial): boolean => label === outOfScope && !unknownTopic;
const isRight = (trial: Trial): number =>
  isInScope(trial) && trial.reading.topics[0]?.topic === trial.label ? 1 : 0;
const isAmong = (trial: Trial): number =>
  isInScope(trial) && trial.reading.topics.slice(0, 3).some(({ topic }) => topic === trial.label) ? 1 : 0;

function importanceOf(trials: readonly Trial[]): number[] {
  const beyond = trials.filter(isBeyond).length;
  const unknown = trials.filter(({ unknownTopic }) => unknownTopic).length;
  const inScope = trials.filter(isInScope).length;
  // Where no message is known to be out of scope, the topics kept away stand for all that is.
  const ofUnknown = beyond === 0 ? shareUnknown + shareBeyond : shareUnknown;
  const rest = 1 - shareBeyond - shareUnknown;
  return trials.map((trial) => {
    if (isBeyond(trial)) return ((shareBeyond / rest) * inScope) / beyond;
    if (trial.unknownTopic) return ((ofUnknown / rest) * inScope) / unknown;
    return isInScope(trial) ? 1 : 0.2;
  });
}

/** @returns the lowest threshold at which both kinds of wrong answers stay within their limits. */
function answerThreshold(trials: readonly Trial[], sure: readonly number[], limits: Limits): number {
  const inScope = Math.max(trials.filter(isInScope).length, 1);
  const beyond = Math.max(trials.filter(isBeyond).length, 1);
  const order = [...trials.keys()].sort((a, b) => (sure[b] ?? 0) - (sure[a] ?? 0));
  let wrong = 0;
  let answered = 0;
  for (const [place, index] of order.entries()) {
    const trial = trials[index];
    if (!trial) continue;
    if (isInScope(trial) && isRight(trial) === 0) wrong += 1;
    if (isBeyond(trial)) answered += 1;
    if (wrong / inScope > limits.wrong || answered / beyond > limits.outOfScopeAnswered) {
      return sure[order[Math.max(place - 1, 0)] ?? 0] ?? 1;
    }
  }
  return sure[order[order.length - 1] ?? 0] ?? 0.5;
}

function offerThreshold(trials: readonly Trial[], sure: readonly number[], limits: Limits): number {
  const good = trials.flatMap((trial, index) => (isAmong(trial) === 1 ? [sure[index] ?? 0] : []));
  return quantile(good, limits.lost);
}

function trainDetector(
  detector: Detector,
  trials: readonly Trial[],
  limits: Limits,
): { logistic: Logistic; threshold: number } {
  const rows = trials.map(({ reading }) => detectorSignals(detector, reading));
  const wanted = trials.map(({ label }) => (isLabelOf(detector, label) ? 1 : 0));
  if (!wanted.includes(1)) return { logistic: { means: [], spreads: [], weights: [-10] }, threshold: 1 };
  const logistic = trainLogistic(
    rows,
    wanted,
    trials.map(() => 1),
  );
  const alarms = trials.flatMap((trial, index) =>
    isQuiet(detector, trial.label) ? [probability(logistic, rows[index] ?? [])] : [],
  );
  return { logistic, threshold: Math.min(0.9, quantile(alarms, 1 - limits.falseAlarms[detector])) };
}

/** A message that must not set this detector off. What is out of scope may be danger told in a way nobody foresaw. */
const isQuiet = (detector: Detector, label: string): boolean =>
  (isTopic(label) && !tellsOfDanger.has(label)) || (detector !== 'danger' && label === outOfScope);

/** Topics whose questions often tell of danger as well: an alarm there is not counted as false. */
export const tellsOfDanger: ReadonlySet<string> = new Set(['domestic-violence', 'emergency-numbers']);

/** @returns the value below which this share of the values lies. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0.5;
}
