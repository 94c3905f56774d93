import { type Selectable, sql } from 'kysely';
import type { MediaRow, Repositories } from '../store';
import type { Context } from './context';
import { prepared } from './prepared';
import type { MediaTable } from './schema';

type NewMedia = { id: string; contactId: string; inboxId: string; source: Uint8Array; contentType: string };
const insert = prepared((db, p: NewMedia) =>
  db
    .insertInto('media')
    .values({
      id: p.id,
      contact_id: p.contactId,
      inbox_id: p.inboxId,
      source: p.source,
      content_type: p.contentType,
      ...{ state: 'to-fetch', reason: null, size: 0, attempts: 0, bytes: null },
    })
    .onConflict((conflict) => conflict.column('id').doNothing()),
);

const fields = [
  'sequence',
  'id',
  'contact_id',
  'inbox_id',
  'source',
  'state',
  'reason',
  'content_type',
  'size',
  'attempts',
] as const;

/** Those that failed come after those not yet tried. */
const toFetch = prepared((db, p: { limit: number }) =>
  db
    .selectFrom('media')
    .select(fields)
    .where('state', '=', sql.lit('to-fetch'))
    .orderBy('attempts')
    .orderBy('sequence')
    .limit(p.limit),
);

const keep = prepared((db, p: { id: string; bytes: Uint8Array; contentType: string; size: number }) =>
  db
    .updateTable('media')
    .set({ state: 'kept', reason: null, bytes: p.bytes, content_type: p.contentType, size: p.size })
    .where('id', '=', p.id),
);

const refuse = prepared((db, p: { id: string; reason: string }) =>
  db
    .updateTable('media')
    .set({ state: 'refused', reason: p.reason, bytes: null, size: 0 })
    .where('id', '=', p.id),
);

const failedAttempt = prepared((db, p: { id: string }) =>
  db
    .updateTable('media')
    .set((eb) => ({ attempts: eb('attempts', '+', sql.lit(1)) }))
    .where('id', '=', p.id)
    .returning('attempts'),
);

const byId = prepared((db, p: { id: string }) => db.selectFrom('media').selectAll().where('id', '=', p.id));

export function mediaRepository(context: Context): Repositories['media'] {
  const { vault } = context;
  return {
    async add({ id, contactId, inboxId, source, contentType }) {
      const sealed = vault.sealJson(`media.source:${id}`, source);
      await insert(context, { id, contactId, inboxId, contentType, source: sealed });
    },
    async toFetch(limit) {
      const { rows } = await toFetch(context, { limit });
      return rows.map((row) => read(context, row));
    },
    async keep(id, bytes, contentType) {
      const sealed = vault.sealBytes(`media.bytes:${id}`, bytes);
      await keep(context, { id, bytes: sealed, contentType, size: bytes.length });
    },
    async refuse(id, reason) {
      await refuse(context, { id, reason });
    },
    failedAttempt: async (id) => (await failedAttempt(context, { id })).rows[0]?.attempts ?? 0,
    async get(id) {
      const row = (await byId(context, { id })).rows[0];
      if (row === undefined) return undefined;
      return { ...read(context, row), bytes: row.bytes && vault.openBytes(`media.bytes:${id}`, row.bytes) };
    },
  };
}

function read(context: Context, row: Omit<Selectable<MediaTable>, 'bytes'>): MediaRow {
  return {
    id: row.id,
    contactId: row.contact_id,
    inboxId: row.inbox_id,
    source: context.vault.openJson(`media.source:${row.id}`, row.source),
    state: row.state,
    reason: row.reason,
    contentType: row.content_type,
    size: row.size,
    attempts: row.attempts,
  };
}
