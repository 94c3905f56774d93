import { z } from 'zod';
import { emailSchema, instant } from '../fields';
import { organisationNameSchema } from '../organisation/schema';
import { staffSchema } from '../staff/schema';

export const credentialsSchema = z.strictObject({ email: emailSchema, password: z.string().min(1).max(200) });

export const sessionSchema = z.strictObject({
  staff: staffSchema,
  organisation: organisationNameSchema,
  /** To be sent as `x-csrf-token` with every change. */
  csrf: z.string(),
  expiresAt: instant,
  can: z.strictObject({
    answerPeople: z.boolean(),
    invite: z.boolean(),
    editStaff: z.boolean(),
    editOrganisation: z.boolean(),
    readAudit: z.boolean(),
  }),
});

export const sessionListSchema = z.strictObject({
  sessions: z.array(
    z.strictObject({
      id: z.string(),
      createdAt: instant,
      lastSeenAt: instant,
      expiresAt: instant,
      /** The one this request came by. */
      current: z.boolean(),
    }),
  ),
});
