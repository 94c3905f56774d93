import { type Selectable, sql } from 'kysely';
import type { ChannelKind, InboundEvent } from '../../channels/channel';
import type { InboxRow, Repositories } from '../store';
import { findOrCreate } from './contacts';
import { atomically, type Context } from './context';
import { newId } from './ids';
import { prepared } from './prepared';
import type { InboxTable } from './schema';

const pending = sql.lit('pending' as const);

type NewRow = {
  id: string;
  contactId: string;
  channel: ChannelKind;
  eventId: string;
  body: Uint8Array;
  now: string;
};
const insert = prepared((db, p: NewRow) =>
  db
    .insertInto('inbox')
    .values({
      id: p.id,
      contact_id: p.contactId,
      channel: p.channel,
      event_id: p.eventId,
      body: p.body,
      state: 'pending',
      attempts: 0,
      received_at: p.now,
    })
    .onConflict((conflict) => conflict.columns(['channel', 'event_id']).doNothing()),
);

const marked = prepared((db, p: { mark: Uint8Array }) =>
  db.selectFrom('mark').select('at').where('hash', '=', p.mark),
);

const seen = prepared((db, p: { channel: ChannelKind; eventId: string }) =>
  db.selectFrom('inbox').select('id').where('channel', '=', p.channel).where('event_id', '=', p.eventId),
);

const known = prepared((db, p: { hash: Uint8Array }) =>
  db.selectFrom('contact').select('id').where('address_hash', '=', p.hash),
);

const next = prepared((db, p: { contactId: string }) =>
  db
    .selectFrom('inbox')
    .selectAll()
    .where('contact_id', '=', p.contactId)
    .where('state', '=', pending)
    .orderBy('sequence')
    .limit(sql.lit(1)),
);

const done = prepared((db, p: { id: string }) =>
  db.updateTable('inbox').set({ state: 'done' }).where('id', '=', p.id),
);

const failedAttempt = prepared((db, p: { id: string; most: number }) =>
  db
    .updateTable('inbox')
    .set((eb) => ({
      attempts: eb('attempts', '+', sql.lit(1)),
      state: eb
        .case()
        .when(eb('attempts', '+', sql.lit(1)), '>=', p.most)
        .then(sql.lit('failed' as const))
        .else(pending)
        .end(),
    }))
    .where('id', '=', p.id)
    .where('state', '=', pending)
    .returning('state'),
);

const pendingContacts = prepared((db, p: { limit: number }) =>
  db
    .selectFrom('inbox')
    .select('contact_id')
    .where('state', '=', pending)
    .groupBy('contact_id')
    .orderBy((eb) => eb.fn.min('sequence'))
    .limit(p.limit),
);

type Draft = { contactId: string; channel: ChannelKind; eventId: string; body: InboxRow['body'] };

export function inboxRepository(context: Context): Repositories['inbox'] {
  return {
    receive: (event, now) => receive(context, event, now),
    add: (event, now) => add(context, event, now),
    addOwn: (contactId, channel, eventId, body, now) =>
      add(context, { contactId, channel, eventId, body }, now),
    async next(contactId) {
      const { rows } = await next(context, { contactId });
      return rows[0] && readInbox(context, rows[0]);
    },
    async done(id) {
      await done(context, { id });
    },
    async failedAttempt(id, most) {
      const { rows } = await failedAttempt(context, { id, most });
      return rows[0]?.state === 'failed';
    },
    async pendingContacts(limit) {
      const { rows } = await pendingContacts(context, { limit });
      return rows.map((row) => row.contact_id);
    },
  };
}

/** A known contact needs a few look-ups and one insert; only a new one needs a transaction. */
async function receive(context: Context, event: InboundEvent, now: string): Promise<InboxRow | undefined> {
  const contactId = await contactOf(context, event);
  if (contactId === undefined) return receiveFromNew(context, event, now);
  try {
    return await add(context, { ...event, contactId }, now);
  } catch (error) {
    // Erased between the look-up and the insert: the message then begins anew, it is not lost.
    if (context.db.isTransaction || (await contactOf(context, event)) === contactId) throw error;
    return receiveFromNew(context, event, now);
  }
}

async function contactOf(context: Context, { channel, address }: InboundEvent): Promise<string | undefined> {
  const { rows } = await known(context, { hash: context.hashes.address(channel, address) });
  return rows[0]?.id;
}

function receiveFromNew(context: Context, event: InboundEvent, now: string): Promise<InboxRow | undefined> {
  const { channel, eventId, address } = event;
  return atomically(context, async (inside) => {
    // First of all: a message delivered again after an erasure must not bring the contact back.
    if (await wasSeen(inside, channel, eventId)) return undefined;
    const contact = await findOrCreate(inside, channel, address, now);
    return add(inside, { ...event, contactId: contact.id }, now);
  });
}

async function wasSeen(context: Context, channel: ChannelKind, eventId: string): Promise<boolean> {
  if (await isMarked(context, channel, eventId)) return true;
  const { rows } = await seen(context, { channel, eventId });
  return rows.length > 0;
}

async function isMarked(context: Context, channel: ChannelKind, eventId: string): Promise<boolean> {
  const { rows } = await marked(context, { mark: context.hashes.event(channel, eventId) });
  return rows.length > 0;
}

/**
 * A mark is written together with the erasure of its contact: an insert that comes after it but looked before it
 * finds no contact to belong to.
 */
async function add(context: Context, draft: Draft, now: string): Promise<InboxRow | undefined> {
  const { contactId, channel, eventId, body } = draft;
  if (await isMarked(context, channel, eventId)) return undefined;
  const id = newId(now);
  const sealed = context.vault.sealJson(`inbox.body:${id}`, body);
  const { changed } = await insert(context, { id, contactId, channel, eventId, body: sealed, now });
  if (changed === 0) return undefined;
  return { id, contactId, channel, eventId, body, receivedAt: now, attempts: 0 };
}

export function readInbox(context: Context, row: Selectable<InboxTable>): InboxRow {
  return {
    id: row.id,
    contactId: row.contact_id,
    channel: row.channel,
    eventId: row.event_id,
    body: context.vault.openJson(`inbox.body:${row.id}`, row.body),
    receivedAt: row.received_at,
    attempts: row.attempts,
  };
}
