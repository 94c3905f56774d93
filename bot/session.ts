/**
 * What is remembered of a conversation between two turns. Versioned, migrated on read.
 * What is remembered of the person (language, municipality, status) belongs to the contact, not here.
 */
import { z } from 'zod';

/** What a message can carry besides words. */
export const mediaKinds = ['image', 'audio', 'video', 'document', 'other'] as const;

const nodeRefSchema = z.strictObject({ flow: z.string(), node: z.string() });

/** A text that was worked out: its key and values (so that it can be shown in another language) and the words. */
export const blockSchema = z.strictObject({
  key: z.string().nullable(),
  values: z.record(z.string(), z.string()).default({}),
  text: z.string(),
});
export type Block = z.infer<typeof blockSchema>;

/** Something to tap, or to type the number of. The id says what it does and stays valid for months. */
export const optionSchema = z.strictObject({
  /** `opt:<flow>/<node>/<option>`, `topic:<id>`, `flow:<id>`, `command:<id>`, `language:<code>`, `place:<nis>`, `change:status`, `heard:yes`, `more`. */
  id: z.string().max(100),
  title: z.string(),
  description: z.string().optional(),
});
export type ReplyOption = z.infer<typeof optionSchema>;

export const sessionSchema = z.strictObject({
  version: z.literal(1),
  /** Release the position belongs to. */
  release: z.string(),
  position: nodeRefSchema.nullable(),
  /** Flows that wait for the present one to end; the last is next. */
  callers: z.array(nodeRefSchema).max(10),
  /** Questions answered so far, for "back"; the last is the latest. */
  trail: z
    .array(nodeRefSchema.extend({ callers: z.array(nodeRefSchema).max(10).default([]) }))
    .max(20)
    .default([]),
  /** Variables of the dialogue, forgotten with it. */
  variables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Options last shown, in the order of their numbers. */
  offered: z.array(optionSchema),
  /** What did not fit on the last page, shown on "more". */
  unread: z.array(blockSchema),
  /** Options that belong to the end of the unread pages. */
  unreadOptions: z.array(optionSchema).default([]),
  /** Last topic answered or offered, for "more", the needs log and the mediator. */
  topic: z.string().nullable(),
  /** Inputs in a row that were not understood. */
  misses: z.int().nonnegative(),
  /** What the person wrote before we asked for the language or offered topics; taken up once they choose. */
  heldMessage: z.string().nullable().default(null),
  /** A voice note or a picture came before the language was known: a person gets it once the language is. */
  heldMedia: z.array(z.enum(mediaKinds)).default([]),
  /** What a program heard in a voice note, until the person has said whether it is right. */
  transcript: z.string().nullable().default(null),
});
export type Session = z.infer<typeof sessionSchema>;

/** A session nobody has used yet. */
export function newSession(release: string): Session {
  return {
    version: 1,
    release,
    position: null,
    callers: [],
    trail: [],
    variables: {},
    offered: [],
    unread: [],
    unreadOptions: [],
    topic: null,
    misses: 0,
    heldMessage: null,
    heldMedia: [],
    transcript: null,
  };
}

/**
 * Reads a stored session of any version.
 * @returns the session in the newest version; a new one when there is none or it cannot be read.
 */
export function readSession(stored: unknown, release: string): Session {
  if (stored === null || stored === undefined) return newSession(release);
  const parsed = sessionSchema.safeParse(stored);
  return parsed.success ? parsed.data : newSession(release);
}
