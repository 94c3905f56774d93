import { z } from 'zod';
import { languageCodeSchema } from '../../../bot';
import { handoffOutcomes } from '../../handoff/handoff';
import { idParams, idSchema, instant, nisSchema, personSchema } from '../fields';
import { uiLanguages } from '../language';

export { idParams };

export const handoffStates = ['requested', 'assigned', 'closed', 'expired'] as const;
const channelSchema = z.enum(['whatsapp', 'sms', 'web']);
const flags = <N extends string>(names: readonly N[]) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, z.boolean()])) as Record<N, z.ZodBoolean>);

const handoffShape = {
  id: z.string(),
  state: z.enum(handoffStates),
  reason: z.string(),
  urgent: z.boolean(),
  topic: z.strictObject({ id: z.string(), title: z.string() }).nullable(),
  /** What the bot had understood, in words of the taxonomy. */
  summary: z.string(),
  language: z.string().nullable(),
  municipality: z.strictObject({ nis: z.string(), name: z.string() }).nullable(),
  pseudonym: z.string(),
  channel: channelSchema,
  requestedAt: instant,
  /** How long the person has been waiting for somebody; null when somebody has the conversation or had it. */
  waitingSeconds: z.int().nullable(),
  assignedTo: personSchema.nullable(),
  assignedAt: instant.nullable(),
  closedAt: instant.nullable(),
  outcome: z.string().nullable(),
  /** When it expires if nobody takes it. */
  expiresAt: instant.nullable(),
  /** Whether free text reaches the person now; until when, where a channel limits it. */
  window: z.strictObject({ open: z.boolean(), until: instant.nullable() }),
  /** Why nothing may be sent to the person. */
  blocked: z.enum(['opted-out', 'erasing']).nullable(),
  can: flags(['claim', 'release', 'transfer', 'answer', 'close', 'return'] as const),
};
export const handoffSchema = z.strictObject(handoffShape);

export const handoffListQuery = z.strictObject({
  /** States separated by commas; those that are open when left out. */
  state: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(handoffStates)).min(1))
    .default(['requested', 'assigned']),
  language: languageCodeSchema.optional(),
  municipality: nisSchema.optional(),
  assigned: z.enum(['me', 'nobody']).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});
export const handoffListSchema = z.strictObject({ handoffs: z.array(handoffSchema) });

export const transcriptQuery = z.strictObject({
  /** Language in which the bot's lines are shown beside what the person saw. */
  as: z.enum(uiLanguages).default('en'),
  limit: z.coerce.number().int().min(1).max(1000).default(300),
});

const translation = z.strictObject({ language: z.string(), text: z.string() }).nullable();
const fileSchema = z.strictObject({
  id: z.string(),
  contentType: z.string(),
  state: z.enum(['to-fetch', 'kept', 'refused']),
  /** Where its bytes are, once kept. */
  path: z.string().nullable(),
});

export const lineSchema = z.discriminatedUnion('direction', [
  z.strictObject({
    direction: z.literal('in'),
    id: z.string(),
    at: instant,
    kind: z.enum(['message', 'choice', 'start', 'opt-notice', 'timer', 'transcript', 'handoff-closed']),
    /** As the person wrote it, or the words of what they tapped. */
    text: z.string(),
    /** What they tapped, in the viewer's language. */
    translation,
    location: z.strictObject({ latitude: z.number(), longitude: z.number() }).nullable(),
    media: z.array(fileSchema),
  }),
  z.strictObject({
    direction: z.literal('out'),
    id: z.string(),
    at: instant,
    author: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('bot') }),
      z.strictObject({
        type: z.literal('staff'),
        /** Null for another organisation's. */
        name: z.string().nullable(),
        mine: z.boolean(),
        /** False: written by somebody who does not hold the language. */
        reviewed: z.boolean(),
      }),
    ]),
    language: z.string(),
    /** What the person saw. */
    text: z.string(),
    options: z.array(z.string()),
    /** The same words in the viewer's language; null for what a person wrote freely. */
    translation,
    delivery: z.strictObject({
      state: z.enum(['queued', 'sending', 'waiting', 'sent', 'delivered', 'read', 'failed', 'unknown']),
      /** Why it failed. */
      error: z.string().nullable(),
      at: instant,
    }),
  }),
]);
export type Line = z.infer<typeof lineSchema>;

export const conversationSchema = z.strictObject({ ...handoffShape, transcript: z.array(lineSchema) });

export const transferSchema = z.strictObject({ staffId: idSchema });
export const closeSchema = z.strictObject({ outcome: z.enum(handoffOutcomes) });

export const returnSchema = z
  .strictObject({ flow: z.string().max(100).optional(), node: z.string().max(100).optional() })
  .refine(({ flow, node }) => node === undefined || flow !== undefined, {
    error: 'unknown-node',
    path: ['node'],
  });

/** The same key sent again is the same message: a lost connection sends nothing twice. */
const key = z.uuid().optional();

export const messageSchema = z.strictObject({
  text: z
    .string()
    .max(4000)
    .transform((text) => text.replaceAll('\0', '').trim())
    .pipe(z.string().min(1)),
  language: languageCodeSchema,
  key,
});

export const approvedSchema = z.strictObject({
  topic: z.string().min(1).max(100),
  /** Only when the person's language is not known. */
  language: languageCodeSchema.optional(),
  key,
});

export const sentSchema = z.strictObject({
  /** Ids of the messages it became, in order. */
  messages: z.array(z.string()),
  /** `waiting`: the window is closed; it goes when the person next writes, or as a template. */
  delivery: z.enum(['queued', 'waiting']),
  reviewed: z.boolean(),
  handoff: handoffSchema,
});
