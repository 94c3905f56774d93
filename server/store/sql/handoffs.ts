import { type Selectable, sql } from 'kysely';
import type { HandoffRow, HandoffState, Repositories } from '../store';
import { type Context, flag, oneOf } from './context';
import { prepared } from './prepared';
import type { HandoffTable } from './schema';

type Change = Parameters<Repositories['handoffs']['change']>[2];
type Filter = Parameters<Repositories['handoffs']['list']>[0];

/** Also the condition of the partial indexes. */
export const openStates: readonly HandoffState[] = ['requested', 'assigned'];

const byId = prepared((db, p: { id: string }) => db.selectFrom('handoff').selectAll().where('id', '=', p.id));

const openOf = prepared((db, p: { contactId: string }) =>
  db
    .selectFrom('handoff')
    .selectAll()
    .where('contact_id', '=', p.contactId)
    .where(oneOf('state', openStates))
    .orderBy('requested_at')
    .limit(sql.lit(1)),
);

const expired = prepared((db, p: { now: string; limit: number }) =>
  db
    .selectFrom('handoff')
    .selectAll()
    .where(oneOf('state', openStates))
    .where('expires_at', '<=', p.now)
    .orderBy('expires_at')
    .limit(p.limit),
);

export function handoffRepository(context: Context): Repositories['handoffs'] {
  const first = (rows: Selectable<HandoffTable>[]) => rows[0] && read(context, rows[0]);
  return {
    async add(row) {
      const { id, contactId, ...rest } = row;
      await context.db
        .insertInto('handoff')
        .values({ ...columnsOf(context, id, rest), id, contact_id: contactId, revision: 1 })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    },
    get: async (id) => first((await byId(context, { id })).rows),
    openOf: async (contactId) => first((await openOf(context, { contactId })).rows),
    async change(id, seen, change) {
      const { numUpdatedRows } = await context.db
        .updateTable('handoff')
        .set({ ...changedColumns(context, id, change), revision: seen + 1 })
        .where('id', '=', id)
        .where('revision', '=', seen)
        .executeTakeFirstOrThrow();
      return numUpdatedRows === 1n;
    },
    list: (filter) => list(context, filter),
    async expired(now, limit) {
      const { rows } = await expired(context, { now, limit });
      return rows.map((row) => read(context, row));
    },
  };
}

/** Urgent ones first, then those who wait longest. */
async function list(context: Context, filter: Filter): Promise<HandoffRow[]> {
  const { organisationIds, states, assignedTo, language, municipality, limit } = filter;
  if (organisationIds.length === 0 || states.length === 0) return [];
  const rows = await context.db
    .selectFrom('handoff')
    .selectAll()
    .where('organisation_id', 'in', organisationIds)
    .where('state', 'in', states)
    .$if(assignedTo !== undefined, (query) => query.where('assigned_to', '=', assignedTo ?? null))
    .$if(language !== undefined, (query) => query.where('language', '=', language ?? null))
    .$if(municipality !== undefined, (query) => query.where('municipality', '=', municipality ?? null))
    .orderBy('urgent', 'desc')
    .orderBy('requested_at')
    .limit(limit)
    .execute();
  return rows.map((row) => read(context, row));
}

type Fields = Omit<HandoffRow, 'id' | 'contactId' | 'revision'>;

function columnsOf(
  context: Context,
  id: string,
  row: Fields,
): Omit<HandoffTable, 'id' | 'contact_id' | 'revision'> {
  return {
    state: row.state,
    reason: row.reason,
    urgent: flag(row.urgent),
    topic: row.topic,
    summary: context.vault.seal(`handoff.summary:${id}`, row.summary),
    language: row.language,
    municipality: row.municipality,
    organisation_id: row.organisationId,
    assigned_to: row.assignedTo,
    requested_at: row.requestedAt,
    assigned_at: row.assignedAt,
    closed_at: row.closedAt,
    expires_at: row.expiresAt,
    outcome: row.outcome,
  };
}

const columnNames = {
  state: 'state',
  reason: 'reason',
  topic: 'topic',
  language: 'language',
  municipality: 'municipality',
  organisationId: 'organisation_id',
  assignedTo: 'assigned_to',
  requestedAt: 'requested_at',
  assignedAt: 'assigned_at',
  closedAt: 'closed_at',
  expiresAt: 'expires_at',
  outcome: 'outcome',
} as const satisfies Partial<Record<keyof Fields, keyof HandoffTable>>;

function changedColumns(context: Context, id: string, change: Change): Partial<HandoffTable> {
  const { urgent, summary, ...plain } = change;
  const entries = Object.entries(plain).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(
      entries.map(([name, value]) => [columnNames[name as keyof typeof columnNames], value]),
    ),
    ...(urgent !== undefined && { urgent: flag(urgent) }),
    ...(summary !== undefined && { summary: context.vault.seal(`handoff.summary:${id}`, summary) }),
  };
}

function read(context: Context, row: Selectable<HandoffTable>): HandoffRow {
  return {
    id: row.id,
    contactId: row.contact_id,
    state: row.state,
    reason: row.reason,
    urgent: row.urgent === 1,
    topic: row.topic,
    summary: row.summary === null ? '' : context.vault.open(`handoff.summary:${row.id}`, row.summary),
    language: row.language,
    municipality: row.municipality,
    organisationId: row.organisation_id,
    assignedTo: row.assigned_to,
    requestedAt: row.requested_at,
    assignedAt: row.assigned_at,
    closedAt: row.closed_at,
    expiresAt: row.expires_at,
    outcome: row.outcome,
    revision: row.revision,
  };
}
