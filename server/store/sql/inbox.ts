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
  mark: Uint8Array;
};
/** One statement: nothing can come between the look at what was seen before and the insert. */
const insert = prepared((db, p: NewRow) =>
  db
    .insertInto('inbox')
    .columns(['id', 'contact_id', 'channel', 'event_id', 'body', 'state', 'attempts', 'received_at'])
    .expression(
      db
        .selectNoFrom((of) => [
          of.val(p.id).as('id'),
          of.val(p.contactId).as('contact_id'),
          of.val(p.channel).as('channel'),
          of.val(p.eventId).as('event_id'),
          of.val(p.body).as('body'),
          pending.as('state'),
          sql.lit(0).as('attempts'),
          of.val(p.now).as('received_at'),
        ])
        .where((of) => of.not(of.exists(of.selectFrom('mark').select('at').where('hash', '=', p.mark)))),
    )
    .onConflict((conflict) => conflict.columns(['channel', 'event_id']).doNothing())
    .returning('id'),
);

const seen = prepared((db, p: { channel: ChannelKind; eventId: string; mark: Uint8Array }) =>
  db
    .selectFrom('inbox')
    .select('id')
    .where('channel', '=', p.channel)
    .where('event_id', '=', p.eventId)
    .unionAll(db.selectFrom('mark').select('at as id').where('hash', '=', p.mark)),
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

/** A known contact needs one look-up and one insert; only a new one needs a transaction. */
async function receive(context: Context, event: InboundEvent, now: string): Promise<InboxRow | undefined> {
  const { channel, eventId, address, body } = event;
  const { hashes } = context;
  const { rows } = await known(context, { hash: hashes.address(channel, address) });
  if (rows[0]) return add(context, { contactId: rows[0].id, channel, eventId, body }, now);
  return atomically(context, async (inside) => {
    // First of all: a message delivered again after an erasure must not bring the contact back.
    const before = await seen(inside, { channel, eventId, mark: hashes.event(channel, eventId) });
    if (before.rows.length > 0) return undefined;
    const contact = await findOrCreate(inside, channel, address, now);
    return add(inside, { contactId: contact.id, channel, eventId, body }, now);
  });
}

async function add(context: Context, draft: Draft, now: string): Promise<InboxRow | undefined> {
  const { contactId, channel, eventId, body } = draft;
  const id = newId(now);
  const { rows } = await insert(context, {
    ...{ id, contactId, channel, eventId, now },
    body: context.vault.sealJson(`inbox.body:${id}`, body),
    mark: context.hashes.event(channel, eventId),
  });
  if (rows.length === 0) return undefined;
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
