/** The visitor's secret: made by the server, kept by the page, and the contact's address. Never in a URL or a log. */
import { createHash, randomBytes } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';

/** 256 bits. */
export const newToken = (): string => randomBytes(32).toString('base64url');

export const tokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'not a token of this chat');

/** @returns the token of `Authorization: Bearer …`, or null. */
export function bearerToken(request: Pick<Request, 'get'>): string | null {
  const found = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1];
  return found !== undefined && tokenSchema.safeParse(found).success ? found : null;
}

/**
 * Names a contact to the page without giving its id. After an erasure the same token is another contact: the page
 * sees another epoch and knows that what it numbered before is gone.
 */
export const epochOf = (contactId: string): string =>
  createHash('sha256').update(`web chat epoch ${contactId}`).digest('base64url').slice(0, 16);
