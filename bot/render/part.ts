/** A reply in a channel's form. */
import { z } from 'zod';

const choice = z.strictObject({ id: z.string(), title: z.string(), description: z.string().optional() });

export const partSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({
    type: z.literal('buttons'),
    text: z.string(),
    buttons: z.array(choice).min(1),
    /** The same as numbered text, for a channel without buttons. */
    plain: z.string(),
  }),
  z.strictObject({
    type: z.literal('list'),
    text: z.string(),
    /** Label of the button that opens the list. */
    button: z.string(),
    items: z.array(choice).min(1),
    plain: z.string(),
  }),
]);
export type Part = z.infer<typeof partSchema>;
