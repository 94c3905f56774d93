/** Measures the method on any set of messages with intents: trained on its own training part, without our lexicons. */
import { compile, decide, outOfScope, read, trainTopicModel } from '../../../bot/understand';
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

/** Intents of the set are kept apart from the names that mean something here, such as `greeting`. */
const prefix = 'intent:';
const labelOf = (intent: string): string => (intent === beyondIntent ? outOfScope : prefix + intent);

export function evaluatePublicSet(
  train: readonly Row[],
  test: readonly Row[],
  onProgress: (share: number) => void,
): PublicReport {
  const compiled = compile({});
  const started = performance.now();
  const model = trainTopicModel(
    train.map(({ text, intent }) => ({ text, label: labelOf(intent) })),
    { ...compiled, onProgress },
  );
  const trainSeconds = (performance.now() - started) / 1000;
  const times: number[] = [];
  const outcomes = test.map(({ text, intent }): Outcome => {
    const from = performance.now();
    const reading = read(text, model.classifier, compiled.features, compiled.signs);
    const { decision, confidence } = decide(reading, model.confidence);
    times.push(performance.now() - from);
    const ranked = reading.topics.slice(0, 3).map(({ topic }) => topic.slice(prefix.length));
    return { intent, beyond: intent === beyondIntent, ranked, sure: confidence, decision };
  });
  return {
    trained: train.length,
    intents: new Set(train.map(({ intent }) => intent)).size,
    trainSeconds,
    milliseconds: times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0,
    measures: measure(outcomes),
    confusions: confusions(
      outcomes
        .filter(({ beyond }) => !beyond)
        .map(({ intent, ranked }) => ({ intent, takenFor: ranked[0] ?? '-' })),
    ).slice(0, 30),
  };
}
