/** Whom a request is counted for. */
import type { IncomingMessage } from 'node:http';
import { ipKeyGenerator } from 'express-rate-limit';

/**
 * @param proxies reverse proxies in front of us: so many addresses at the end of X-Forwarded-For are believed.
 *   The same as Express does with this number, also for websockets, which Express does not see.
 * @returns the visitor's address; of IPv6 the network, as one visitor has millions of addresses.
 */
export function createAddressOf(proxies: number): (request: IncomingMessage) => string {
  return (request) => {
    const forwarded = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((address) => address.trim())
      .filter((address) => address !== '');
    const hops = [request.socket.remoteAddress ?? '', ...forwarded.reverse()];
    return ipKeyGenerator(hops[Math.min(proxies, hops.length - 1)] ?? '');
  };
}
