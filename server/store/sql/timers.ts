import type { Repositories, TimerRow } from '../store';
import type { Context } from './context';
import { prepared } from './prepared';

type NewTimer = { id: string; contactId: string; timer: TimerRow['timer']; dueAt: string; data: Uint8Array };
const insert = prepared((db, p: NewTimer) =>
  db
    .insertInto('timer')
    .values({ id: p.id, contact_id: p.contactId, timer: p.timer, due_at: p.dueAt, data: p.data })
    .onConflict((conflict) => conflict.column('id').doNothing()),
);

const due = prepared((db, p: { now: string; limit: number }) =>
  db
    .selectFrom('timer')
    .selectAll()
    .where('due_at', '<=', p.now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(p.limit),
);

const remove = prepared((db, p: { id: string }) => db.deleteFrom('timer').where('id', '=', p.id));

const removeAll = prepared((db, p: { contactId: string }) =>
  db.deleteFrom('timer').where('contact_id', '=', p.contactId),
);

const count = prepared((db, p: { contactId: string }) =>
  db
    .selectFrom('timer')
    .select((eb) => eb.fn.countAll().as('count'))
    .where('contact_id', '=', p.contactId),
);

export function timerRepository(context: Context): Repositories['timers'] {
  const { vault } = context;
  return {
    async add({ id, contactId, timer, dueAt, data }) {
      await insert(context, { id, contactId, timer, dueAt, data: vault.sealJson(`timer.data:${id}`, data) });
    },
    async due(now, limit) {
      const { rows } = await due(context, { now, limit });
      return rows.map(({ id, contact_id, timer, due_at, data }) => ({
        ...{ id, contactId: contact_id, timer, dueAt: due_at },
        data: vault.openJson<TimerRow['data']>(`timer.data:${id}`, data),
      }));
    },
    async remove(id) {
      await remove(context, { id });
    },
    cancelAll: async (contactId) => (await removeAll(context, { contactId })).changed,
    count: async (contactId) => Number((await count(context, { contactId })).rows[0]?.count ?? 0),
  };
}
