/** The web chat: a channel like the others, hosted by Botkit, with its page at `/`. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Router } from 'express';
import { profiles } from '../../../bot';
import type { Logger } from '../../log';
import type { Receive } from '../../receive';
import type { Store } from '../../store/store';
import type { Channel, DeliveryReport, InboundBody } from '../channel';
import { inboundActivity, inboundEvent, outboundActivity, referenceTo } from './activity';
import { createAddressOf } from './address';
import { createFeed, type FeedStore } from './feed';
import type { BotkitHost, Received } from './host';
import { createHub, type Hub } from './hub';
import { type WebLimits, webLimits } from './limits';
import { createOrigins } from './origins';
import { createPage } from './page';
import { createPoll } from './poll';
import type { PageContent } from './present';
import { createRoutes } from './routes';
import { createSockets } from './sockets';
import { createTalk } from './talk';
import { createUploads, type Uploads } from './uploads';
import type { WebAdapter } from './web-adapter';

export type WebChatOptions = {
  receive: Receive;
  store: FeedStore & { media: Pick<Store['media'], 'toFetch' | 'keep'> };
  /** Takes the word of a page that a message is on its screen: the outbox's `report`. */
  report(report: DeliveryReport): Promise<void>;
  content: PageContent;
  now(): Date;
  log: Logger;
  publicUrl: string;
  /** Sites that may show the chat in a frame; any, unless given. */
  embedOrigins?: readonly string[];
  /** Where "leave quickly" leads. */
  quitUrl?: string;
  /** Reverse proxies in front of us, as in Express's `trust proxy`; 0 unless given. */
  trustProxy?: number;
  limits?: Partial<WebLimits>;
};

export type WebChat = {
  channel: Channel;
  /** Mounted at the root. */
  router: Router;
  /** @returns false when the request is for somebody else. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  close(): Promise<void>;
};

const weather = 'https://www.meteo.be/';

export function createWebChannel(options: WebChatOptions): WebChat {
  const limits: WebLimits = { ...webLimits, ...options.limits };
  const origins = createOrigins(options.publicUrl, options.embedOrigins ?? ['*']);
  const addressOf = createAddressOf(options.trustProxy ?? 0);
  const onError = (error: unknown) => options.log.error({ err: error, channel: 'web' }, 'web chat failed');
  const hub = createHub();
  const uploads = createUploads(limits, () => options.now().getTime());
  const feed = createFeed(options.store, options.content, options.report);
  const botkit = createBotkit(options.receive, hub, onError);
  const writers = createWriters();
  const hear = (eventId: string, address: string, body: InboundBody) => {
    writers.note(eventId, address);
    return botkit.hear(eventId, address, body);
  };
  const talk = createTalk({ hear, uploads, store: options.store, onError });
  const ticks = () => performance.now();
  const sockets = createSockets({ hub, feed, talk, limits, ticks, onError, origins, addressOf });
  const page = createPage({ content: options.content, limits, quitUrl: options.quitUrl ?? weather });
  const poll = createPoll({ hub, feed, limits });
  const { publicUrl } = options;
  return {
    channel: createChannel(botkit, uploads, writers, onError),
    router: createRoutes({ page, origins, limits, publicUrl, talk, poll, uploads, addressOf, onError }),
    upgrade: sockets.upgrade,
    async close() {
      hub.closeAll();
      sockets.close();
      await botkit.close();
    },
  };
}

function createChannel(
  botkit: LazyBotkit,
  uploads: Uploads,
  writers: Writers,
  onError: (error: unknown) => void,
): Channel {
  return {
    kind: 'web',
    profile: profiles.web,
    /** The row is the message: whether a page takes it now or reads it later, it is sent. */
    async send(message) {
      await botkit.say(message.address, outboundActivity(message)).catch(onError);
      return { type: 'sent', providerId: message.id };
    },
    lookUp: async (message) => ({ type: 'found', providerId: message.id }),
    async typing(eventId) {
      const address = writers.of(eventId);
      if (address !== undefined) await botkit.say(address, { type: 'typing' }).catch(onError);
    },
    fetchMedia: async (media) => uploads.fetch(media),
  };
}

type LazyBotkit = {
  hear(eventId: string, address: string, body: InboundBody): Promise<Received>;
  say(address: string, activity: Parameters<BotkitHost['say']>[1]): Promise<void>;
  close(): Promise<void>;
};

/** Botkit is loaded when the first message comes or goes: who runs WhatsApp only never pays for it. */
function createBotkit(receive: Receive, hub: Hub, onError: (error: unknown) => void): LazyBotkit {
  let loaded: { host: BotkitHost; adapter: WebAdapter } | undefined;
  const load = () => {
    loaded ??= start(receive, hub, onError);
    return loaded;
  };
  return {
    async hear(eventId, address, body) {
      const { host, adapter } = load();
      return adapter.hear(inboundActivity(eventId, address, body), host.handleTurn);
    },
    say: async (address, activity) => load().host.say(referenceTo(address), activity),
    close: async () => loaded?.host.close(),
  };
}

function start(receive: Receive, hub: Hub, onError: (error: unknown) => void) {
  const { startBotkit } = require('./host') as typeof import('./host');
  const { WebAdapter } = require('./web-adapter') as typeof import('./web-adapter');
  const adapter = new WebAdapter({
    message: async (address) => {
      await hub.flush(address).catch(onError);
    },
    typing: (address) => hub.typing(address),
  });
  return { adapter, host: startBotkit({ adapter, toEvent: inboundEvent, receive }) };
}

type Writers = { note(eventId: string, address: string): void; of(eventId: string): string | undefined };

/** Who wrote the last messages: `typing` gets the id of one. */
function createWriters(): Writers {
  const most = 2_000;
  const recent = new Map<string, string>();
  return {
    note(eventId, address) {
      recent.set(eventId, address);
      const oldest = recent.size > most ? recent.keys().next().value : undefined;
      if (oldest !== undefined) recent.delete(oldest);
    },
    of: (eventId) => recent.get(eventId),
  };
}
