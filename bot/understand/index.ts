/** Understanding: text in, what it means out; and how it is learned. */
export { compile, type FeatureSettings, featureSettings } from './compile';
export {
  type Confidence,
  defaultLimits,
  isLabelOf,
  type Limits,
  topicSignals,
} from './confidence';
export { decide } from './decide';
export { createFindEntities } from './entities';
export type { OtherLanguage } from './language';
export type { LanguageSample } from './language-model';
export {
  type CommandClash,
  findCommandClashes,
  type Lexicon,
  type Lexicons,
  lexiconSchema,
  twilioWords,
} from './lexicon';
export { decodeModel, encodeModel, modelVersion, type UnderstandingModel } from './model';
export { isTopic, outOfScope, type Reading, read } from './reading';
export { type TopicModel, type TrainingMessage, trainTopicModel } from './topic-model';
export { type LabelledMessage, type TrainingInput, trainModel } from './train';
export { createUnderstand } from './understand';
