import { z } from 'zod';
import { instant, personSchema } from '../fields';

export const auditQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(100) });

export const auditListSchema = z.strictObject({
  entries: z.array(
    z.strictObject({
      id: z.string(),
      at: instant,
      /** The name is null for those who left, and for `command-line` and `first-run`. */
      actor: personSchema.extend({ name: z.string().nullable() }),
      action: z.string(),
      subject: z.string(),
      details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
  ),
});
