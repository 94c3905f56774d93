/** Understanding: text in, what it means out; and how it is learned. */
export { createFindEntities } from './entities';
export type { OtherLanguage } from './language';
export type { LanguageSample } from './language-model';
export {
  type CommandClash,
  findCommandClashes,
  type Lexicon,
  type Lexicons,
  lexiconSchema,
} from './lexicon';
export { decodeModel, encodeModel, type UnderstandingModel } from './model';
export { type PlainAnswer, type PlainMessage, trainPlain } from './plain';
export { type LabelledMessage, trainModel } from './train';
export { createUnderstand } from './understand';
