/**
 * A release: everything the core needs to talk, immutable, named by the hash of its contents.
 * Built at the edge (`server/content/`) from the files of the repository or from an edited draft.
 */
import type {
  Actor,
  Fact,
  FactId,
  FlowId,
  IsoDate,
  Language,
  LanguageCode,
  Municipality,
  Nis,
  Source,
  TextKey,
  Topic,
  TopicId,
} from './content';
import type { Flow } from './flow';
import type { FindEntities, Understand } from './understand/types';

/** Finds texts. */
export type Texts = {
  /**
   * @returns the text in exactly this language with its `{{values}}` filled in, or null when this language lacks it.
   *   Never another language's text.
   */
  get(language: LanguageCode, key: TextKey, values?: Record<string, string>): string | null;
};

/** Finds municipalities. */
export type Places = {
  byNis(nis: Nis): Municipality | undefined;
  /** By postcode, or by a name in any language, a former name, or a misspelt one; best first, several when shared. */
  find(text: string): Municipality[];
  /** Named, exactly, or meant by a postcode, inside a longer message. */
  mentionedIn(text: string): Municipality[];
  /** Nearest centre to a point in degrees; undefined when too far from Belgium or nothing has coordinates. */
  nearest(point: { latitude: number; longitude: number }): Municipality | undefined;
};

export type Release = {
  id: string;
  /** Live languages in the order they are offered. */
  languages: Language[];
  flows: Readonly<Record<FlowId, Flow>>;
  topics: Readonly<Record<TopicId, Topic>>;
  sources: Readonly<Record<string, Source>>;
  actors: readonly Actor[];
  texts: Texts;
  facts: {
    /** The fact of the closest layer for this municipality (organisation > municipality > region > federal). */
    get(id: FactId, municipality: Nis | null): Fact | undefined;
    all(): readonly Fact[];
  };
  places: Places;
  understand: Understand;
  findEntities: FindEntities;
};

/** Whether a fact may still be told on this day. */
export function isCurrent(fact: Fact, today: IsoDate): boolean {
  return today <= fact.validUntil;
}
