/** Every statement in the way of a message finds its rows by an index, however much is stored. */
import { randomBytes } from 'node:crypto';
import SqliteDatabase from 'better-sqlite3';
import { readKeys } from '../../../server/privacy/encryption';
import { createSqlStore } from '../../../server/store/sql/store';
import { at, contact, handoff, now, received, reply, session } from '../../contracts/store/fixtures';

/** Small by their condition: read from end to end, they hold work to do and nothing else. */
const smallIndexes =
  /USING (COVERING )?INDEX (inbox_pending|outbox_standing|media_to_fetch|contact_erasing|handoff_open)/;

test('no statement of the daily work reads a table from end to end', async () => {
  const statements = new Set<string>();
  const prepare = SqliteDatabase.prototype.prepare;
  let raw: SqliteDatabase.Database | undefined;
  jest.spyOn(SqliteDatabase.prototype, 'prepare').mockImplementation(function (
    this: SqliteDatabase.Database,
    sql,
  ) {
    raw = this;
    statements.add(sql);
    return prepare.call(this, sql);
  });
  const store = await createSqlStore({
    url: 'sqlite::memory:',
    keys: readKeys(randomBytes(32).toString('base64')),
  });
  statements.clear();

  const event = {
    channel: 'sms' as const,
    eventId: 'SM1',
    address: '+32470000001',
    body: { type: 'start' as const },
  };
  await store.inbox.receive(event, now);
  const { id } = await contact(store);
  const row = await received(store, id, 'SM2');
  await store.transaction(async (inside) => {
    await inside.inbox.next(id);
    await inside.contacts.get(id);
    await inside.sessions.get(id);
    await inside.sessions.put(id, session(null), 0, now);
    await inside.sessions.put(id, session(null), 1, now);
    await inside.outbox.add([reply('1', id)]);
    await inside.outbox.release(id, now);
    await inside.handoffs.add(handoff('h', id));
    await inside.handoffs.openOf(id);
    await inside.handoffs.change('h', 1, { urgent: true });
    await inside.timers.count(id);
    await inside.contacts.touch(id, now);
    await inside.contacts.change(id, { language: 'fr' });
    await inside.inbox.done(row.id);
    await inside.inbox.failedAttempt(row.id, 5);
  });
  await store.outbox.next(id);
  await store.outbox.claim('1', now);
  await store.outbox.change('1', { state: 'sent', providerId: 'SM9' }, now);
  await store.outbox.findByProviderId('SM9');
  await store.outbox.after(id, 0);
  await store.outbox.providerIds(id, now);
  await store.outbox.pendingContacts(now, 9);
  await store.outbox.depth(now);
  await store.inbox.pendingContacts(9);
  await store.handoffs.expired(now, 9);
  await store.handoffs.list({ organisationIds: ['gent'], states: ['requested'], limit: 9 });
  await store.timers.due(now, 9);
  await store.timers.cancelAll(id);
  await store.media.toFetch(9);
  await store.transcript.of(id, 9);
  await store.contacts.idleSince(at(-9), 9);
  await store.contacts.erasing();
  await store.contacts.erase(id);

  const explained = [...statements].filter((sql) => /^(select|insert|update|delete)/.test(sql));
  expect(explained.length).toBeGreaterThan(35);
  const scans = explained.flatMap((sql) => {
    const steps = prepare
      .call(raw!, `explain query plan ${sql}`)
      .all(Array(sql.split('?').length - 1).fill('0'));
    const details = (steps as { detail: string }[]).map(({ detail }) => detail);
    return details
      .filter((detail) => /^SCAN (?!CONSTANT|head$)/.test(detail) && !smallIndexes.test(detail))
      .map((d) => `${d}: ${sql}`);
  });
  expect(scans).toEqual([]);
  jest.restoreAllMocks();
  await store.close();
});
