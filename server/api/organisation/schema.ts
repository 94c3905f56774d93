import { z } from 'zod';
import { languagesSchema, nameSchema, nisSchema } from '../fields';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);
const interval = z
  .strictObject({ weekday: z.int().min(1).max(7), from: time, to: time })
  .refine(({ from, to }) => from < to, { error: 'from-before-to', path: ['to'] });
type Interval = z.infer<typeof interval>;

/** Those of one day may touch, not overlap. */
function overlap(weekly: Interval[]): boolean {
  const sorted = [...weekly].sort((a, b) => a.weekday - b.weekday || (a.from < b.from ? -1 : 1));
  return sorted.some((one, index) => {
    const next = sorted[index + 1];
    return next !== undefined && next.weekday === one.weekday && next.from < one.to;
  });
}

export const hoursSchema = z.strictObject({
  /** Weekday 1 = Monday … 7 = Sunday; times in Belgium. */
  weekly: z
    .array(interval)
    .max(70)
    .refine((weekly) => !overlap(weekly), { error: 'hours-overlap' }),
  closedDays: z.array(z.iso.date()).max(400),
  /** Closed on the ten legal holidays. */
  publicHolidays: z.boolean(),
});

export const organisationChangeSchema = z.strictObject({
  name: nameSchema,
  /** NIS codes it serves; none = everybody. */
  municipalities: z.array(nisSchema).max(600),
  /** Languages its mediators answer in. */
  languages: languagesSchema,
  hours: hoursSchema,
});

export const organisationNameSchema = z.strictObject({ id: z.string(), name: z.string() });

export const organisationSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  municipalities: z.array(z.string()),
  languages: z.array(z.string()),
  hours: z.strictObject({
    weekly: z.array(z.strictObject({ weekday: z.int(), from: z.string(), to: z.string() })),
    closedDays: z.array(z.string()),
    publicHolidays: z.boolean(),
  }),
  /** Whether somebody answers now and, if not, when. */
  desk: z.strictObject({ open: z.boolean(), opensAt: z.string().nullable() }),
  can: z.strictObject({ edit: z.boolean() }),
});
