import { type Selectable, type SqlBool, sql } from 'kysely';
import type { NewOutboxRow, OutboxRow, Repositories } from '../store';
import { atomically, type Context, flag } from './context';
import { changeOutbox } from './outbox-change';
import { prepared } from './prepared';
import type { OutboxTable } from './schema';

/**
 * In the way of later messages of the same contact. An unknown one without a time to look again was given up: it
 * stands in nobody's way. The partial index `outbox_standing` has the same condition, word for word.
 */
const inTheWay = () =>
  sql<SqlBool>`state in ('queued', 'sending', 'unknown') and not (state = 'unknown' and not_before is null)`;
/** Providers date messages by their own clock. */
const CLOCK_MARGIN_MS = 3_600_000;

type Content = Pick<OutboxRow, 'part' | 'blocks' | 'options' | 'template'>;
type NewRow = {
  id: string;
  contactId: string;
  staffId: string | null;
  reviewed: 0 | 1;
  language: string;
  content: Uint8Array;
  createdAt: string;
};
const insert = prepared((db, p: NewRow) =>
  db
    .insertInto('outbox')
    .values({
      id: p.id,
      contact_id: p.contactId,
      staff_id: p.staffId,
      reviewed: p.reviewed,
      language: p.language,
      content: p.content,
      created_at: p.createdAt,
      updated_at: p.createdAt,
      ...{
        state: 'queued',
        attempts: 0,
        provider_id: null,
        error: null,
        attempted_at: null,
        not_before: null,
      },
    })
    .onConflict((conflict) => conflict.column('id').doNothing()),
);

const byId = prepared((db, p: { id: string }) => db.selectFrom('outbox').selectAll().where('id', '=', p.id));

const byProviderId = prepared((db, p: { providerId: string }) =>
  db.selectFrom('outbox').selectAll().where('provider_id', '=', p.providerId).orderBy('sequence'),
);

const next = prepared((db, p: { contactId: string }) =>
  db
    .selectFrom('outbox')
    .selectAll()
    .where('contact_id', '=', p.contactId)
    .where(inTheWay())
    .orderBy('sequence')
    .limit(sql.lit(1)),
);

/** Only the head of each contact's queue counts: one that must wait holds back those behind it. */
const pendingContacts = prepared((db, p: { now: string; limit: number }) =>
  db
    .selectFrom((eb) =>
      eb
        .selectFrom('outbox')
        .select((of) => of.fn.min('sequence').as('first'))
        .where(inTheWay())
        .groupBy('contact_id')
        .as('head'),
    )
    .innerJoin('outbox', 'outbox.sequence', 'head.first')
    .select('outbox.contact_id')
    .where((eb) => eb.or([eb('outbox.not_before', 'is', null), eb('outbox.not_before', '<=', p.now)]))
    .orderBy('head.first')
    .limit(p.limit),
);

const claim = prepared((db, p: { id: string; now: string }) =>
  db
    .updateTable('outbox')
    .set((eb) => ({
      state: sql.lit('sending'),
      attempts: eb('attempts', '+', sql.lit(1)),
      attempted_at: p.now,
      updated_at: p.now,
    }))
    .where('id', '=', p.id)
    .where('state', '=', sql.lit('queued')),
);

const release = prepared((db, p: { contactId: string; now: string }) =>
  db
    .updateTable('outbox')
    .set({ state: 'queued', not_before: null, updated_at: p.now })
    .where('contact_id', '=', p.contactId)
    .where('state', '=', sql.lit('waiting')),
);

const providerIds = prepared((db, p: { contactId: string; from: string }) =>
  db
    .selectFrom('outbox')
    .select('provider_id')
    .where('contact_id', '=', p.contactId)
    .where('provider_id', 'is not', null)
    .where((eb) => eb.or([eb('updated_at', '>=', p.from), eb('attempted_at', '>=', p.from)])),
);

const depth = prepared((db) =>
  db
    .selectFrom('outbox')
    .select((eb) => [eb.fn.countAll().as('unsent'), eb.fn.min('created_at').as('oldest')])
    .where(inTheWay()),
);

const after = prepared((db, p: { contactId: string; sequence: number }) =>
  db
    .selectFrom('outbox')
    .selectAll()
    .where('contact_id', '=', p.contactId)
    .where('sequence', '>', p.sequence)
    .orderBy('sequence'),
);

export function outboxRepository(context: Context): Repositories['outbox'] {
  const first = (rows: Selectable<OutboxTable>[]) => rows[0] && readOutbox(context, rows[0]);
  return {
    add: (rows) => add(context, rows),
    get: async (id) => first((await byId(context, { id })).rows),
    next: async (contactId) => first((await next(context, { contactId })).rows),
    async pendingContacts(now, limit) {
      const { rows } = await pendingContacts(context, { now, limit });
      return rows.map((row) => row.contact_id);
    },
    claim: async (id, now) => (await claim(context, { id, now })).changed === 1,
    change: (id, change, now) => changeOutbox(context, id, change, now),
    async release(contactId, now) {
      await release(context, { contactId, now });
    },
    findByProviderId: async (providerId) => first((await byProviderId(context, { providerId })).rows),
    async providerIds(contactId, since) {
      const from = new Date(Date.parse(since) - CLOCK_MARGIN_MS).toISOString();
      const { rows } = await providerIds(context, { contactId, from });
      return new Set(rows.flatMap((row) => row.provider_id ?? []));
    },
    async depth(now) {
      const { rows } = await depth(context, {});
      const oldest = rows[0]?.oldest ?? null;
      const seconds = oldest === null ? 0 : (Date.parse(now) - Date.parse(oldest)) / 1000;
      return { unsent: Number(rows[0]?.unsent ?? 0), oldestSeconds: Math.max(0, seconds) };
    },
    async after(contactId, sequence) {
      const { rows } = await after(context, { contactId, sequence });
      return rows.map((row) => readOutbox(context, row));
    },
  };
}

/** All or none, in the order given. */
async function add(context: Context, rows: NewOutboxRow[]): Promise<void> {
  await atomically(context, async (inside) => {
    for (const { id, contactId, author, language, createdAt, part, blocks, options, template } of rows) {
      const content: Content = { part, blocks, options, template };
      await insert(inside, {
        ...{ id, contactId, language, createdAt },
        staffId: author.type === 'staff' ? author.staffId : null,
        reviewed: flag(author.type === 'staff' && author.reviewed),
        content: context.vault.sealJson(`outbox.content:${id}`, content),
      });
    }
  });
}

export function readOutbox(context: Context, row: Selectable<OutboxTable>): OutboxRow {
  const content = context.vault.openJson<Content>(`outbox.content:${row.id}`, row.content);
  return {
    id: row.id,
    contactId: row.contact_id,
    sequence: Number(row.sequence),
    author:
      row.staff_id === null
        ? { type: 'bot' }
        : { type: 'staff', staffId: row.staff_id, reviewed: row.reviewed === 1 },
    language: row.language,
    part: content.part,
    blocks: content.blocks,
    options: content.options,
    template: content.template,
    state: row.state,
    providerId: row.provider_id,
    error: row.error === null ? null : JSON.parse(row.error),
    attempts: row.attempts,
    attemptedAt: row.attempted_at,
    notBefore: row.not_before,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
