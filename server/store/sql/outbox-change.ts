/** One update for every change of a message: what belongs to the state moves with it, the rest is always kept. */
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { OutboxRow, OutboxState } from '../store';
import { type Context, oneOf } from './context';
import { originsOf } from './delivery';
import { prepared } from './prepared';
import type { OutboxTable } from './schema';

type Change = Partial<
  Pick<OutboxRow, 'state' | 'providerId' | 'error' | 'attempts' | 'attemptedAt' | 'notBefore'>
>;
type Column = Extract<
  keyof OutboxTable,
  'provider_id' | 'error' | 'attempts' | 'attempted_at' | 'not_before'
>;
type Values = { id: string; now: string } & Partial<Record<Column, string | number | null>>;
type Update = ReturnType<typeof prepared<unknown, Values>>;

/** Says why or when for a state: ignored together with a state that is ignored. */
const ofTheState: readonly Column[] = ['error', 'not_before'];
/** Compiled once for every state and set of columns in use: a dozen or so. */
const updates = new Map<string, Update>();

/** @param change a state that `delivery.ts` does not allow is left out, with its error; the rest is written. */
export async function changeOutbox(context: Context, id: string, change: Change, now: string): Promise<void> {
  const { state, ...rest } = change;
  const values = columnsOf(rest);
  const columns = Object.keys(values) as Column[];
  if (state === undefined && columns.length === 0) return;
  await updateOf(state, columns)(context, { ...values, id, now });
}

function columnsOf(change: Omit<Change, 'state'>): Partial<Record<Column, string | number | null>> {
  const { providerId, error, attempts, attemptedAt, notBefore } = change;
  return {
    ...(providerId !== undefined && { provider_id: providerId }),
    ...(error !== undefined && { error: error && JSON.stringify(error) }),
    ...(attempts !== undefined && { attempts }),
    ...(attemptedAt !== undefined && { attempted_at: attemptedAt }),
    ...(notBefore !== undefined && { not_before: notBefore }),
  };
}

function updateOf(state: OutboxState | undefined, columns: readonly Column[]): Update {
  const key = [state, ...columns].join(' ');
  const known = updates.get(key);
  if (known !== undefined) return known;
  const update = prepared<unknown, Values>((db, p) =>
    db
      .updateTable('outbox')
      .set(assignments(state, columns, p))
      .where('id', '=', p.id),
  );
  updates.set(key, update);
  return update;
}

function assignments(state: OutboxState | undefined, columns: readonly Column[], p: Values) {
  const set: Record<string, unknown> = {};
  for (const column of columns) {
    set[column] =
      state !== undefined && ofTheState.includes(column)
        ? ifMoved(state, column, p[column], true)
        : p[column];
  }
  if (state !== undefined) {
    set.state = ifMoved(state, 'state', sql.lit(state), false);
    set.updated_at = ifMoved(state, 'updated_at', p.now, false);
  }
  return set;
}

/** @param orStays also when the row is in that state already. */
function ifMoved(state: OutboxState, column: string, value: unknown, orStays: boolean): RawBuilder<unknown> {
  const origins = orStays ? [...originsOf(state), state] : originsOf(state);
  if (origins.length === 0) return sql.ref(column);
  return sql`case when ${oneOf('state', origins)} then ${value} else ${sql.ref(column)} end`;
}
