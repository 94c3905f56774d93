/**
 * Sends what is committed, one message at a time and in order per contact. Every outcome of a send is decided here.
 *
 * Twilio has no idempotency key: a send whose outcome we do not know is looked up, never sent again blindly.
 */
import type { Channel, ChannelKind, DeliveryReport, OutboundMessage, SendResult } from './channels/channel';
import { consequences, type SendError } from './channels/errors';
import { eraseIfAsked } from './erasure';
import type { Logger } from './log';
import type { Bus } from './store/bus';
import type { ContactRow, NewOutboxRow, OutboxRow, Store } from './store/store';

const mostAttempts = 8;
/** Look-ups of a message whose fate is unknown, in milliseconds after the attempt; then it stays unknown and the next goes. */
const lookUpDelays = [5_000, 15_000, 45_000, 120_000] as const;
/** How often a provider that cannot be reached is asked again about a message, in milliseconds. */
const askAgainMs = 10_000;
const firstRetryMs = 1_000;
const longestRetryMs = 60_000;

export type OutboxDependencies = {
  store: Store;
  bus: Bus;
  channel(kind: ChannelKind): Channel | undefined;
  now(): Date;
  log: Logger;
  /** Longest wait for the provider's word on one message before the next one goes, so that they arrive in order. */
  orderWaitMs: number;
};

export type Outbox = {
  /** Sends all that is due for this contact. */
  send(contactId: string): Promise<void>;
  /** Takes a provider's delivery report into account. */
  report(report: DeliveryReport): Promise<void>;
};

export function createOutbox(dependencies: OutboxDependencies): Outbox {
  const waiting = new Map<string, () => void>();
  return {
    send: (contactId) =>
      dependencies.bus.withLock(`outbox:${contactId}`, () => sendAll(dependencies, contactId, waiting)),
    report: (report) => takeReport(dependencies, report, waiting),
  };
}

async function sendAll(
  dependencies: OutboxDependencies,
  contactId: string,
  waiting: Map<string, () => void>,
): Promise<void> {
  const { store } = dependencies;
  for (let row = await store.outbox.next(contactId); row; row = await store.outbox.next(contactId)) {
    const contact = await store.contacts.get(contactId);
    if (!contact) return;
    const channel = dependencies.channel(contact.channel);
    if (!channel || !isDue(row, dependencies.now())) return;
    const went = await handle(dependencies, channel, contact, row);
    if (went && channel.windowHours !== undefined) await inOrder(dependencies, row, waiting);
  }
  await eraseIfAsked(dependencies, contactId);
}

const isDue = (row: OutboxRow, now: Date): boolean =>
  row.notBefore === null || Date.parse(row.notBefore) <= now.getTime();

/** @returns true when a message was accepted just now. */
async function handle(
  dependencies: OutboxDependencies,
  channel: Channel,
  contact: ContactRow,
  row: OutboxRow,
): Promise<boolean> {
  if (row.state !== 'queued') {
    await lookUp(dependencies, channel, contact, row);
    return false;
  }
  const message: OutboundMessage = {
    id: row.id,
    address: contact.address,
    language: row.language,
    part: row.part,
  };
  if (windowOpen(channel, contact, dependencies.now()))
    return attempt(dependencies, contact, row, () => channel.send(message));
  const { template } = row;
  if (template && (await channel.hasTemplate?.(template.name, row.language))) {
    return attempt(dependencies, contact, row, () => channel.send({ ...message, template }));
  }
  await waitForPerson(dependencies, channel, contact, row);
  return false;
}

/** Name of the template that says "an answer is waiting, write to read it". */
const notice = 'waiting';

/** The window is closed: the message stays until the person writes, and a template (once per closed window) says that it waits. */
async function waitForPerson(
  { store, now }: OutboxDependencies,
  channel: Channel,
  contact: ContactRow,
  row: OutboxRow,
): Promise<void> {
  const at = now().toISOString();
  const canNotify = !row.template && ((await channel.hasTemplate?.(notice, row.language)) ?? false);
  await store.transaction(async ({ outbox }) => {
    await outbox.change(row.id, { state: 'waiting' }, at);
    if (canNotify) await outbox.add([noticeRow(contact, row, at)]);
  });
}

