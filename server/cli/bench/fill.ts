/** A database with very many contacts, made quickly: a thousand through the store, the others straight in SQL. */
import Sqlite from 'better-sqlite3';
import { readKeys } from '../../privacy/encryption';
import { createSqlStore } from '../../store/sql/store';
import { addressOf } from './requests';

/** Contacts who write in this section; in the small database there is nobody else. */
export const writers = 1_000;

/** @param contacts in all. */
export async function fillDatabase(file: string, key: string, contacts: number): Promise<void> {
  const store = await createSqlStore({ url: `sqlite:${file}`, keys: readKeys(key) });
  await store.transaction(async (repositories) => {
    for (let writer = 0; writer < writers; writer++)
      await repositories.contacts.findOrCreate('whatsapp', addressOf(writer), new Date().toISOString());
  });
  await store.close();
  if (contacts > writers) addStrangers(file, contacts - writers);
}

/** Rows of the size of real ones; nobody will write from them. Last seen in the last three months. */
function addStrangers(file: string, count: number): void {
  const database = new Sqlite(file);
  for (const setting of ['journal_mode = OFF', 'synchronous = OFF', 'cache_size = -500000'])
    database.pragma(setting);
  database
    .prepare(
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ?),
         aged(i, at) as (select i, strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || (i % 7776000) || ' seconds') from n)
       insert into contact (id, channel, address_hash, address, language, language_chosen, municipality, status,
         opted_out, greeted, erasing, last_inbound_at, active_at, created_at)
       select printf('01900000-0000-7000-8000-%012x', i), 'whatsapp', randomblob(32), randomblob(45), 'fr', 0, '44021',
         null, 0, 1, 0, at, at, at from aged`,
    )
    .run(count);
  database.pragma('journal_mode = WAL');
  database.close();
}
