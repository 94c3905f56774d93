/** The rooms of a message on a real SQLite in memory, with a clock one can move and a channel that keeps what it is sent. */
import { randomBytes, randomUUID } from 'node:crypto';
import { profiles, type Release } from '../../bot';
import type {
  Channel,
  ChannelKind,
  LookUpResult,
  OutboundMessage,
  SendResult,
} from '../../server/channels/channel';
import { createClock } from '../../server/clock';
import type { Logger } from '../../server/log';
import { createOutbox } from '../../server/outbox';
import { readKeys } from '../../server/privacy/encryption';
import { createReceive } from '../../server/receive';
import type { Recogniser } from '../../server/speech/recogniser';
import { createLocalBus } from '../../server/store/bus';
import { createSqlStore } from '../../server/store/sql/store';
import { createTurns } from '../../server/turn';

export const silentLog: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/** A channel whose next answers can be told; by default everything is accepted. */
export class FakeChannel implements Channel {
  readonly profile;
  sent: OutboundMessage[] = [];
  answers: (SendResult | 'crash')[] = [];
  lookUps: LookUpResult[] = [];
  templates = new Set<string>();
  windowHours: number | undefined;

  constructor(readonly kind: ChannelKind) {
    this.profile = profiles[kind];
    if (kind === 'whatsapp') this.windowHours = 24;
  }

  async send(message: OutboundMessage): Promise<SendResult> {
    const answer = this.answers.shift();
    if (answer === 'crash') throw new Error('the process died');
    if (!answer || answer.type === 'sent') this.sent.push(message);
    return answer ?? { type: 'sent', providerId: `SM${this.sent.length}` };
  }
  async lookUp(): Promise<LookUpResult> {
    return this.lookUps.shift() ?? { type: 'unavailable' };
  }
  async typing(): Promise<void> {}
  async fetchMedia() {
    return { bytes: new Uint8Array([1, 2, 3]), contentType: 'image/jpeg' };
  }
  async hasTemplate(name: string): Promise<boolean> {
    return this.templates.has(name);
  }
  texts(): string[] {
    return this.sent.map((message) =>
      message.template ? `template ${message.template.name}` : message.part.text,
    );
  }
}

export type Engine = Awaited<ReturnType<typeof startEngine>>;

export async function startEngine(
  release: Release,
  options: {
    url?: string;
    keys?: string;
    orderWaitMs?: number;
    log?: Logger;
    recogniser?: Recogniser;
  } = {},
) {
  const keys = options.keys ?? randomBytes(32).toString('base64');
  const store = await createSqlStore({ url: options.url ?? 'sqlite::memory:', keys: readKeys(keys) });
  const bus = createLocalBus((error) => {
    throw error;
  });
  const log = options.log ?? silentLog;
  const time = { now: new Date('2026-11-23T10:00:00.000Z') };
  const now = () => time.now;
  const channels = {
    whatsapp: new FakeChannel('whatsapp'),
    sms: new FakeChannel('sms'),
    web: new FakeChannel('web'),
  };
  const channel = (kind: ChannelKind) => channels[kind];
  const receive = createReceive({ store, bus, now });
  const turns = createTurns({
    store,
    bus,
    now,
    log,
    release: () => release,
    deskFor: async () => ({ open: true, opensAt: null }),
    organisationFor: async () => 'passerelle',
    exportLink: (contactId) => `http://localhost/my-data/${contactId}`,
    handoffDays: 3,
    listens: options.recogniser !== undefined,
  });
  const outbox = createOutbox({ store, bus, channel, now, log, orderWaitMs: options.orderWaitMs ?? 0 });
  const clock = createClock({
    store,
    bus,
    turns,
    outbox,
    channel,
    recogniser: options.recogniser,
    now,
    log,
    retention: { transcriptDays: 30, contactDays: 180, auditDays: 365 },
  });
  return {
    store,
    bus,
    turns,
    outbox,
    clock,
    receive,
    channels,
    time,
    keys,
    /** Lets time pass and does all that is due. */
    async pass(ms: number) {
      time.now = new Date(time.now.getTime() + ms);
      await clock.tick();
    },
    /** Receives a text and does everything it leads to. @returns what was sent for it. */
    async says(
      text: string,
      given: { from?: string; channel?: ChannelKind; eventId?: string } = {},
    ): Promise<string[]> {
      const kind = given.channel ?? 'whatsapp';
      const before = channels[kind].sent.length;
      await receive({
        channel: kind,
        eventId: given.eventId ?? randomUUID(),
        address: given.from ?? '+32470000001',
        body: { type: 'message', text, media: [] },
      });
      await clock.tick();
      return channels[kind].texts().slice(before);
    },
    contact: (from = '+32470000001', kind: ChannelKind = 'whatsapp') =>
      store.contacts.findByAddress(kind, from),
  };
}

export const minutes = 60_000;
export const hours = 60 * minutes;
export const days = 24 * hours;
