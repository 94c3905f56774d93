/** A page as the server sees it: a websocket, its frames, and waiting for one of them. */
import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import type { MessageFrame, ServerFrame } from '../../../../server/channels/botkit/frames';
import type { FakeServer } from './fake-server';

type Frame<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>;

export type PageClient = {
  frames: ServerFrame[];
  closed: Promise<number>;
  send(frame: object | string): void;
  /** The next frame of this type that was not taken yet. */
  next<T extends ServerFrame['type']>(type: T): Promise<Frame<T>>;
  say(text: string, id?: string): Promise<Frame<'received'>>;
  messages(): MessageFrame[];
  close(): void;
};

export async function openSocket(
  server: FakeServer,
  headers: Record<string, string> = { origin: server.url },
) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/chat/socket`, { headers });
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  return socket;
}

export async function openPage(
  server: FakeServer,
  hello: { token: string | null; after?: number; epoch?: string | null },
): Promise<PageClient> {
  const socket = await openSocket(server);
  const frames: ServerFrame[] = [];
  const taken = new Set<ServerFrame>();
  let look = () => {};
  socket.on('message', (data) => {
    frames.push(JSON.parse(String(data)));
    look();
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const client: PageClient = {
    frames,
    closed,
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    async next(type) {
      for (;;) {
        const found = frames.find((frame) => frame.type === type && !taken.has(frame));
        if (found) {
          taken.add(found);
          return found as Frame<typeof type>;
        }
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`no ${type} came`)), 4_000);
          look = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    async say(text, id = randomUUID()) {
      client.send({ type: 'message', id, text });
      return client.next('received');
    },
    messages: () => frames.filter((frame) => frame.type === 'message'),
    close: () => socket.close(),
  };
  client.send({ type: 'hello', after: 0, epoch: null, ...hello });
  return client;
}

/** A new visitor with a token. */
export async function newVisitor(server: FakeServer): Promise<{ page: PageClient; token: string }> {
  const page = await openPage(server, { token: null });
  const { token } = await page.next('welcome');
  if (token === undefined) throw new Error('no token was made');
  return { page, token };
}

export const words = (frame: MessageFrame): string => frame.part.text;
