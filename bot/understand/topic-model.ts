/** Learns topics (and danger, wishes for a person, greetings, what is out of scope) from example messages. */
import { type Classifier, trainClassifier } from './classifier';
import { type Confidence, defaultLimits, type Limits, type Trial, trainConfidence } from './confidence';
import { type FeatureOptions, featuresOf, type RawFeatures, rarityOf, type Vector, weigh } from './features';
import { hash } from './random';
import { anyDanger, dangerPrefix, isTopic, readFeatures } from './reading';
import { type SvmOptions, svmDefaults } from './svm';

export type TrainingMessage = {
  text: string;
  /** Topic, or one of the other classes of `reading.ts`. */
  label: string;
};

export type TopicModel = { classifier: Classifier; confidence: Confidence };

export type TopicSettings = {
  features: FeatureOptions;
  svm?: SvmOptions;
  limits?: Limits;
  /** @param share of the work done, from 0 to 1. */
  onProgress?: (share: number) => void;
};

type Example = TrainingMessage & { raw: RawFeatures; part: number };

/** Parts into which messages are dealt; each part is read by a classifier trained on the others. */
const parts = 4;
/** So many trials are enough to learn how sure to be; a large set needs to read only some of its parts. */
const enoughTrials = 6000;
/** One topic in so many is kept from the classifier of each part, to learn what an unknown matter looks like. */
const keptAway = 8;

export function trainTopicModel(messages: readonly TrainingMessage[], settings: TopicSettings): TopicModel {
  const examples = messages.map((message) => ({
    ...message,
    raw: featuresOf(message.text, settings.features),
    part: hash(message.text, 11) % parts,
  }));
  const classes = classesOf(examples);
  const read = Math.min(parts, Math.ceil((enoughTrials * parts) / examples.length));
  let done = 0;
  const onClass = (): void => settings.onProgress?.(Math.min(1, ++done / (classes.length * (read + 1))));
  const trials = Array.from({ length: read }, (_, part) =>
    trialsOf(examples, classes, part, settings, onClass),
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
  part: number,
  settings: TopicSettings,
  onClass: () => void,
): Trial[] {
  const away = new Set(classes.filter((name) => isTopic(name) && hash(name, part) % keptAway === 0));
  const seen = examples.filter((example) => example.part !== part && !away.has(example.label));
  const known = classes.filter((name) => !away.has(name));
  const classifier = learn(seen, known, settings, onClass);
  return examples
    .filter((example) => example.part === part)
    .map(({ label, raw }) => ({
      reading: readFeatures(raw, classifier, settings.features),
      label,
      unknownTopic: away.has(label),
    }));
}
