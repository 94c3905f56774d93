/** What the database undoes by itself, and a disk that is full: a turn is kept whole or not at all. */
import { randomBytes } from 'node:crypto';
import SqliteDatabase from 'better-sqlite3';
import { readKeys } from '../../../server/privacy/encryption';
import { createSqlStore } from '../../../server/store/sql/store';
import type { Store } from '../../../server/store/store';
import { contact, now, reply, session } from '../../contracts/store/fixtures';

let raw: SqliteDatabase.Database;
let store: Store;
beforeEach(async () => {
  const prepare = SqliteDatabase.prototype.prepare;
  jest.spyOn(SqliteDatabase.prototype, 'prepare').mockImplementation(function (
    this: SqliteDatabase.Database,
    sql,
  ) {
    raw = this;
    return prepare.call(this, sql);
  });
  store = await createSqlStore({
    url: 'sqlite::memory:',
    keys: readKeys(randomBytes(32).toString('base64')),
  });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await store.close();
});

test('after a rollback by the database, nothing more of the turn is kept, even if the turn goes on', async () => {
  const { id } = await contact(store);
  const turn = store.transaction(async ({ sessions, outbox }) => {
    await sessions.put(id, session(null), 0, now);
    raw.exec('rollback');
    await outbox.add([reply('1', id)]).catch(() => undefined);
  });
  await expect(turn).rejects.toMatchObject({ message: 'the database has rolled this transaction back' });
  expect(await store.sessions.get(id)).toBeUndefined();
  expect(await store.outbox.get('1')).toBeUndefined();
});

test('a full disk fails the turn with its own code, and the store works again once there is room', async () => {
  const { id } = await contact(store);
  const pages = Number(raw.pragma('page_count', { simple: true }));
  raw.pragma(`max_page_count = ${pages + 5}`);
  const turn = () =>
    store.transaction(async ({ sessions, outbox }) => {
      await sessions.put(id, session(null), 0, now);
      await outbox.add([reply('1', id, 'x'.repeat(100_000))]);
    });
  await expect(turn()).rejects.toMatchObject({ code: 'SQLITE_FULL' });
  expect(await store.sessions.get(id)).toBeUndefined();
  raw.pragma(`max_page_count = ${pages + 500}`);
  await turn();
  expect((await store.outbox.next(id))?.id).toBe('1');
});
