/** Files people sent: behind Basic authentication, then a redirect to a store that refuses to see credentials. */
import type { IncomingMessage, ServerResponse } from 'node:http';

type Stored = { bytes: Uint8Array; contentType: string };
const store = '/media-store';

/** @returns whether the request was for a file and has been answered. */
export function serveMedia(
  media: ReadonlyMap<string, Stored>,
  credentials: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): boolean {
  const { authorization } = request.headers;
  if (url.pathname.startsWith(store)) {
    const file = media.get(url.pathname.slice(store.length));
    // S3 answers 400 to a request that is signed twice.
    if (authorization !== undefined || !file) response.writeHead(authorization ? 400 : 404).end();
    else response.writeHead(200, { 'Content-Type': file.contentType }).end(file.bytes);
    return true;
  }
  if (!media.has(url.pathname)) return false;
  if (!credentials.includes(authorization ?? '')) response.writeHead(401).end();
  else response.writeHead(307, { Location: store + url.pathname }).end();
  return true;
}
