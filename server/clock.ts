/**
 * The sweep: everything that is due is a row, so that a crash loses nothing and "now" and "later" give the same.
 * Wake-ups make it fast; this makes it certain.
 */
import type { Channel, ChannelKind } from './channels/channel';
import { scrubDue } from './erasure';
import { transition } from './handoff/handoff';
import { belgianTime } from './handoff/hours';
import type { Logger } from './log';
import { fetchMediaDue } from './media';
import type { Outbox } from './outbox';
import type { Recogniser } from './speech/recogniser';
import type { Bus } from './store/bus';
import type { Store } from './store/store';
import type { Turns } from './turn';

const batch = 200;
const day = 86_400_000;

export type ClockDependencies = {
  store: Store;
  bus: Bus;
  turns: Turns;
  outbox: Outbox;
  channel(kind: ChannelKind): Channel | undefined;
  recogniser?: Recogniser;
  now(): Date;
  log: Logger;
  retention: { transcriptDays: number; contactDays: number; auditDays: number };
};

export type Clock = {
  /** Does all that is due now; returns when done. */
  tick(): Promise<void>;
  start(everyMs: number): void;
  stop(): Promise<void>;
};

export function createClock(dependencies: ClockDependencies): Clock {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  let lastRetention = 0;
  const sending = new Set<string>();
  const fetching = new Set<string>();
  const work = async (patiently: boolean): Promise<void> => {
    await timersDue(dependencies);
    await handoffsExpired(dependencies);
    await pendingTurns(dependencies);
    const sends = await pendingMessages(dependencies, sending);
    const files = await fetchMediaDue(dependencies, fetching);
    if (patiently) await Promise.all([...sends, ...files]);
    await scrubAgain(dependencies);
    if (dependencies.now().getTime() - lastRetention > 3_600_000) {
      lastRetention = dependencies.now().getTime();
      await retention(dependencies);
      await rewriteAtNight(dependencies);
    }
  };
  const safely = async () => {
    busy = true;
    await work(false).catch((error: unknown) => dependencies.log.error({ err: error }, 'sweep failed'));
    busy = false;
  };
  return {
    tick: () => work(true),
    start(everyMs) {
      timer = setInterval(() => {
        if (!busy) running = safely();
      }, everyMs);
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

/** A due reminder becomes an input like any other, once: its id makes the row unique. */
async function timersDue({ store, now }: ClockDependencies): Promise<void> {
  for (const timer of await store.timers.due(now().toISOString(), batch)) {
    await store.transaction(async ({ contacts, inbox, timers }) => {
      const contact = await contacts.get(timer.contactId);
      const body = { type: 'timer' as const, timer: timer.timer, ...timer.data };
      if (contact)
        await inbox.addOwn(contact.id, contact.channel, `timer:${timer.id}`, body, now().toISOString());
      await timers.remove(timer.id);
    });
  }
}

/** Nobody took it in time: the person is told and the bot speaks again. */
async function handoffsExpired({ store, now }: ClockDependencies): Promise<void> {
  const at = now().toISOString();
  const due = await store.handoffs.expired(at, batch);
  // One that a mediator holds never expires by itself.
  for (const handoff of due.filter(({ state }) => state === 'requested')) {
    await store.transaction(async ({ contacts, inbox, handoffs }) => {
      const moved = await handoffs.change(
        handoff.id,
        handoff.revision,
        transition(handoff.state, { type: 'expire', now: at }),
      );
      const contact = moved ? await contacts.get(handoff.contactId) : undefined;
      if (contact)
        await inbox.addOwn(
          contact.id,
          contact.channel,
          `expired:${handoff.id}`,
          { type: 'handoff-closed', how: 'expired' },
          at,
        );
    });
  }
}

async function pendingTurns({ store, turns }: ClockDependencies): Promise<void> {
  await Promise.all((await store.inbox.pendingContacts(batch)).map((contactId) => turns.take(contactId)));
}

/** Starts what is due. The sweep does not wait for it: a provider that keeps one person waiting keeps no other. */
async function pendingMessages(
  { store, outbox, now, log }: ClockDependencies,
  sending: Set<string>,
): Promise<Promise<void>[]> {
  const due = await store.outbox.pendingContacts(now().toISOString(), batch);
  const leaving = await store.contacts.erasing();
  const idle = [...new Set([...due, ...leaving])].filter((contactId) => !sending.has(contactId));
  return idle.map((contactId) => {
    sending.add(contactId);
    return outbox
      .send(contactId)
      .catch((error: unknown) => log.error({ err: error }, 'sending failed'))
      .finally(() => sending.delete(contactId));
  });
}

/** After a crash between an erasure and its scrub, or while another process was reading. */
async function scrubAgain({ store }: ClockDependencies): Promise<void> {
  if ((await store.settings.get(scrubDue)) !== 'now') return;
  await store.scrub();
  await store.settings.put(scrubDue, 'yes');
}

/** Hour of the night, Belgian time, in which a large file may be rewritten: nothing else runs meanwhile. */
const quietHour = '03';

async function rewriteAtNight({ store, now }: ClockDependencies): Promise<void> {
  if (!belgianTime(now()).time.startsWith(quietHour) || (await store.settings.get(scrubDue)) !== 'yes')
    return;
  await store.scrub({ thorough: true });
  await store.settings.put(scrubDue, 'no');
}

/** What is older than we promise to keep goes. */
async function retention({ store, now, retention: days, log }: ClockDependencies): Promise<void> {
  const before = (count: number) => new Date(now().getTime() - count * day).toISOString();
  const idle = await store.contacts.idleSince(before(days.contactDays), batch);
  for (const contactId of idle) await store.transaction(({ contacts }) => contacts.erase(contactId));
  const removed = await store.retention.sweep({
    transcriptBefore: before(days.transcriptDays),
    sessionsBefore: before(days.transcriptDays),
    marksBefore: before(2),
    auditBefore: before(days.auditDays),
  });
  if (idle.length + removed > 0) {
    await store.scrub();
    log.info({ contacts: idle.length, rows: removed }, 'retention');
  }
}
