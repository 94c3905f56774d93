/** A running server with Twilio's double on its other side, and what can be counted on both. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type Environment,
  newDataKey,
  pause,
  type ServerProcess,
  startServer,
  until,
} from '../../support/server-process';
import {
  type SentMessage,
  startTwilioDouble,
  type TwilioDouble,
  type TwilioDoubleOptions,
} from '../../support/twilio-double';
import type { Phone, PhoneOptions } from '../../support/twilio-phone';
import type { SignedWebhook } from '../../support/twilio-webhooks';

/** The bot's own words, as they stand in `locales/`. */
export function say(language: string, ...key: string[]): string {
  const file = path.resolve(__dirname, '../../../locales', language, 'bot.json');
  const found = key.reduce<unknown>(
    (at, name) => (at as Record<string, unknown>)[name],
    JSON.parse(readFileSync(file, 'utf8')),
  );
  if (typeof found !== 'string') throw new Error(`no text ${key.join('.')} in ${language}`);
  return found;
}

/** What Twilio knows of us: never the address the process really listens on. */
export const publicUrl = 'https://bot.example.org';

export type House = {
  twilio: TwilioDouble;
  server: ServerProcess;
  dataKey: string;
  /** A phone nobody used before. */
  phone(channel?: 'whatsapp' | 'sms', options?: PhoneOptions): Phone;
  /** Brings a signed request to our server, as often as one likes. */
  post(webhook: SignedWebhook): Promise<{ status: number; body: string }>;
  close(): Promise<void>;
};

/** Every message is reported as Twilio does when all goes well. */
const allWell = ['queued', 'sent', 'delivered'];

export async function openHouse(
  options: { double?: TwilioDoubleOptions; environment?: Environment } = {},
): Promise<House> {
  const twilio = await startTwilioDouble({ publicUrl, reports: allWell, ...options.double });
  const dataKey = newDataKey();
  const server = await startServer({
    ...twilioEnvironment(twilio),
    DATA_KEY: dataKey,
    ...options.environment,
  });
  twilio.deliverTo = server.url;
  let phones = 0;
  return {
    twilio,
    server,
    dataKey,
    phone(channel = 'whatsapp', phoneOptions) {
      phones += 1;
      const number = `+3247${String(1_000_000 + phones * 7_919).padStart(7, '0')}`;
      return twilio.phone(channel === 'sms' ? number : `whatsapp:${number}`, phoneOptions);
    },
    post: (webhook) => postWebhook(webhook, server.url),
    async close() {
      await server.dispose();
      await twilio.close();
    },
  };
}

export const twilioEnvironment = (twilio: TwilioDouble): Environment => ({
  PUBLIC_URL: publicUrl,
  TWILIO_ACCOUNT_SID: twilio.accountSid,
  TWILIO_AUTH_TOKEN: twilio.authToken,
  TWILIO_WHATSAPP_FROM: twilio.whatsappNumber,
  TWILIO_SMS_FROM: twilio.smsNumber,
  TWILIO_API_BASE_URL: twilio.url,
});

export async function postWebhook(
  webhook: SignedWebhook,
  to: string,
): Promise<{ status: number; body: string }> {
  const url = webhook.url.replace(publicUrl, to);
  const response = await fetch(url, { method: 'POST', headers: webhook.headers, body: webhook.body });
  return { status: response.status, body: await response.text() };
}

/** The id of our own that a message carries in its callback's address. */
export const ownId = ({ statusCallback }: SentMessage): string =>
  new URL(statusCallback ?? 'none:').searchParams.get('message') ?? '';

/** What was sent in answer to this inbound message, by the ids it carries. */
export function answersTo({ server, twilio }: House, messageSid: string): SentMessage[] {
  const turn = turnOf(server, messageSid);
  return turn === undefined ? [] : twilio.messages.filter((message) => ownId(message).startsWith(`${turn}:`));
}

export const turnOf = (server: ServerProcess, messageSid: string): string | undefined =>
  server.rows<{ id: string }>('select id from inbox where event_id = ?', messageSid)[0]?.id;

type Counted = { inbox: number; unanswered: string[]; twice: string[]; notSent: string[] };

/**
 * For every message acknowledged: did something go to the person for it, and each thing once?
 */
export function count(house: House): Counted {
  const { server, twilio } = house;
  const inbound = server.rows<{ id: string }>(
    `select id from inbox where event_id like 'SM%' or event_id like 'MM%'`,
  );
  const outbound = server.rows<{ id: string }>('select id from outbox');
  const sent = twilio.messages.map(ownId);
  const times = (id: string) => sent.filter((one) => one === id).length;
  return {
    inbox: inbound.length,
    unanswered: inbound.map(({ id }) => id).filter((id) => !sent.some((one) => one.startsWith(`${id}:`))),
    twice: [...new Set(sent.filter((id) => times(id) > 1))],
    notSent: outbound.map(({ id }) => id).filter((id) => times(id) === 0),
  };
}

/**
 * Waits until nothing is left to take or to send, and a little longer, in which something could come twice.
 * What Twilio is asked about (`unknown`) is not waited for: that takes two minutes.
 */
export async function atRest(house: House, withinMs = 30_000): Promise<void> {
  const { server, twilio } = house;
  await until(
    'all is answered',
    () => {
      const [row] = server.rows<{ pending: number }>(
        `select (select count(*) from inbox where state = 'pending') + (select count(*) from outbox
         where state in ('queued', 'sending')) as pending`,
      );
      return row?.pending === 0;
    },
    withinMs,
  );
  await twilio.settled();
  await pause(300);
}

/** Rows of every table of the database. */
export function rowCounts(server: ServerProcess): Record<string, number> {
  const tables = server.rows<{ name: string }>(
    `select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%'`,
  );
  return Object.fromEntries(
    tables.map(({ name }) => [
      name,
      server.rows<{ n: number }>(`select count(*) as n from "${name}"`)[0]?.n ?? 0,
    ]),
  );
}

/** Waits for the number of messages on this phone. */
export const receives = (phone: Phone, messages: number, withinMs = 10_000): Promise<SentMessage[]> =>
  until(
    `${messages} messages on ${phone.address}, not ${phone.received().length}`,
    () => phone.received().length >= messages && phone.received(),
    withinMs,
  );
