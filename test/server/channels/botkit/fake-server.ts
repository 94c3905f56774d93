/** A web chat on a small bot and a store in memory, listening on a free port. For tests of the page and its server. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Block, Flow, Part } from '../../../../bot';
import {
  createWebChannel,
  type WebChat,
  type WebChatOptions,
} from '../../../../server/channels/botkit/web-chat';
import type { DeliveryReport, InboundEvent } from '../../../../server/channels/channel';
import type { ContactRow, MediaRow, OutboxRow } from '../../../../server/store/store';
import { cardTexts, findText } from './page-texts';

const languages = [
  { code: 'fr', name: 'Français', direction: 'ltr' },
  { code: 'nl', name: 'Nederlands', direction: 'ltr' },
  { code: 'en', name: 'English', direction: 'ltr' },
  { code: 'ar', name: 'العربية', direction: 'rtl' },
] as const;

const flows: Record<string, Flow> = {
  welcome: {
    id: 'welcome',
    start: 'place',
    takes: {},
    nodes: {
      place: {
        type: 'ask',
        kind: 'place',
        save: 'municipality',
        next: 'place',
        unlessKnown: true,
        values: {},
      },
    },
  },
};

export type FakeReply = { part: Part; blocks?: Block[]; author?: OutboxRow['author']; language?: string };
export type FakeBot = (event: InboundEvent, language: string) => FakeReply[];

export const text = (words: string): FakeReply => ({ part: { type: 'text', text: words } });

export type FakeServer = {
  url: string;
  chat: WebChat;
  /** Every event that was new. */
  events: InboundEvent[];
  receiveCalls: InboundEvent[];
  reports: DeliveryReport[];
  logged: unknown[];
  media: { row: MediaRow; bytes: Uint8Array | null }[];
  rows: OutboxRow[];
  contacts: ContactRow[];
  /** Says something by itself, e.g. a mediator's answer. */
  say(address: string, reply: FakeReply): Promise<void>;
  erase(address: string): void;
  /** Answers are written, but not sent while this is true. */
  holdSending(hold: boolean): void;
  failReceive(fail: boolean): void;
  /** Websocket upgrades are refused, as some networks do. */
  refuseSockets(refuse: boolean): void;
  /** Cuts every connection and takes no new one, until `back` is called. */
  goAway(): Promise<void>;
  back(): Promise<void>;
  close(): Promise<void>;
};

export type FakeOptions = Partial<WebChatOptions> & { bot?: FakeBot; delayMs?: number };

