/** The composition root: the only file that knows the implementations. Reads the environment, wires, listens. */
import { hkdfSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import pino from 'pino';
import type { Release } from '../bot';
import { type Accounts, createAccounts } from './api/accounts';
import { createApiRouter } from './api/router';
import { createApp } from './app';
import { createWebChannel, type WebChat } from './channels/botkit/web-chat';
import type { Channel, ChannelKind, InboundEvent } from './channels/channel';
import { createTwilioChannels } from './channels/twilio/channels';
import { twilioSettings } from './channels/twilio/settings';
import { templateNames } from './channels/twilio/templates';
import { createTwilioRouter } from './channels/twilio/webhook';
import { createClock } from './clock';
import { type Config, ConfigError, readConfig } from './config';
import { ContentError, readContent } from './content/files';
import { loadRelease } from './content/load';
import { languageStatus } from './content/status';
import { embeddedKey } from './embedded-key';
import { createRouting } from './handoff/routing';
import type { Logger } from './log';
import { metricsText } from './metrics';
import { createOutbox } from './outbox';
import { KeyError, readKeys } from './privacy/encryption';
import { createMyData } from './privacy/my-data';
import { redactor } from './privacy/redaction';
import { createReceive, type Receive } from './receive';
import { projectRoot } from './root';
import { createRecogniser } from './speech/recogniser';
import { type Bus, createLocalBus } from './store/bus';
import { createSqlStore } from './store/sql/store';
import type { Store } from './store/store';
import { createTurns } from './turn';

const sweepEveryMs = 1_000;
/** Longest wait for the provider's word on a message before the next one to the same person goes. */
const orderWaitMs = 1_500;
const stopWithinMs = 10_000;
/** WhatsApp tells nobody that a template was approved: it is asked. */
const templatesEveryMs = 3_600_000;

/** What everything else is built on. */
type Ground = {
  config: Config;
  log: Logger;
  store: Store;
  release: Release;
  bus: Bus;
  /** Filled once the channels exist. */
  channels: Map<ChannelKind, Channel>;
  now(): Date;
};

export type Running = { port: number; url: string; stop(): Promise<void> };

/** Starts everything; resolves when the server listens. */
export async function start(config: Config, log: Logger): Promise<Running> {
  const keyText = config.dataKey ?? localKey(config, log);
  const store = await createSqlStore({ url: config.databaseUrl, keys: readKeys(keyText) });
  const release = await loadRelease(projectRoot, (text) => log.info({}, text));
  const bus = createLocalBus((error) => log.error({ err: error }, 'a listener failed'));
  const ground: Ground = { config, log, store, release, bus, channels: new Map(), now: () => new Date() };
  const secret = new Uint8Array(hkdfSync('sha256', keyText, '', 'passerelle links', 32));
  const rooms = createRooms(ground, secret);
  const web = createWeb(ground, rooms);
  const accounts = createAccounts({ store, now: ground.now });
  const server = createServer(createFaces(ground, rooms, web, accounts));
  server.on('upgrade', (request, socket, head) => {
    if (!web?.upgrade(request, socket, head)) socket.destroy();
  });
  const port = await listen(server, config.port);
  rooms.clock.start(sweepEveryMs);
  const url = config.publicUrlGiven ? config.publicUrl : `http://localhost:${port}`;
  await announce(url, accounts, ground);
  return { port, url, stop: () => stop(server, web, rooms, ground) };
}

/** The embedded default: a key made once beside the database. */
function localKey(config: Config, log: Logger): string {
  const { key, created } = embeddedKey(config);
  if (created)
    log.warn(
      {},
      'A data key was made beside the database (data.key). Keep a copy: without it nothing stored can be read.',
    );
  return key;
}

/** The five rooms of a message, wired. */
function createRooms(ground: Ground, secret: Uint8Array) {
  const { config, log, store, release, bus, now, channels } = ground;
  const channel = (kind: ChannelKind) => channels.get(kind);
  const myData = createMyData({ store, secret, publicUrl: config.publicUrl, now });
  const routing = createRouting({ store, places: release.places, now });
  const turns = createTurns({
    store,
    bus,
    now,
    log,
    release: () => release,
    deskFor: routing.deskFor,
    organisationFor: routing.organisationFor,
    exportLink: myData.link,
    handoffDays: config.handoffDays,
    listens: config.speech !== null,
  });
  const outbox = createOutbox({ store, bus, channel, now, log, orderWaitMs });
  const recogniser =
    config.speech === null
      ? undefined
      : createRecogniser(config.speech, (reason) =>
          log.warn({ reason }, 'a voice note was not written down'),
        );
  const clock = createClock({
    ...{ store, bus, turns, outbox, channel, recogniser, now, log },
    retention: config.retention,
  });
  bus.onWake((contactId) => {
    turns
      .take(contactId)
      .then(() => outbox.send(contactId))
      .catch((error: unknown) =>
        log.error({ err: error }, 'work after a wake-up failed; the sweep takes it up'),
      );
  });
  return { myData, turns, outbox, clock, receive: withTyping(createReceive({ store, bus, now }), channel) };
}
type Rooms = ReturnType<typeof createRooms>;

/** Shows that an answer is being prepared; nobody waits for it. */
function withTyping(receive: Receive, channel: (kind: ChannelKind) => Channel | undefined): Receive {
  return async (event: InboundEvent) => {
    const received = await receive(event);
    if (received.new) void channel(event.channel)?.typing(event.eventId);
    return received;
  };
}

function createWeb(
  { config, store, release, now, log, channels }: Ground,
  { receive, outbox }: Rooms,
): WebChat | null {
  if (!config.webChat) return null;
  const web = createWebChannel({
    receive,
    store,
    report: outbox.report,
    content: {
      languages: () => release.languages,
      texts: (language, key) => release.texts.get(language, key),
      flows: () => release.flows,
    },
    now,
    log,
    publicUrl: config.publicUrl,
    embedOrigins: config.embedOrigins,
    trustProxy: config.trustProxy,
  });
  channels.set('web', web.channel);
  return web;
}

/** Everything the server answers to. */
function createFaces(
  ground: Ground,
  { myData, outbox, receive }: Rooms,
  web: WebChat | null,
  accounts: Accounts,
) {
  const { config, log, store, release, bus, now } = ground;
  connectTwilio(ground);
  const { twilio, publicUrl } = config;
  return createApp({
    trustProxy: config.trustProxy,
    log,
    ready: () => store.ping(),
    metrics: () => metricsText(store, now()),
    twilio: createTwilioRouter({
      accountSid: twilio?.accountSid,
      authToken: twilio?.authToken,
      additionalTokens: twilio?.previousAuthToken ? [twilio.previousAuthToken] : [],
      publicUrl,
      receive,
      report: outbox.report,
      log,
    }),
    api: createApiRouter({
      store,
      bus,
      accounts,
      release: () => release,
      languages: once(() => languageStatus(readContent(projectRoot))),
      now,
      log,
      publicUrl,
      secureCookies: publicUrl.startsWith('https:'),
      handoffDays: config.handoffDays,
    }),
    myData: myData.router,
    webChat: web?.router ?? null,
  });
}

function connectTwilio({ config, store, release, log, channels }: Ground): void {
  if (!config.twilio) return;
  const settings = twilioSettings(config.twilio, config.publicUrl);
  const twilio = createTwilioChannels(settings, { settings: store.settings, log });
  for (const channel of [twilio.whatsapp, twilio.sms]) if (channel) channels.set(channel.kind, channel);
  const languages = release.languages.map(({ code }) => code);
  const refresh = () =>
    twilio.templates
      .refresh(templateNames, languages)
      .catch((error: unknown) => log.warn({ err: error }, 'the state of the templates is not known'));
  setInterval(refresh, templatesEveryMs).unref();
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** Said once at start, for the person at the terminal. The link works once, while there is no administrator. */
async function announce(url: string, accounts: Accounts, { config, log }: Ground): Promise<void> {
  log.info({}, 'listening');
  const lines = [`Web chat:  ${url}/`, `API:       ${url}/api/openapi.json`];
  const invitation = await accounts.createFirstRunLink();
  if (invitation)
    lines.push(
      `Console:   ${url}/console/#/accept/${invitation.token}  (first administrator; works once, for a day)`,
    );
  if (!config.twilio)
    lines.push('Twilio is not set up: WhatsApp and SMS are off, their webhooks refuse everything.');
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Stops taking, finishes what is under way, closes. What is left is in the rows and is taken up at the next start. */
async function stop(
  server: Server,
  web: WebChat | null,
  rooms: Rooms,
  { bus, store }: Ground,
): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await web?.close();
  await rooms.clock.stop();
  await bus.close();
  server.closeAllConnections();
  await closed;
  await store.close();
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: undefined, ...redactor() }, pino.destination(2));
  const running = await start(config, log);
  const end = (signal: string) => {
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => end(signal));
}

/** What the operator can mend is said in a sentence. */
function explain(error: unknown): string {
  const known = error instanceof ConfigError || error instanceof KeyError || error instanceof ContentError;
  return known || !(error instanceof Error)
    ? String((error as Error).message ?? error)
    : (error.stack ?? error.message);
}

/** What is asked for seldom is worked out at the first question. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

if (require.main === module) {
  main().catch((error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  });
}
