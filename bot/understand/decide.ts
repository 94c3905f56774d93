/** From a reading to a decision: danger first, then a person, a greeting, and a topic answered, offered or left. */
import { type Confidence, type Detector, detectorSignals, tellsOfDanger, topicSignals } from './confidence';
import { probability } from './logistic';
import { dangerPrefix, type Reading } from './reading';
import type { Candidate, DangerKind, Understanding } from './types';

export type Decided = Pick<
  Understanding,
  'kind' | 'topic' | 'danger' | 'decision' | 'confidence' | 'candidates'
>;

/** A person can compare three. */
const mostCandidates = 3;
/** Beside the lexicon's sign for a kind of danger, in margin. */
const signBonus = 0.3;

/** @param named whether words of the person's own language name a danger; asked only when it may matter. */
export function decide(reading: Reading, confidence: Confidence, named: () => boolean): Decided {
  const { thresholds } = confidence;
  const chance = (detector: Detector): number =>
    probability(confidence.detectors[detector], detectorSignals(detector, reading));
  const danger = chance('danger');
  if (danger >= thresholds.detectors.danger || (namesDanger(reading) && named()))
    return emergency(reading, danger);
  const human = chance('human');
  if (human >= thresholds.detectors.human) return special('human', 'handoff', human);
  const greeting = chance('greeting');
  if (greeting >= thresholds.detectors.greeting) return special('greeting', 'clarify', greeting);
  return topicDecision(reading, confidence);
}

/**
 * "My husband beats me, help": a sign of danger from the lexicon, in a message about violence or emergencies, that asks
 * for no information. Whatever the learned detector says, the numbers come first: here a missed alarm costs most.
 */
function namesDanger({ signs, informs, topics }: Reading): boolean {
  return signs.size > 0 && !informs && tellsOfDanger.has(topics[0]?.topic ?? '');
}

/** A message that is no topic. */
export function special(
  kind: 'human' | 'greeting' | 'unknown',
  decision: 'handoff' | 'clarify',
  confidence: number,
): Decided {
  return { kind, decision, confidence, topic: null, danger: null, candidates: [] };
}

function emergency(reading: Reading, confidence: number): Decided {
  const kinds = [...reading.margins]
    .filter(([name]) => name.startsWith(dangerPrefix))
    .map(([name, margin]) => ({ kind: name.slice(dangerPrefix.length) as DangerKind, margin }))
    .map(({ kind, margin }) => ({ kind, margin: margin + (reading.signs.has(kind) ? signBonus : 0) }))
    .sort((a, b) => b.margin - a.margin);
  const danger = kinds[0]?.kind ?? 'threat';
  return { kind: 'danger', decision: 'emergency', confidence, topic: null, danger, candidates: [] };
}

function topicDecision(reading: Reading, confidence: Confidence): Decided {
  const signals = topicSignals(reading);
  const right = probability(confidence.right, signals);
  const among = Math.max(right, probability(confidence.among, signals));
  const candidates = candidatesOf(reading, right, among);
  const topic = candidates[0]?.topic ?? null;
  const offered = among >= confidence.thresholds.offer && topic !== null;
  if (!offered) return { ...special('unknown', 'handoff', right), candidates };
  const decision = right >= confidence.thresholds.answer ? 'answer' : 'clarify';
  return { kind: 'topic', decision, confidence: right, topic, danger: null, candidates };
}

/** What the best topic leaves of the chance that one of three is right goes to the other two by their margins. */
function candidatesOf({ topics }: Reading, right: number, among: number): Candidate[] {
  const [first, ...others] = topics.slice(0, mostCandidates);
  if (!first) return [];
  const powers = others.map(({ margin }) => Math.exp(2 * (margin - first.margin)));
  const total = powers.reduce((sum, power) => sum + power, 0) || 1;
  return [
    { topic: first.topic, confidence: right },
    ...others.map(({ topic }, at) => ({
      topic,
      confidence: Math.min(right, ((among - right) * (powers[at] ?? 0)) / total),
    })),
  ];
}
