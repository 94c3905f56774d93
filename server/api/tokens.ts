/** Secrets handed to a browser. The store only ever sees their SHA-256. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, fit for a cookie or an address. */
export const newToken = (): string => randomBytes(32).toString('base64url');

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Name by which a token may be listed and recorded: says nothing about the token. */
export const tokenName = (tokenHash: string): string => tokenHash.slice(0, 16);

/** Takes the same time wherever they differ. */
export function sameToken(expected: string, given: string): boolean {
  return timingSafeEqual(Buffer.from(hashToken(expected)), Buffer.from(hashToken(given)));
}
