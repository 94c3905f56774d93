/** Is this request from Twilio? Answered with the official library's function, and never with yes when in doubt. */
// This one file costs 8 ms; the package's index 200.
import { validateRequest } from 'twilio/lib/webhooks/webhooks';
import type { Form } from './parse';

export type Signatures = {
  /** Before the body is read: why this cannot be Twilio, or undefined. */
  missing(signature: string | undefined): 'no token' | 'no signature' | undefined;
  /** @param originalUrl path and query as received. */
  valid(signature: string | undefined, originalUrl: string, form: Form): boolean;
};

/**
 * @param tokens auth tokens, any of which may have signed: the primary one, and during a rotation the next.
 * @param publicUrl what Twilio calls: behind a proxy neither Host nor X-Forwarded-Host can be believed.
 */
export function createSignatures(tokens: readonly (string | undefined)[], publicUrl: string): Signatures {
  // An empty token would be a key that everybody knows.
  const keys = tokens.filter((token): token is string => token !== undefined && token !== '');
  const base = publicUrl.replace(/#.*$/, '').replace(/\/+$/, '');
  return {
    missing(signature) {
      if (keys.length === 0) return 'no token';
      return signature ? undefined : 'no signature';
    },
    valid: (signature, originalUrl, form) =>
      Boolean(signature) && keys.some((key) => signedWith(key, signature ?? '', base + originalUrl, form)),
  };
}

function signedWith(key: string, signature: string, url: string, form: Form): boolean {
  try {
    return validateRequest(key, signature, url, form);
  } catch {
    // An address that is no address.
    return false;
  }
}
