import { z } from 'zod';
import { emailSchema, instant, languagesSchema, nameSchema, roleSchema } from '../fields';
import { passwordSchema } from '../passwords';

export const invitationRequestSchema = z.strictObject({
  role: roleSchema,
  /** Ties the link to one address; made out to somebody who has an account, it renews their password. */
  email: emailSchema.nullable().default(null),
});

export const invitationSchema = z.strictObject({
  /** To be given to the person by a safe way; it works once. */
  link: z.string(),
  expiresAt: instant,
});

export const acceptanceSchema = z.strictObject({
  token: z.string().min(1).max(200),
  name: nameSchema,
  email: emailSchema,
  password: passwordSchema,
  languages: languagesSchema,
});
