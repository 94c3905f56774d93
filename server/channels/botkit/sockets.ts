/** Lets websockets in: right path, allowed origin, not too many. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Origins } from './origins';
import { ChatSocket, closeCodes, type SocketDependencies } from './socket';

export const socketPath = '/chat/socket';

export type Sockets = {
  /** @returns false when the request is for somebody else. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  close(): void;
};

export type SocketsOptions = SocketDependencies & {
  origins: Origins;
  /** Whom to count a request for; behind a proxy the visitor, not the proxy. */
  addressOf(request: IncomingMessage): string;
};

export function createSockets(options: SocketsOptions): Sockets {
  const { limits, origins, addressOf } = options;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
    clientTracking: true,
  });
  const perAddress = new Map<string, number>();
  const refusal = (request: IncomingMessage): string | null => {
    if (!origins.allows(request.headers, true)) return '403 Forbidden';
    if (server.clients.size >= limits.sockets) return '503 Service Unavailable';
    if ((perAddress.get(addressOf(request)) ?? 0) >= limits.socketsPerAddress) return '429 Too Many Requests';
    return null;
  };
  return {
    upgrade(request, socket, head) {
      if (request.url?.split('?')[0] !== socketPath) return false;
      const refused = refusal(request);
      if (refused) {
        socket.end(`HTTP/1.1 ${refused}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
        return true;
      }
      const address = addressOf(request);
      server.handleUpgrade(request, socket, head, (accepted) => {
        count(perAddress, address, 1);
        accepted.on('close', () => count(perAddress, address, -1));
        new ChatSocket(accepted, options);
      });
      return true;
    },
    close() {
      for (const client of server.clients) client.close(closeCodes.leaving, 'server stops');
      server.close();
    },
  };
}

function count(perAddress: Map<string, number>, address: string, by: number): void {
  const now = (perAddress.get(address) ?? 0) + by;
  if (now > 0) perAddress.set(address, now);
  else perAddress.delete(address);
}
