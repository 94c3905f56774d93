/** The method alone, on any labelled messages: no lexicons, no languages, no danger. For measuring it on public sets. */
import { compile } from './compile';
import { decide } from './decide';
import { outOfScope, read } from './reading';
import { trainTopicModel } from './topic-model';
import type { Understanding } from './types';

export type PlainMessage = {
  text: string;
  /** Null: out of scope. */
  label: string | null;
};

export type PlainAnswer = {
  /** Labels, best first, at most three. */
  ranked: string[];
  /** Probability that the first is right. */
  sure: number;
  decision: Understanding['decision'];
};

/** Keeps labels apart from the names that mean something here, such as `greeting`. */
const prefix = 'label:';

/** @param onProgress told the share of the training done, from 0 to 1. */
export function trainPlain(
  messages: readonly PlainMessage[],
  onProgress: (share: number) => void,
): (text: string) => PlainAnswer {
  const features = compile({});
  const labelled = messages.map(({ text, label }) => ({
    text,
    label: label === null ? outOfScope : prefix + label,
  }));
  const { classifier, confidence } = trainTopicModel(labelled, { features, onProgress });
  return (text) => {
    const reading = read(text, classifier, features);
    const decided = decide(reading, confidence, () => false);
    const ranked = reading.topics.slice(0, 3).map(({ topic }) => topic.slice(prefix.length));
    return { ranked, sure: decided.confidence, decision: decided.decision };
  };
}