export async function startFakeServer({
  bot = echo,
  delayMs = 0,
  ...options
}: FakeOptions = {}): Promise<FakeServer> {
  const app = express();
  const server = createServer(app);
  const connections = new Set<import('node:net').Socket>();
  const port = await listen(server, 0);
  const url = `http://127.0.0.1:${port}`;
  let now = 0;
  let sequence = 0;
  let held = false;
  let failing = false;
  let noSockets = false;
  const state = {
    events: [],
    receiveCalls: [],
    reports: [],
    logged: [],
    media: [],
    rows: [],
    contacts: [],
  } as Pick<FakeServer, 'events' | 'receiveCalls' | 'reports' | 'logged' | 'media' | 'rows' | 'contacts'>;
  const contactOf = (address: string): ContactRow => {
    const known = state.contacts.find((contact) => contact.address === address);
    if (known) return known;
    const contact = { id: `contact-${++now}`, channel: 'web', address, language: 'fr', erasing: false };
    state.contacts.push(contact as ContactRow);
    return contact as ContactRow;
  };
  const write = (contact: ContactRow, reply: FakeReply): OutboxRow => {
    const row = {
      id: `row-${sequence + 1}`,
      contactId: contact.id,
      sequence: ++sequence,
      author: reply.author ?? { type: 'bot' },
      language: reply.language ?? contact.language ?? 'fr',
      part: reply.part,
      blocks: reply.blocks ?? [],
      options: [],
      state: 'queued',
      createdAt: new Date().toISOString(),
    } as unknown as OutboxRow;
    state.rows.push(row);
    return row;
  };
  const send = async (contact: ContactRow, row: OutboxRow) => {
    if (held) return;
    await chat.channel.send({ id: row.id, address: contact.address, language: row.language, part: row.part });
    row.state = 'sent';
  };
  const answer = async (event: InboundEvent, contact: ContactRow) => {
    await chat.channel.typing(event.eventId);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    const chosen = event.body.type === 'choice' && /^language:(\w+)$/.exec(event.body.id)?.[1];
    if (chosen) contact.language = chosen;
    const rows = bot(event, contact.language ?? 'fr').map((reply) => write(contact, reply));
    for (const row of rows) await send(contact, row);
  };
  const log = (fields: object, message: string) => void state.logged.push([fields, message]);
  const chat = createWebChannel({
    receive: async (event) => {
      state.receiveCalls.push(event);
      if (failing) throw new Error('the store is away');
      if (state.events.some((seen) => seen.eventId === event.eventId)) return { new: false, contactId: null };
      const contact = contactOf(event.address);
      state.events.push(event);
      for (const source of event.body.type === 'message' ? event.body.media : []) {
        const row = { id: `media-${++now}`, contactId: contact.id, source, state: 'to-fetch' } as MediaRow;
        state.media.push({ row, bytes: null });
      }
      setImmediate(() => void answer(event, contact));
      return { new: true, contactId: contact.id };
    },
    store: {
      contacts: {
        findByAddress: async (_channel, address) =>
          state.contacts.find((contact) => contact.address === address),
      },
      outbox: {
        after: async (contactId, after) =>
          state.rows.filter((row) => row.contactId === contactId && row.sequence > after),
      },
      media: {
        toFetch: async () => state.media.filter(({ row }) => row.state === 'to-fetch').map(({ row }) => row),
        keep: async (id, bytes) => {
          const kept = state.media.find(({ row }) => row.id === id);
          if (kept) Object.assign(kept, { bytes, row: { ...kept.row, state: 'kept' } });
        },
      },
    },
    report: async (report) => {
      state.reports.push(report);
      const row = state.rows.find(({ id }) => id === report.messageId);
      if (row) row.state = 'delivered';
    },
    content: { languages: () => languages as never, texts: findText, flows: () => flows },
    now: () => new Date(),
    log: { debug: log, info: log, warn: log, error: log },
    publicUrl: url,
    ...options,
  });
  app.use(chat.router);
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    if (noSockets) socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    else if (!chat.upgrade(request, socket, head)) socket.destroy();
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of connections) socket.destroy();
    });
  return {
    ...state,
    url,
    chat,
    say: async (address, reply) => {
      const contact = contactOf(address);
      await send(contact, write(contact, reply));
    },
    erase(address) {
      const index = state.contacts.findIndex((contact) => contact.address === address);
      const [gone] = state.contacts.splice(index, 1);
      for (const row of [...state.rows])
        if (row.contactId === gone?.id) state.rows.splice(state.rows.indexOf(row), 1);
    },
    holdSending: (hold) => {
      held = hold;
    },
    failReceive: (fail) => {
      failing = fail;
    },
    refuseSockets: (refuse) => {
      noSockets = refuse;
    },
    goAway: stop,
    back: async () => void (await listen(server, port)),
    async close() {
      await chat.close();
      await stop();
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve) =>
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}

const echo: FakeBot = (event) =>
  event.body.type === 'message'
    ? [text(`You said: ${event.body.text}`)]
    : [text(`You chose: ${JSON.stringify(event.body)}`)];

/** A card as the core makes it: first the desk's languages, then the person's. */
export function deskCard(): FakeReply {
  const blocks = ['fr', 'nl'].flatMap((language) =>
    ['title', 'ask', 'bring', 'receipt'].map((part) => ({
      key: `bot:card.cpas.${part}`,
      values: {},
      text: cardTexts[language]?.[part] ?? '',
    })),
  );
  return { part: { type: 'text', text: blocks.map((block) => block.text).join('\n\n') }, blocks };
}
