/**
 * One turn: lock the contact, load, advance, commit everything in one transaction. No network here.
 * Two messages in a row both count, in the order they came.
 */
import {
  advance,
  type Contact,
  type Desk,
  type Input,
  type MediaKind,
  profiles,
  type Release,
  type Reply,
  readSession,
  render,
  type Turn,
  type World,
} from '../bot';
import { applyEffects, type EffectDependencies } from './effects';
import { belgianTime } from './handoff/hours';
import type { Logger } from './log';
import type { Bus } from './store/bus';
import type { ContactRow, HandoffRow, InboxRow, NewOutboxRow, Repositories, Store } from './store/store';

/** Failed attempts after which a message is set aside and a person is called. */
const mostAttempts = 5;

export type TurnDependencies = EffectDependencies & {
  store: Store;
  bus: Bus;
  release(): Release;
  now(): Date;
  /** When mediators answer for this contact. */
  deskFor(contact: ContactRow): Promise<Desk>;
  /** Voice notes are written down; see `speech/recogniser.ts`. */
  listens?: boolean;
  log: Logger;
};

export type Turns = {
  /** Takes every pending message of the contact, oldest first; returns when none is left. */
  take(contactId: string): Promise<void>;
};

export function createTurns(dependencies: TurnDependencies): Turns {
  return {
    take: (contactId) =>
      dependencies.bus.withLock(`turn:${contactId}`, async () => {
        const { inbox, contacts } = dependencies.store;
        for (let row = await inbox.next(contactId); row; row = await inbox.next(contactId)) {
          // What is written while the goodbye is on its way waits for it: see `eraseIfAsked`.
          if ((await contacts.get(contactId))?.erasing) return;
          if (!(await takeSafely(dependencies, row))) return;
        }
      }),
  };
}

/** @returns false when this contact should be left for the next sweep. */
async function takeSafely(dependencies: TurnDependencies, row: InboxRow): Promise<boolean> {
  try {
    await takeOne(dependencies, row);
    dependencies.bus.wake(row.contactId);
    return true;
  } catch (error) {
    dependencies.log.error({ err: error, inboxId: row.id, attempt: row.attempts + 1 }, 'turn failed');
    const setAside = await dependencies.store.inbox.failedAttempt(row.id, mostAttempts);
    if (setAside) await callPerson(dependencies, row);
    return setAside;
  }
}

async function takeOne(dependencies: TurnDependencies, row: InboxRow): Promise<void> {
  const { store } = dependencies;
  const contact = await store.contacts.get(row.contactId);
  if (!contact || contact.erasing) return store.inbox.done(row.id);
  const stored = await store.sessions.get(contact.id);
  const handoff = await store.handoffs.openOf(contact.id);
  const world = await worldFor(dependencies, contact, handoff, row.id);
  const turn = advance(world, readSession(stored?.data, world.release.id), inputOf(row));
  await store.transaction(async (repositories) => {
    const kept = await repositories.sessions.put(contact.id, turn.session, stored?.revision ?? 0, world.now);
    if (!kept) throw new Error('the session was changed by another turn');
    await repositories.outbox.add(outboxRows(turn, contact, world));
    await applyEffects(dependencies, repositories, { turn, contact, handoff, world });
    await repositories.inbox.done(row.id);
  });
  dependencies.log.info(
    { turnId: row.id, events: turn.events.map((event) => event.type), replies: turn.replies.length },
    'turn',
  );
}

async function worldFor(
  { release, now, deskFor, store, listens = false }: TurnDependencies,
  contact: ContactRow,
  handoff: HandoffRow | undefined,
  turnId: string,
): Promise<World> {
  const instant = now();
  return {
    release: release(),
    now: instant.toISOString(),
    today: belgianTime(instant).day,
    turnId,
    channel: profiles[contact.channel],
    contact: contactFor(contact, handoff, await store.timers.count(contact.id)),
    desk: await deskFor(contact),
    listens,
  };
}

function contactFor(row: ContactRow, handoff: HandoffRow | undefined, reminders: number): Contact {
  const open = handoff?.state === 'requested' || handoff?.state === 'assigned' ? handoff.state : null;
  return {
    language: row.language,
    languageChosen: row.languageChosen,
    municipality: row.municipality,
    status: row.status,
    optedOut: row.optedOut,
    greeted: row.greeted,
    handoff: handoff && open ? { id: handoff.id, state: open, urgent: handoff.urgent } : null,
    reminders,
  };
}

function inputOf(row: InboxRow): Input {
  const { body } = row;
  switch (body.type) {
    case 'message':
      return {
        type: 'message',
        text: body.text,
        media: body.media.map((media): MediaKind => media.kind),
        location: body.location,
      };
    case 'timer':
      return { type: 'timeout', timer: body.timer, reminder: body.reminder, values: body.values };
    case 'handoff-closed':
      return { type: 'handoff_closed', how: body.how, resume: body.resume };
    default:
      return body;
  }
}

/** Ids come from the turn, so that the same turn run twice makes the same rows. */
function outboxRows(turn: Turn, contact: ContactRow, world: World): NewOutboxRow[] {
  return turn.replies.flatMap((reply) => rowsOf(reply, contact, world));
}

function rowsOf(reply: Reply, contact: ContactRow, world: World): NewOutboxRow[] {
  return render(reply, world.channel).map((part, index) => ({
    id: `${reply.id}.${index}`,
    contactId: contact.id,
    author: { type: 'bot' },
    language: reply.language,
    part,
    blocks: index === 0 ? reply.blocks : [],
    options: index === 0 ? reply.options : [],
    template: reply.template ?? null,
    createdAt: world.now,
  }));
}

/** A message we could not work through is not lost: it is said, and a person gets it. */
async function callPerson(dependencies: TurnDependencies, row: InboxRow): Promise<void> {
  const { store } = dependencies;
  const contact = await store.contacts.get(row.contactId);
  if (!contact || contact.erasing) return;
  const handoff = await store.handoffs.openOf(contact.id);
  const world = await worldFor(dependencies, contact, handoff, row.id);
  await store.transaction((repositories) => apologise(dependencies, repositories, contact, handoff, world));
  dependencies.bus.wake(contact.id);
}

async function apologise(
  dependencies: TurnDependencies,
  repositories: Repositories,
  contact: ContactRow,
  handoff: HandoffRow | undefined,
  world: World,
): Promise<void> {
  const language = contact.language ?? world.release.languages[0]?.code ?? 'fr';
  const text = world.release.texts.get(language, 'bot:sorry') ?? '';
  const block = { key: 'bot:sorry', values: {}, text };
  const reply: Reply = { id: `${world.turnId}:sorry`, language, blocks: [block], options: [], listLabel: '' };
  const effects: Turn['effects'] = handoff
    ? []
    : [
        {
          type: 'open_handoff',
          id: `${world.turnId}:e0`,
          reason: 'unsure',
          urgent: false,
          topic: null,
          summary: 'the bot could not work through this message',
        },
      ];
  const turn: Turn = { session: readSession(null, world.release.id), replies: [reply], effects, events: [] };
  await repositories.outbox.add(outboxRows(turn, contact, world));
  await applyEffects(dependencies, repositories, { turn, contact, handoff, world });
}
