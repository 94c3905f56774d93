import type { Repositories } from '../store';
import type { Context } from './context';
import { prepared } from './prepared';

const get = prepared((db, p: { contactId: string }) =>
  db.selectFrom('session').select(['data', 'revision']).where('contact_id', '=', p.contactId),
);

type Put = { contactId: string; data: Uint8Array; now: string };
const insert = prepared((db, p: Put) =>
  db
    .insertInto('session')
    .values({ contact_id: p.contactId, data: p.data, revision: 1, updated_at: p.now })
    .onConflict((conflict) => conflict.column('contact_id').doNothing()),
);

const update = prepared((db, p: Put & { seen: number; revision: number }) =>
  db
    .updateTable('session')
    .set({ data: p.data, revision: p.revision, updated_at: p.now })
    .where('contact_id', '=', p.contactId)
    .where('revision', '=', p.seen),
);

export function sessionRepository(context: Context): Repositories['sessions'] {
  const { vault } = context;
  return {
    async get(contactId) {
      const { rows } = await get(context, { contactId });
      const row = rows[0];
      return (
        row && {
          data: vault.openJson<unknown>(`session.data:${contactId}`, row.data),
          revision: row.revision,
        }
      );
    },
    async put(contactId, session, seen, now) {
      const data = vault.sealJson(`session.data:${contactId}`, session);
      const { changed } =
        seen === 0
          ? await insert(context, { contactId, data, now })
          : await update(context, { contactId, data, now, seen, revision: seen + 1 });
      return changed === 1;
    },
  };
}
