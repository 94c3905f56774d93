/** Run as a child process that is killed: commits a message, then stands still in the middle of a turn. */
import { readKeys } from '../../../server/privacy/encryption';
import { createSqlStore } from '../../../server/store/sql/store';
import { now, reply, session } from '../../contracts/store/fixtures';

async function run(url: string, key: string): Promise<void> {
  const store = await createSqlStore({ url, keys: readKeys(key) });
  const body = { type: 'message' as const, text: 'bonjour', media: [] };
  const row = await store.inbox.receive(
    { channel: 'sms', eventId: 'SM1', address: '+32470000001', body },
    now,
  );
  if (row === undefined) throw new Error('not a fresh database');
  await store.transaction(async ({ sessions, outbox, inbox }) => {
    await sessions.put(row.contactId, session('cpas'), 0, now);
    for (let n = 0; n < 500; n++) await outbox.add([reply(`t:${n}`, row.contactId, 'x'.repeat(5000))]);
    await inbox.done(row.id);
    process.stdout.write('in the middle\n');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  });
}

const [, , url = '', key = ''] = process.argv;
void run(url, key);
