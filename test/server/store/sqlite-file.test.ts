/** What only a file can show: keys, permissions, other processes, a process that is killed. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { DecryptionError, KeyError, readKeys } from '../../../server/privacy/encryption';
import { DatabaseUrlError } from '../../../server/store/sql/database';
import { createSqlStore } from '../../../server/store/sql/store';
import {
  at,
  colleague,
  contact,
  handoff,
  now,
  received,
  reply,
  session,
} from '../../contracts/store/fixtures';

const key = () => randomBytes(32).toString('base64');
const [first, second] = [key(), key()];
const root = mkdtempSync(join(tmpdir(), 'store-file-'));
const runTs = join(__dirname, 'run-ts.cjs');
let file = '';
let files = 0;
const open = (keys = first) => createSqlStore({ url: `sqlite:${file}`, keys: readKeys(keys) });
beforeEach(() => {
  file = join(root, `${++files}`, 'deep', 'store.db');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('makes the folder and a file that only its owner may read, and syncs every commit', async () => {
  const store = await open();
  await contact(store);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(`${file}-wal`).mode & 0o077).toBe(0);
  expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
  await store.close();
});

test('what was kept is there after closing and opening again', async () => {
  let store = await open();
  const { id } = await contact(store);
  await store.close();
  store = await open();
  expect((await contact(store)).id).toBe(id);
  await store.close();
});

test('another key is refused with a sentence, and the right one still opens', async () => {
  let store = await open();
  await contact(store);
  await store.close();
  await expect(open(second)).rejects.toThrow(KeyError);
  await expect(open(second)).rejects.toThrow('Set DATA_KEY to the key it was made with');
  store = await open();
  expect(await store.contacts.findByAddress('whatsapp', '+32470000001')).toBeDefined();
  await store.close();
});

test('a new first key: people are found again, old rows are read, and it alone opens the database afterwards', async () => {
  let store = await open();
  const old = await contact(store);
  await store.close();
  store = await open(`new:${second},old:${first}`);
  expect(await contact(store)).toEqual(old);
  const fresh = await contact(store, '+32470000002');
  await store.close();

  store = await open(second);
  expect(await contact(store, '+32470000002')).toEqual(fresh);
  // The row itself was written with the old key, which is gone: an error, never garbage.
  await expect(contact(store)).rejects.toThrow(DecryptionError);
  await store.close();
});

test('no word a person or a mediator wrote is readable in the file', async () => {
  const store = await open();
  const { id } = await contact(store);
  await store.contacts.change(id, { status: 'no-permit-at-all' });
  const row = await received(store, id, 'SM1', 'je suis malade');
  await store.sessions.put(id, session('hidden-topic'), 0, now);
  await store.outbox.add([reply('1', id, 'voici la réponse')]);
  await store.handoffs.add(handoff('h', id, { summary: 'summary words' }));
  await store.timers.add({
    ...{ id: 't', contactId: id, timer: 'reminder', dueAt: now },
    data: { reminder: 'hidden-reminder', values: {} },
  });
  const source = { url: 'https://media/hidden', contentType: 'image/png', kind: 'image' as const };
  await store.media.add({ id: 'm', contactId: id, inboxId: row.id, source, contentType: 'image/png' });
  await store.media.keep('m', Buffer.from('picture bytes'), 'image/png');
  await store.staff.put(colleague('amina'));
  const invitation = { tokenHash: 'i', organisationId: 'gent', role: 'analyst' as const, expiresAt: at(9) };
  await store.staff.addInvitation({ ...invitation, email: 'guest@example.org' });

  const bytes = Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]);
  const words = [
    '32470000001',
    'no-permit',
    'malade',
    'hidden',
    'voici la',
    'summary words',
    'picture bytes',
    'example.org',
  ];
  expect([...words, 'Name of amina', 'Gent'].filter((text) => bytes.includes(text))).toEqual([]);
  await store.close();
});

test('a ciphertext moved to another row does not open', async () => {
  const store = await open();
  const [a, b] = [await contact(store), await contact(store, '+32470000002')];
  const raw = new SqliteDatabase(file);
  raw
    .prepare('update contact set address = (select address from contact where id = ?) where id = ?')
    .run(a.id, b.id);
  raw.close();
  await expect(store.contacts.get(b.id)).rejects.toThrow(
    'contact.address was changed or belongs to another row',
  );
  await store.close();
});

test('killed in the middle of a turn: the message is there, the turn is not', async () => {
  const args = ['--require', runTs, join(__dirname, 'killed.ts'), `sqlite:${file}`, first];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  expect(existsSync(`${file}-wal`)).toBe(true);

  const store = await open();
  const [contactId] = await store.inbox.pendingContacts(9);
  expect((await store.inbox.next(contactId!))?.body).toMatchObject({ text: 'bonjour' });
  expect(await store.sessions.get(contactId!)).toBeUndefined();
  expect(await store.outbox.next(contactId!)).toBeUndefined();
  const raw = new SqliteDatabase(file, { readonly: true });
  expect(raw.pragma('integrity_check', { simple: true })).toBe('ok');
  raw.close();
  await store.close();
}, 30_000);

test('two processes on one file do not lose each other`s work', async () => {
  await (await open()).close();
  const run = () => {
    const args = ['--require', runTs, join(__dirname, 'receiving.ts'), `sqlite:${file}`, first, '300'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    return new Promise<number>((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
  };
  const [a, b] = await Promise.all([run(), run()]);
  expect(a + b).toBe(300);
  const store = await open();
  const [contactId, ...others] = await store.inbox.pendingContacts(9);
  expect(others).toEqual([]);
  expect(await store.transcript.of(contactId!, 999)).toHaveLength(300);
  await store.close();
}, 30_000);

test.each(['postgresql://secret@host', 'sqlite:', 'data/passerelle.db', 'toString:x'])(
  '%s is refused',
  async (url) => {
    const refused = createSqlStore({ url, keys: readKeys(first) });
    await expect(refused).rejects.toThrow(DatabaseUrlError);
    await expect(refused).rejects.not.toThrow('secret');
  },
);
