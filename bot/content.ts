/**
 * What an administrator edits: languages, topics, facts, sources, municipalities, actors.
 * One zod schema for each; the types are inferred. Files: `content/` and `locales/`.
 */
import { z } from 'zod';
import { conditionSchema } from './condition';

const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens');
const isoDate = z.iso.date();

/** Language code such as `fr`; also the folder name in `locales/`. */
export const languageCodeSchema = z.string().regex(/^[a-z]{2,3}$/);
export type LanguageCode = z.infer<typeof languageCodeSchema>;
export type TopicId = z.infer<typeof slug>;
export type FactId = z.infer<typeof slug>;
export type FlowId = z.infer<typeof slug>;
/** `namespace:path.to.text`, e.g. `topics:cpas-receipt.same-day`. */
export type TextKey = string;
/** Calendar day `YYYY-MM-DD`. */
export type IsoDate = string;
/** Five-digit code of a municipality (Statbel NIS/REFNIS). */
export type Nis = string;

/** `locales/<code>/language.json` */
export const languageSchema = z.strictObject({
  code: languageCodeSchema,
  /** Name in its own script, as a person looks for it in a list. */
  name: z.string().min(1),
  /** Name for staff and reports. */
  englishName: z.string().min(1),
  direction: z.enum(['ltr', 'rtl']),
  /** ISO 15924, e.g. `Latn`, `Arab`, `Ethi`, `Cyrl`. */
  script: z.string().length(4),
  /** Place in the list of languages on offer, from 1. */
  order: z.int().positive(),
  /** Decimal separator of money amounts. */
  decimal: z.enum([',', '.']),
  /** Spoken by the bot. False: only texts for counters (cards) exist. */
  live: z.boolean(),
  /** Languages from whose texts these were written, by code. */
  madeFrom: z.array(languageCodeSchema).default([]),
});
export type Language = z.infer<typeof languageSchema>;

/** `locales/<code>/glossary.json`: the word chosen for each term of the field, and those it was preferred to. */
export const glossarySchema = z.record(
  slug,
  z.strictObject({
    /** As first used in a text, with the official name. */
    term: z.string().min(1),
    /** Beginnings of words by which it is recognised in texts. */
    forms: z.array(z.string().min(1)).min(1),
    /** Words that texts must not use for it. */
    avoid: z.array(z.string().min(1)),
    /** Why this word, in English, for editors. */
    note: z.string().min(1),
  }),
);
export type Glossary = z.infer<typeof glossarySchema>;

const factValueSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('number'),
    value: z.number(),
    unit: z.enum(['hour', 'day', 'working-day', 'week', 'month', 'year', 'percent', 'count', 'age']),
  }),
  z.strictObject({ type: z.literal('money'), value: z.number(), currency: z.literal('EUR') }),
  z.strictObject({ type: z.literal('date'), value: isoDate }),
  z.strictObject({ type: z.literal('phone'), value: z.string().min(3) }),
  z.strictObject({ type: z.literal('address'), value: z.string().min(3) }),
  z.strictObject({ type: z.literal('link'), value: z.url() }),
  /** A rule with no value to show: the sentence that rests on it states it in words. */
  z.strictObject({ type: z.literal('rule') }),
]);
export type FactValue = z.infer<typeof factValueSchema>;

/** `content/facts/*.yaml`: a value with where it comes from and until when it may be told. */
export const factSchema = z.strictObject({
  id: slug,
  /** The fact in one English sentence, for editors. */
  says: z.string().min(8),
  value: factValueSchema,
  source: z.array(slug).min(1),
  /** Law and article, where known. */
  legal: z.string().optional(),
  /** Date of the source. */
  asOf: isoDate,
  /** Last day on which it may be told without being checked again. */
  validUntil: isoDate,
  /** Who has to check it: a role, never a person. */
  owner: z.string().min(2),
  layer: z.string().regex(/^(federal|region:[a-z-]+|municipality:\d{5}|organisation:[a-z0-9-]+)$/),
  confidence: z.enum(['high', 'medium', 'low']),
  /** The law was being changed when this was checked: said with care, a person is offered. */
  lawInMotion: z.boolean().default(false),
});
export type Fact = z.infer<typeof factSchema>;