function noticeRow(contact: ContactRow, row: OutboxRow, createdAt: string): NewOutboxRow {
  return {
    id: `notice:${contact.id}:${contact.lastInboundAt}`,
    contactId: contact.id,
    author: { type: 'bot' },
    language: row.language,
    part: { type: 'text', text: '' },
    blocks: [],
    options: [],
    template: { name: notice, values: {} },
    createdAt,
  };
}

/** WhatsApp: free text only for so many hours after the person last wrote. A minute is kept in hand. */
export function windowOpen(
  channel: Pick<Channel, 'windowHours'>,
  contact: Pick<ContactRow, 'lastInboundAt'>,
  now: Date,
): boolean {
  if (channel.windowHours === undefined) return true;
  if (contact.lastInboundAt === null) return false;
  return now.getTime() < Date.parse(contact.lastInboundAt) + channel.windowHours * 3_600_000 - 60_000;
}

async function attempt(
  dependencies: OutboxDependencies,
  contact: ContactRow,
  row: OutboxRow,
  send: () => Promise<SendResult>,
): Promise<boolean> {
  const { store, now } = dependencies;
  const attempts = row.attempts + 1;
  const attemptedAt = now().toISOString();
  // Written before the call: after a crash we know that this one may have gone.
  if (!(await store.outbox.claim(row.id, attemptedAt))) return false;
  const result = await send();
  if (result.type === 'sent') {
    await store.outbox.change(
      row.id,
      { state: 'sent', providerId: result.providerId, error: null },
      now().toISOString(),
    );
    return true;
  }
  await failed(dependencies, contact, { ...row, attempts }, result);
  return false;
}

async function failed(
  dependencies: OutboxDependencies,
  contact: ContactRow,
  row: OutboxRow,
  result: Extract<SendResult, { type: 'failed' }>,
): Promise<void> {
  const { store, now, log } = dependencies;
  const { error } = result;
  const decision = decide(error, row.attempts, now());
  await store.outbox.change(row.id, { ...decision, error }, now().toISOString());
  if (error.code === 'opted-out') await store.contacts.change(contact.id, { optedOut: true });
  const fields = {
    messageId: row.id,
    code: error.code,
    providerCode: error.providerCode,
    attempt: row.attempts,
  };
  if (consequences[error.code].alert) log.error(fields, 'message not sent');
  else log.info(fields, 'message not sent');
}

/** What becomes of a message after a failed attempt. Pure. */
export function decide(
  error: SendError,
  attempts: number,
  now: Date,
): Pick<OutboxRow, 'state' | 'notBefore'> {
  if (error.code === 'outside-window') return { state: 'waiting', notBefore: null };
  if (error.code === 'ambiguous') return { state: 'unknown', notBefore: later(now, lookUpDelays[0]) };
  if (!consequences[error.code].retry || attempts >= mostAttempts)
    return { state: 'failed', notBefore: null };
  const wait = Math.max(
    error.retryAfterMs ?? 0,
    Math.min(firstRetryMs * 2 ** (attempts - 1), longestRetryMs),
  );
  return { state: 'queued', notBefore: later(now, wait) };
}

const later = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString();

