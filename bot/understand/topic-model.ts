/** Learns topics (and danger, wishes for a person, greetings, what is out of scope) from example messages. */
import { type Classifier, trainClassifier } from './classifier';
import { type Confidence, defaultLimits, type Limits, type Trial, trainConfidence } from './confidence';
import { type FeatureOptions, featuresOf, type RawFeatures, rarityOf, type Vector, weigh } from './features';
import { hash } from './random';
import { anyDanger, dangerPrefix, isTopic, readFeatures, type Signs } from './reading';
import { type SvmOptions, svmDefaults } from './svm';

export type TrainingMessage = {
  text: string;
  /** Topic, or one of the other classes of `reading.ts`. */
  label: string;
};

export type TopicModel = { classifier: Classifier; confidence: Confidence };

export type TopicSettings = {
  features: FeatureOptions;
  signs: Signs;
  svm?: SvmOptions;
  limits?: Limits;
  /** Parts into which messages are dealt; each part is read by a classifier trained on the others. */
  folds?: number;
  /** @param share of the work done, from 0 to 1. */
  onProgress?: (share: number) => void;
};

type Example = TrainingMessage & { raw: RawFeatures; fold: number };

const defaultFolds = 3;
/** One topic in so many is kept from the classifier of each part, to learn what an unknown matter looks like. */
const keptAway = 8;

export function trainTopicModel(messages: readonly TrainingMessage[], settings: TopicSettings): TopicModel {
  const folds = settings.folds ?? defaultFolds;
  const examples = messages.map((message) => ({
    ...message,
    raw: featuresOf(message.text, settings.features),
    fold: hash(message.text, 11) % folds,
  }));
  const classes = classesOf(examples);
  let done = 0;
  const onClass = (): void => settings.onProgress?.(++done / (classes.length * (folds + 1)));
  const trials = Array.from({ length: folds }, (_, fold) =>
    trialsOf(examples, classes, fold, settings, onClass),
  );
  const classifier = learn(examples, classes, settings, onClass);
  return { classifier, confidence: trainConfidence(trials.flat(), settings.limits ?? defaultLimits) };
}

function classesOf(examples: readonly Example[]): string[] {
  const labels = [...new Set(examples.map(({ label }) => label))].sort();
  return labels.some((label) => label.startsWith(dangerPrefix)) ? [...labels, anyDanger] : labels;
}

const labelsOf = (label: string): string[] => (label.startsWith(dangerPrefix) ? [label, anyDanger] : [label]);

function learn(
  examples: readonly Example[],
  classes: readonly string[],
  { features, svm = svmDefaults }: TopicSettings,
  onClass: () => void,
): Classifier {
  const rarity = rarityOf(
    examples.map(({ raw }) => raw),
    features.bits,
  );
  const vectors: Vector[] = examples.map(({ raw }) => weigh(raw, rarity, features.weights));
  const labels = examples.map(({ label }) => labelsOf(label));
  return trainClassifier(vectors, labels, classes, rarity, svm, onClass);
}

/** Reads one part of the messages with a classifier that has seen neither them nor some of the topics. */
function trialsOf(
  examples: readonly Example[],
  classes: readonly string[],
  fold: number,
  settings: TopicSettings,
  onClass: () => void,
): Trial[] {
  const away = new Set(classes.filter((name) => isTopic(name) && hash(name, fold) % keptAway === 0));
  const seen = examples.filter((example) => example.fold !== fold && !away.has(example.label));
  const known = classes.filter((name) => !away.has(name));
  const classifier = learn(seen, known, settings, onClass);
  return examples
    .filter((example) => example.fold === fold)
    .map(({ text, label, raw }) => ({
      reading: readFeatures(text, raw, classifier, settings.features, settings.signs),
      label,
      unknownTopic: away.has(label),
    }));
}