/** `content/sources.yaml` */
export const sourceSchema = z.strictObject({
  id: slug,
  /** Short name shown to a contact, e.g. `mi-is.be`. */
  name: z.string().min(2),
  url: z.url().optional(),
  kind: z.string(),
  date: z.string(),
});
export type Source = z.infer<typeof sourceSchema>;

const sentenceSchema = z.strictObject({
  /** Text key is `topics:<topic>.<key>`. */
  key: slug,
  /** Facts the sentence rests on; each may stand in it as `{{fact-id}}`. If one lapses the sentence is left out. */
  facts: z.array(slug).default([]),
  when: conditionSchema.optional(),
});
export type Sentence = z.infer<typeof sentenceSchema>;

/** `content/topics/<area>.yaml`: an answer is up to three sentences and one next step. */
export const topicSchema = z.strictObject({
  id: slug,
  area: slug,
  /** Topics it is easily confused with; offered under a direct answer. */
  neighbours: z.array(slug).max(3),
  sentences: z.array(sentenceSchema).min(1),
  /** The first that applies is said; the last must always apply and rest on no fact. */
  next: z.array(sentenceSchema).min(1),
  /** Guided procedure offered as a button. */
  flow: slug.optional(),
  /** Offers help nearby from the directory in this domain. */
  domain: slug.optional(),
});
export type Topic = z.infer<typeof topicSchema>;

export const regionSchema = z.enum(['flanders', 'brussels', 'wallonia']);
export type Region = z.infer<typeof regionSchema>;

/** `content/municipalities/municipalities.json`; source in its README. */
export const municipalitySchema = z.strictObject({
  nis: z.string().regex(/^\d{5}$/),
  names: z.strictObject({ nl: z.string(), fr: z.string(), de: z.string() }),
  officialName: z.string(),
  region: regionSchema,
  province: z.string(),
  /** Languages of its administration, first one first: `nl`, `fr`, `de`. */
  languages: z.array(z.enum(['nl', 'fr', 'de'])).min(1),
  /** Languages with facilities for residents. */
  facilities: z.array(z.enum(['nl', 'fr', 'de'])),
  community: z.enum(['flemish', 'french', 'german-speaking', 'bilingual']),
  postcodes: z.array(z.string().regex(/^\d{4}$/)).min(1),
  /** Other names people write: former municipalities, names in other languages. */
  aliases: z.array(z.string()).default([]),
  /** Former codes merged into it on 1 January 2025. */
  mergedFrom: z.array(z.string()).default([]),
  /** Centre in degrees, where known. */
  location: z.strictObject({ latitude: z.number(), longitude: z.number() }).optional(),
});
export type Municipality = z.infer<typeof municipalitySchema>;

/** `content/directory/actors.json`: an organisation that helps. */
export const actorSchema = z.strictObject({
  id: slug,
  name: z.string(),
  kind: z.string(),
  /** Where it works: `federal`, regions, `german-speaking`, or municipalities by NIS. */
  area: z.array(z.string()).min(1),
  domains: z.array(slug).min(1),
  languages: z.array(z.string()).default([]),
  alsoKnownAs: z.array(z.string()).default([]),
  website: z.url().optional(),
  phone: z.string().optional(),
  address: z.string().optional(),
  source: z.array(z.string()),
  confidence: z.enum(['high', 'medium', 'low']),
  /** Website, phone and address were seen in a source; otherwise they are not shown to contacts. */
  checked: z.boolean(),
  asOf: isoDate,
});
export type Actor = z.infer<typeof actorSchema>;
