import { type Selectable, sql } from 'kysely';
import type { ChannelKind } from '../../channels/channel';
import { pseudonymOf } from '../../privacy/address';
import type { ContactChange, ContactRow, Repositories } from '../store';
import { atomically, type Context, flag, oneOf } from './context';
import { newId } from './ids';
import { prepared } from './prepared';
import type { ContactTable } from './schema';

const byHash = prepared((db, p: { hash: Uint8Array }) =>
  db.selectFrom('contact').selectAll().where('address_hash', '=', p.hash),
);

const byId = prepared((db, p: { id: string }) => db.selectFrom('contact').selectAll().where('id', '=', p.id));

type NewContact = { id: string; channel: ChannelKind; hash: Uint8Array; address: Uint8Array; now: string };
const insert = prepared((db, p: NewContact) =>
  db
    .insertInto('contact')
    .values({
      id: p.id,
      channel: p.channel,
      address_hash: p.hash,
      address: p.address,
      active_at: p.now,
      created_at: p.now,
      ...{ language: null, municipality: null, status: null, last_inbound_at: null },
      ...{ language_chosen: 0, opted_out: 0, greeted: 0, erasing: 0 },
    })
    .onConflict((conflict) => conflict.column('address_hash').doNothing())
    .returningAll(),
);

const touch = prepared((db, p: { id: string; at: string }) =>
  db
    .updateTable('contact')
    .set({ last_inbound_at: p.at, active_at: p.at })
    .where('id', '=', p.id)
    .where((eb) => eb.or([eb('last_inbound_at', 'is', null), eb('last_inbound_at', '<', p.at)])),
);

const erasing = prepared((db) =>
  db.selectFrom('contact').select('id').where('erasing', '=', sql.lit(1)).orderBy('active_at'),
);

/** A reminder still to come or a mediator at work keeps a contact. */
const idleSince = prepared((db, p: { before: string; limit: number }) =>
  db
    .selectFrom('contact')
    .select('contact.id')
    .where('active_at', '<', p.before)
    .where((eb) =>
      eb.not(
        eb.exists(eb.selectFrom('timer').select('timer.id').whereRef('timer.contact_id', '=', 'contact.id')),
      ),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('handoff')
            .select('handoff.id')
            .whereRef('handoff.contact_id', '=', 'contact.id')
            .where(oneOf('handoff.state', ['requested', 'assigned'])),
        ),
      ),
    )
    .orderBy('active_at')
    .limit(p.limit),
);

const events = prepared((db, p: { id: string }) =>
  db.selectFrom('inbox').select(['channel', 'event_id', 'received_at']).where('contact_id', '=', p.id),
);

const mark = prepared((db, p: { hash: Uint8Array; at: string }) =>
  db
    .insertInto('mark')
    .values({ hash: p.hash, at: p.at })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Every other table hangs on the contact with `on delete cascade`. */
const remove = prepared((db, p: { id: string }) => db.deleteFrom('contact').where('id', '=', p.id));

export function contactRepository(context: Context): Repositories['contacts'] {
  const { hashes } = context;
  return {
    findOrCreate: (channel, address, now) => findOrCreate(context, channel, address, now),
    async get(id) {
      const { rows } = await byId(context, { id });
      return rows[0] && read(context, rows[0]);
    },
    async findByAddress(channel, address) {
      const { rows } = await byHash(context, { hash: hashes.address(channel, address) });
      return rows[0] && read(context, rows[0]);
    },
    change: (id, change) => changeContact(context, id, change),
    async touch(id, at) {
      await touch(context, { id, at });
    },
    erase: (id) => atomically(context, (inside) => erase(inside, id)),
    async erasing() {
      const { rows } = await erasing(context, {});
      return rows.map(({ id }) => id);
    },
    async idleSince(before, limit) {
      const { rows } = await idleSince(context, { before, limit });
      return rows.map(({ id }) => id);
    },
  };
}

/** Two at once give one contact: the second insert does nothing, and finds. */
export async function findOrCreate(
  context: Context,
  channel: ChannelKind,
  address: string,
  now: string,
): Promise<ContactRow> {
  const hash = context.hashes.address(channel, address);
  const known = await byHash(context, { hash });
  if (known.rows[0]) return read(context, known.rows[0]);
  const id = newId(now);
  const sealed = context.vault.seal(`contact.address:${id}`, address);
  const made = await insert(context, { id, channel, hash, address: sealed, now });
  const row = made.rows[0] ?? (await byHash(context, { hash })).rows[0];
  if (row === undefined) throw new Error('contact vanished while it was being made');
  return read(context, row);
}

async function changeContact(context: Context, id: string, change: ContactChange): Promise<void> {
  const { language, languageChosen, municipality, status, optedOut, greeted, erasing } = change;
  const sealed = status && context.vault.seal(`contact.status:${id}`, status);
  const set = {
    ...(language !== undefined && { language }),
    ...(languageChosen !== undefined && { language_chosen: flag(languageChosen) }),
    ...(municipality !== undefined && { municipality }),
    ...(status !== undefined && { status: sealed || null }),
    ...(optedOut !== undefined && { opted_out: flag(optedOut) }),
    ...(greeted !== undefined && { greeted: flag(greeted) }),
    ...(erasing !== undefined && { erasing: flag(erasing) }),
  };
  if (Object.keys(set).length === 0) return;
  await context.db.updateTable('contact').set(set).where('id', '=', id).execute();
}

async function erase(context: Context, id: string): Promise<void> {
  const { rows } = await events(context, { id });
  for (const { channel, event_id, received_at } of rows) {
    await mark(context, { hash: context.hashes.event(channel, event_id), at: received_at });
  }
  await remove(context, { id });
}

function read(context: Context, row: Selectable<ContactTable>): ContactRow {
  const { vault } = context;
  return {
    id: row.id,
    channel: row.channel,
    address: vault.open(`contact.address:${row.id}`, row.address),
    pseudonym: pseudonymOf(row.id),
    language: row.language,
    languageChosen: row.language_chosen === 1,
    municipality: row.municipality,
    status: row.status && vault.open(`contact.status:${row.id}`, row.status),
    optedOut: row.opted_out === 1,
    greeted: row.greeted === 1,
    erasing: row.erasing === 1,
    lastInboundAt: row.last_inbound_at,
    createdAt: row.created_at,
  };
}
