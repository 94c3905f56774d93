/**
 * The server under test, a process of its own: the real app, store and rooms, wired as in `main.ts` but for the
 * channel, which takes every message at once. So neither Twilio's client nor a double of Twilio is measured.
 * `BENCH_HOLD=yes`: webhooks are kept and acknowledged, turns are not taken.
 */
import express from 'express';
import pino from 'pino';
import { profiles, type Release } from '../../../bot';
import { createApp } from '../../app';
import type { Channel } from '../../channels/channel';
import { createTwilioRouter } from '../../channels/twilio/webhook';
import { createClock } from '../../clock';
import { loadRelease } from '../../content/load';
import { createRouting } from '../../handoff/routing';
import { createOutbox } from '../../outbox';
import { readKeys } from '../../privacy/encryption';
import { redactor } from '../../privacy/redaction';
import { createReceive } from '../../receive';
import { projectRoot } from '../../root';
import { type Bus, createLocalBus } from '../../store/bus';
import { createSqlStore } from '../../store/sql/store';
import type { Store } from '../../store/store';
import { createTurns } from '../../turn';
import { say, serveAsChild, type Wish } from './child';
import { account } from './requests';

const log = pino({ level: 'info', base: undefined, ...redactor() }, pino.destination('/dev/null'));
const now = () => new Date();

/** Turns of which a message was handed over. */
const answered = new Set<string>();
let wish: Wish | undefined;

/** An order on Twilio's side is not awaited: `windowHours` is what makes the outbox wait for delivery reports. */
const channel: Channel = {
  kind: 'whatsapp',
  profile: profiles.whatsapp,
  async send({ id }) {
    answered.add(id.slice(0, id.indexOf(':')));
    tell();
    return { type: 'sent', providerId: id };
  },
  lookUp: async () => ({ type: 'unavailable' }),
  typing: async () => {},
  fetchMedia: async () => ({ bytes: new Uint8Array(), contentType: 'image/jpeg' }),
};

function tell(): void {
  if (wish === undefined || answered.size < wish.total) return;
  wish = undefined;
  say({ type: 'turned' });
}

process.on('message', (given: Wish) => {
  wish = given;
  tell();
});

function startRooms(store: Store, bus: Bus, release: Release) {
  const routing = createRouting({ store, places: release.places, now });
  const outbox = createOutbox({ store, bus, channel: () => channel, now, log, orderWaitMs: 0 });
  const turns = createTurns({
    store,
    bus,
    now,
    log,
    release: () => release,
    deskFor: routing.deskFor,
    organisationFor: routing.organisationFor,
    exportLink: (contactId) => `${account.publicUrl}/my-data/${contactId}`,
    handoffDays: 3,
  });
  const retention = { transcriptDays: 30, contactDays: 180, auditDays: 365 };
  const clock = createClock({ store, bus, turns, outbox, channel: () => channel, now, log, retention });
  if (process.env['BENCH_HOLD'] !== 'yes') {
    bus.onWake((contactId) => {
      turns
        .take(contactId)
        .then(() => outbox.send(contactId))
        .catch((error: unknown) => log.error({ err: error }, 'work after a wake-up failed'));
    });
    clock.start(1_000);
  }
  return outbox;
}

async function main(): Promise<void> {
  const store = await createSqlStore({
    url: `sqlite:${process.env['BENCH_FILE']}`,
    keys: readKeys(process.env['DATA_KEY'] ?? ''),
  });
  const bus = createLocalBus((error) => log.error({ err: error }, 'a listener failed'));
  const release = await loadRelease(projectRoot, () => {});
  const outbox = startRooms(store, bus, release);
  const twilio = createTwilioRouter({
    accountSid: account.sid,
    authToken: account.token,
    publicUrl: account.publicUrl,
    receive: createReceive({ store, bus, now }),
    report: outbox.report,
    log,
  });
  const app = createApp({
    trustProxy: 0,
    log,
    ready: () => store.ping(),
    metrics: async () => '',
    twilio,
    api: express.Router(),
    myData: express.Router(),
    webChat: null,
  });
  serveAsChild(app);
}

void main();
