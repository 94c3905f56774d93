/** Small schemas that many endpoints share. */
import { z } from 'zod';
import { languageCodeSchema } from '../../bot';

export const idSchema = z.string().min(1).max(120);
export const idParams = z.strictObject({ id: idSchema });
export const instant = z.iso.datetime();
export const roleSchema = z.enum(['mediator', 'administrator', 'analyst']);
export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email());
export const nameSchema = z.string().trim().min(1).max(100);
export const languagesSchema = z.array(languageCodeSchema).max(50);
export const nisSchema = z.string().regex(/^\d{5}$/);
export const personSchema = z.strictObject({ id: z.string(), name: z.string() });
