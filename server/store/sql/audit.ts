import type { Repositories } from '../store';
import type { Context } from './context';

export function auditRepository({ db }: Context): Repositories['audit'] {
  return {
    async add({ id, at, actor, action, subject, details }) {
      await db
        .insertInto('audit')
        .values({ id, at, actor, action, subject, details: JSON.stringify(details) })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    },
    async list(limit) {
      const rows = await db
        .selectFrom('audit')
        .select(['id', 'at', 'actor', 'action', 'subject', 'details'])
        .orderBy('sequence', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ ...row, details: JSON.parse(row.details) }));
    },
  };
}