/** `sending` here means that the process died during the call; `unknown` that the call timed out. */
async function lookUp(
  dependencies: OutboxDependencies,
  channel: Channel,
  contact: ContactRow,
  row: OutboxRow,
): Promise<void> {
  const { store, now } = dependencies;
  const since = row.attemptedAt ?? row.createdAt;
  const settled = later(new Date(since), lookUpDelays[0]);
  // A message accepted a moment ago may not be in the provider's list yet: "absent" would be believed too early.
  if (Date.parse(settled) > now().getTime()) return postpone(dependencies, row, settled);
  const known = await store.outbox.providerIds(contact.id, since);
  const { id, language, part, template } = row;
  const message: OutboundMessage = {
    id,
    address: contact.address,
    language,
    part,
    template: template ?? undefined,
  };
  const answer = await channel.lookUp(message, since, known);
  const at = now().toISOString();
  if (answer.type === 'found')
    return store.outbox.change(row.id, { state: 'sent', providerId: answer.providerId, notBefore: null }, at);
  if (row.state === 'unknown') return lookAgain(dependencies, row);
  // The process died during the call. Only the provider's own word that it never came lets it go again.
  if (answer.type === 'absent') return store.outbox.change(row.id, { state: 'queued', notBefore: null }, at);
  return postpone(dependencies, row, later(now(), askAgainMs));
}

function postpone({ store, now }: OutboxDependencies, row: OutboxRow, notBefore: string): Promise<void> {
  return store.outbox.change(row.id, { notBefore }, now().toISOString());
}

async function lookAgain({ store, now, log }: OutboxDependencies, row: OutboxRow): Promise<void> {
  const notBefore = nextLookUp(row, now());
  if (notBefore === null) log.error({ messageId: row.id }, 'the fate of a message stays unknown');
  await store.outbox.change(row.id, { state: 'unknown', notBefore }, now().toISOString());
}

/** @returns when to look again, or null when it has been looked for often enough: it stays unknown and stands in nobody's way. */
export function nextLookUp(row: Pick<OutboxRow, 'attemptedAt' | 'createdAt'>, now: Date): string | null {
  const began = Date.parse(row.attemptedAt ?? row.createdAt);
  const next = lookUpDelays.find((delay) => began + delay > now.getTime());
  return next === undefined ? null : new Date(began + next).toISOString();
}

/** Providers do not keep the order of messages: wait for the word on this one before the next goes. */
function inOrder(
  { orderWaitMs }: OutboxDependencies,
  row: OutboxRow,
  waiting: Map<string, () => void>,
): Promise<void> {
  if (orderWaitMs === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      waiting.delete(row.id);
      resolve();
    };
    const timer = setTimeout(done, orderWaitMs);
    waiting.set(row.id, done);
  });
}

async function takeReport(
  dependencies: OutboxDependencies,
  report: DeliveryReport,
  waiting: Map<string, () => void>,
): Promise<void> {
  const { store, now, bus } = dependencies;
  const byId = report.messageId === null ? undefined : await store.outbox.get(report.messageId);
  const row = byId ?? (await store.outbox.findByProviderId(report.providerId));
  if (!row || !isAbout(report, row)) return;
  const at = now().toISOString();
  if (report.status === 'failed') await reportedFailure(dependencies, row, report);
  else
    await store.outbox.change(
      row.id,
      { state: report.status === 'queued' ? 'sent' : report.status, providerId: report.providerId },
      at,
    );
  waiting.get(row.id)?.();
  bus.wake(row.contactId);
}

/**
 * A report is about the attempt it names. A message that was refused and waits again must not be marked sent by a
 * late word on the refused attempt; one whose fate is unknown has no provider id yet and learns it here.
 */
function isAbout(report: DeliveryReport, row: OutboxRow): boolean {
  if (row.providerId !== null) return row.providerId === report.providerId;
  return row.state === 'sending' || row.state === 'unknown';
}

async function reportedFailure(
  dependencies: OutboxDependencies,
  row: OutboxRow,
  report: DeliveryReport,
): Promise<void> {
  const { store, now } = dependencies;
  const error: SendError = report.error ?? { code: 'unknown' };
  const contact = await store.contacts.get(row.contactId);
  if (!contact) return;
  // Refused for the closed window only now: it waits for the person, nothing is lost.
  const change =
    error.code === 'outside-window'
      ? { state: 'waiting' as const, providerId: null, error }
      : { state: 'failed' as const, providerId: report.providerId, error };
  await store.outbox.change(row.id, change, now().toISOString());
  if (error.code === 'opted-out') await store.contacts.change(contact.id, { optedOut: true });
}
