/** Measures the method on any set of messages with intents: trained on its own training part, without our lexicons. */
import { trainPlain } from '../../content/training';
import { type Confusion, confusions, type Measures, measure, type Outcome } from './measures';
import { beyondIntent, type Row } from './rows';

export type PublicReport = {
  trained: number;
  intents: number;
  trainSeconds: number;
  /** Median milliseconds per message. */
  milliseconds: number;
  measures: Measures;
  confusions: Confusion[];
};

const mostConfusions = 30;

export function evaluatePublicSet(
  train: readonly Row[],
  test: readonly Row[],
  onProgress: (share: number) => void,
): PublicReport {
  const started = performance.now();
  const answer = trainPlain(
    train.map(({ text, intent }) => ({ text, label: intent === beyondIntent ? null : intent })),
    onProgress,
  );
  const trainSeconds = (performance.now() - started) / 1000;
  const times: number[] = [];
  const outcomes = test.map(({ text, intent }): Outcome => {
    const from = performance.now();
    const answered = answer(text);
    times.push(performance.now() - from);
    return { intent, beyond: intent === beyondIntent, ...answered };
  });
  const inScope = outcomes.filter(({ beyond }) => !beyond);
  return {
    trained: train.length,
    intents: new Set(train.map(({ intent }) => intent)).size,
    trainSeconds,
    milliseconds: times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0,
    measures: measure(outcomes),
    confusions: confusions(
      inScope.map(({ intent, ranked }) => ({ intent, takenFor: ranked[0] ?? '-' })),
    ).slice(0, mostConfusions),
  };
}
