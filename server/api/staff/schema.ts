import { z } from 'zod';
import { idSchema, languagesSchema, nameSchema, nisSchema, roleSchema } from '../fields';

export const staffSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** Null for those who need not know it. */
  email: z.string().nullable(),
  role: roleSchema,
  languages: z.array(z.string()),
  /** NIS codes; none = all of the organisation's. */
  municipalities: z.array(z.string()),
  disabled: z.boolean(),
  can: z.strictObject({ editProfile: z.boolean(), manage: z.boolean() }),
});

export const staffListSchema = z.strictObject({ staff: z.array(staffSchema) });

export const staffChangeSchema = z.strictObject({
  name: nameSchema.optional(),
  languages: languagesSchema.optional(),
  role: roleSchema.optional(),
  municipalities: z.array(nisSchema).max(600).optional(),
  disabled: z.boolean().optional(),
});
export type StaffChange = z.infer<typeof staffChangeSchema>;

export const staffParams = z.strictObject({ id: idSchema });
