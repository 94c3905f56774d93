/** The only door of the core. */
export { advance } from './advance';
export * from './condition';
export { contactAfter } from './contact';
export * from './content';
export * from './flow';
export { checkFlow, type FlowIssue } from './flow-check';
export { createPlaces, plainName } from './places';
export { limits } from './play';
export * from './release';
export { clip, splitText } from './render/clip';
export * from './render/part';
export { plainText } from './render/plain';
export { profiles } from './render/profiles';
export { render } from './render/render';
export { cheapCharacters, countSegments } from './render/segments';
export {
  type Block,
  newSession,
  type ReplyOption,
  readSession,
  type Session,
  sessionSchema,
} from './session';
export { createTexts, type TextResources, type TextTree } from './text';
export * from './turn';
export type * from './understand/types';
export { addToDay, formatDay, formatFact } from './values';
