import type { Selectable } from 'kysely';
import type { OrganisationRow, Repositories } from '../store';
import { type Context, parseList } from './context';
import type { Tables } from './schema';

export function organisationRepository({ db }: Context): Repositories['organisations'] {
  return {
    async list() {
      const rows = await db.selectFrom('organisation').selectAll().orderBy('name').orderBy('id').execute();
      return rows.map(read);
    },
    async get(id) {
      const row = await db.selectFrom('organisation').selectAll().where('id', '=', id).executeTakeFirst();
      return row && read(row);
    },
    async put({ id, name, municipalities, languages, hours }) {
      const row = {
        name,
        municipalities: JSON.stringify(municipalities),
        languages: JSON.stringify(languages),
        hours: JSON.stringify(hours),
      };
      await db
        .insertInto('organisation')
        .values({ id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
  };
}

function read(row: Selectable<Tables['organisation']>): OrganisationRow {
  return {
    id: row.id,
    name: row.name,
    municipalities: parseList(row.municipalities),
    languages: parseList(row.languages),
    hours: JSON.parse(row.hours),
  };
}
