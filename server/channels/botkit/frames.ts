/** What travels between page and server, on the websocket and over HTTP alike. */
import { z } from 'zod';
import type { Part } from '../../../bot';
import { webLimits } from './limits';
import { tokenSchema } from './token';

/** Made by the page; the same id again is the same message. */
const clientId = z.uuid();

const messageFrame = z
  .strictObject({
    type: z.literal('message'),
    id: clientId,
    text: z.string().max(webLimits.textLength).default(''),
    /** Ids of files sent to `/chat/media` before. */
    media: z.array(z.uuid()).max(webLimits.filesPerMessage).default([]),
    location: z
      .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
      .optional(),
  })
  .refine((frame) => frame.text.trim() !== '' || frame.media.length > 0 || frame.location !== undefined, {
    message: 'a message needs a text, a file or a location',
  });

const choiceFrame = z.strictObject({
  type: z.literal('choice'),
  id: clientId,
  choice: z.string().min(1).max(100),
  title: z.string().max(200),
});

const startFrame = z.strictObject({
  type: z.literal('start'),
  id: clientId,
  flow: z
    .string()
    .regex(/^[a-z0-9-]{1,60}$/)
    .optional(),
});

/** What the person says. */
export const sayingSchema = z.discriminatedUnion('type', [messageFrame, choiceFrame, startFrame]);
export type Saying = z.infer<typeof sayingSchema>;

const epoch = z.string().max(32).nullable().default(null);
const sequence = z.int().nonnegative();

export const frameSchema = z.discriminatedUnion('type', [
  /** The first frame. `after` is the last message the page has, under this epoch. */
  z.strictObject({ type: z.literal('hello'), token: tokenSchema.nullable(), after: sequence, epoch }),
  messageFrame,
  choiceFrame,
  startFrame,
  /** The page has put messages up to this one on the screen. */
  z.strictObject({ type: z.literal('seen'), sequence }),
  z.strictObject({ type: z.literal('ping') }),
]);
export type ClientFrame = z.infer<typeof frameSchema>;

export const pollSchema = z.object({
  after: z.coerce.number().int().nonnegative().default(0),
  epoch: z.string().max(32).optional(),
  /** Seconds to wait for something new. */
  wait: z.coerce.number().int().min(0).max(60).default(25),
});

/** A card for a desk, language by language. */
export type CardSection = {
  /** Null when no language could be told. */
  language: string | null;
  direction: 'ltr' | 'rtl' | 'auto';
  lines: string[];
};

type WithoutPlain<T> = T extends unknown ? Omit<T, 'plain'> : never;

export type MessageFrame = {
  type: 'message';
  epoch: string;
  sequence: number;
  id: string;
  /** ISO instant. */
  at: string;
  author: 'bot' | 'person';
  language: string;
  direction: 'ltr' | 'rtl' | 'auto';
  part: WithoutPlain<Part>;
  /** `desk`: to be shown at a counter; `own`: the same in the person's language. */
  card: { kind: 'desk' | 'own'; sections: CardSection[] } | null;
  /** What the message asks for besides words. */
  wants: 'location' | 'photo' | null;
  /** The contact is being erased: after this message the page forgets, too. */
  last: boolean;
};

export type ErrorCode =
  | 'bad-frame'
  | 'hello-first'
  | 'too-many'
  | 'no-token'
  | 'origin'
  | 'too-large'
  | 'kind-not-kept'
  | 'upload-gone'
  | 'try-later'
  | 'not-found';

export type ServerFrame =
  /** `token` only when it was made just now. */
  | { type: 'welcome'; token?: string }
  /** What the page sent under this id is kept. `epoch` null: and its contact erased since. */
  | { type: 'received'; id: string; epoch: string | null }
  /** It is not: the page may send it again. */
  | { type: 'refused'; id: string; code: ErrorCode }
  | MessageFrame
  | { type: 'typing' }
  /** Nothing is kept of this visitor any more. */
  | { type: 'gone' }
  | { type: 'error'; code: ErrorCode; message: string }
  | { type: 'alive' };

/** @returns what is wrong with a frame, without a word of what was in it. */
export const explain = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'frame'}: ${issue.message}`)
    .join('; ');
