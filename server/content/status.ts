/** How complete each language is and how far it has been reviewed: for editors and the transparency page. */
import { textsOf } from './checks/check';
import type { ContentBundle } from './files';

export type LanguageStatus = {
  code: string;
  name: string;
  englishName: string;
  live: boolean;
  /** Languages whose texts it was written from. */
  madeFrom: string[];
  texts: { wanted: number; present: number; reviewed: number };
};

export type MessageStatus = {
  /** Example messages from which it is understood. */
  messages: number;
  /** Topics that have fewer than forty. */
  thinTopics: string[];
};

/** Below this the measured accuracy falls quickly; see `docs/decisions/0003-understanding.md`. */
const enoughMessages = 40;

/** @returns one row a language, in the order in which they are offered. */
export function languageStatus(bundle: ContentBundle): LanguageStatus[] {
  const texts = textsOf(bundle);
  const wanted = new Set(
    bundle.languages.filter(({ live }) => live).flatMap(({ code }) => [...(texts.get(code)?.keys() ?? [])]),
  );
  return bundle.languages.map(({ code, name, englishName, live, madeFrom }) => ({
    code,
    name,
    englishName,
    live,
    madeFrom,
    texts: {
      wanted: wanted.size,
      present: [...wanted].filter((key) => texts.get(code)?.get(key)).length,
      // A text counts as reviewed once a native reader has approved it at the content desk; none has yet.
      reviewed: 0,
    },
  }));
}

/** @param examples how many messages a language has of each topic. */
export function messageStatus(bundle: ContentBundle, examples: ReadonlyMap<string, number>): MessageStatus {
  return {
    messages: [...examples.values()].reduce((sum, count) => sum + count, 0),
    thinTopics: bundle.topics.map(({ id }) => id).filter((id) => (examples.get(id) ?? 0) < enoughMessages),
  };
}
