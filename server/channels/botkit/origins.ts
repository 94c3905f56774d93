/** Whose pages may talk to the chat, and who may show it in a frame. */
import type { IncomingHttpHeaders } from 'node:http';

export type Origins = {
  /** `frame-ancestors` of the page. */
  frameAncestors: string[];
  /** @param needed a websocket always says where it comes from, an HTTP request not always. */
  allows(headers: IncomingHttpHeaders, needed: boolean): boolean;
};

/**
 * @param publicUrl our own address.
 * @param embedOrigins sites that may show the chat, e.g. `https://www.gent.be`; `*` alone = any site.
 */
export function createOrigins(publicUrl: string, embedOrigins: readonly string[]): Origins {
  const own = new URL(publicUrl).origin;
  const others = embedOrigins.filter((origin) => origin !== '*').map((origin) => new URL(origin).origin);
  const allowed = new Set([own, ...others]);
  return {
    frameAncestors: embedOrigins.includes('*') ? ['*'] : ["'self'", ...others],
    allows(headers, needed) {
      const { origin, host } = headers;
      if (origin === undefined) return !needed;
      return allowed.has(origin) || hostOf(origin) === host;
    },
  };
}

/** The page reached under another name than PUBLIC_URL (127.0.0.1, an address in the local network) is still ours. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
