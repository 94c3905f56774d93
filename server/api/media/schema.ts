import { z } from 'zod';
import { idSchema } from '../fields';

export const mediaQuery = z.strictObject({
  /** The conversation it is seen in; the person's open one when left out. */
  handoff: idSchema.optional(),
});
