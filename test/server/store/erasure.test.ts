/** On a real file: what is erased is not in its bytes any more. Searches before, so that it would notice. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { readKeys } from '../../../server/privacy/encryption';
import { createSqlStore } from '../../../server/store/sql/store';
import type { Store } from '../../../server/store/store';
import { at, handoff, now, reply, session } from '../../contracts/store/fixtures';

const keys = readKeys(randomBytes(32).toString('base64'));
const folder = mkdtempSync(join(tmpdir(), 'erasure-'));
const file = join(folder, 'store.db');
let store: Store;
beforeAll(async () => {
  store = await createSqlStore({ url: `sqlite:${file}`, keys });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything on disk: the file, its log and its index. */
function disk(): Buffer {
  return Buffer.concat(
    ['', '-wal', '-shm'].flatMap((end) => (existsSync(file + end) ? [readFileSync(file + end)] : [])),
  );
}

/** A needle in each form it could have been written in. */
function forms(bytes: Uint8Array): Buffer[] {
  const raw = Buffer.from(bytes);
  const texts = [raw.toString('hex'), raw.toString('base64').replace(/=+$/, ''), raw.toString('base64url')];
  return [raw, ...texts.map((text) => Buffer.from(text))];
}

/** The bytes of a person: ids, hash, ciphertexts, as the database has them. */
function traces(contactId: string): Buffer[] {
  const raw = new SqliteDatabase(file, { readonly: true });
  const found: Buffer[] = [Buffer.from(contactId)];
  const take = (table: string, column: string, where: string) => {
    for (const row of raw
      .prepare(`select ${column} as value from ${table} where ${where} = ?`)
      .all(contactId)) {
      const { value } = row as { value: Buffer | string | null };
      if (value !== null)
        found.push(...(typeof value === 'string' ? [Buffer.from(value)] : forms(value.subarray(0, 64))));
    }
  };
  take('contact', 'address_hash', 'id');
  take('contact', 'address', 'id');
  take('contact', 'status', 'id');
  take('inbox', 'body', 'contact_id');
  take('inbox', 'event_id', 'contact_id');
  take('outbox', 'content', 'contact_id');
  take('outbox', 'provider_id', 'contact_id');
  take('session', 'data', 'contact_id');
  take('handoff', 'summary', 'contact_id');
  take('timer', 'data', 'contact_id');
  take('media', 'bytes', 'contact_id');
  take('media', 'source', 'contact_id');
  raw.close();
  return found;
}

async function live(n: number): Promise<{ id: string; texts: Buffer[] }> {
  const address = `+3247${randomBytes(4).readUInt32BE().toString().padStart(10, '0')}`;
  const words = `mon secret ${randomBytes(8).toString('hex')}`;
  const { id } = await store.contacts.findOrCreate('whatsapp', address, now);
  await store.contacts.change(id, { status: 'asylum-applicant', language: 'fr' });
  for (let m = 0; m < 3; m++) {
    const body = { type: 'message' as const, text: words.repeat(1 + ((n * 7 + m) % 40)), media: [] };
    const row = await store.inbox.add(
      { channel: 'whatsapp', eventId: `SM${randomBytes(16).toString('hex')}`, address, contactId: id, body },
      now,
    );
    await store.transaction(async (inside) => {
      await inside.sessions.put(id, { ...session('cpas'), heldMessage: words.repeat(m + 1) }, m, now);
      await inside.outbox.add([reply(`${row!.id}:0.0`, id, `${words} ${'x'.repeat((n * 131) % 3000)}`)]);
      await inside.inbox.done(row!.id);
    });
    await store.outbox.claim(`${row!.id}:0.0`, now);
    await store.outbox.change(
      `${row!.id}:0.0`,
      { state: 'sent', providerId: `SM${randomBytes(16).toString('hex')}` },
      at(1),
    );
    if (m > 0 || n % 5 > 0) continue;
    const source = { url: `https://media/${words}`, contentType: 'image/png', kind: 'image' as const };
    await store.media.add({
      id: `m-${row!.id}`,
      contactId: id,
      inboxId: row!.id,
      source,
      contentType: 'image/png',
    });
    await store.media.keep(`m-${row!.id}`, randomBytes(20_000), 'image/png');
  }
  await store.handoffs.add(handoff(`h-${randomBytes(6).toString('hex')}`, id, { summary: words }));
  const data = { reminder: 'appeal', values: { words } };
  await store.timers.add({
    id: `t-${randomBytes(6).toString('hex')}`,
    contactId: id,
    timer: 'reminder',
    dueAt: now,
    data,
  });
  return { id, texts: [Buffer.from(address), Buffer.from(address.slice(1)), Buffer.from(words)] };
}

test('no byte of an erased person is left, among hundreds who stay', async () => {
  const people: Awaited<ReturnType<typeof live>>[] = [];
  for (let n = 0; n < 150; n++) people.push(await live(n));

  const before = disk();
  const leaving = people
    .filter((_, n) => n % 3 === 0)
    .map((person) => ({ ...person, traces: traces(person.id) }));
  for (const person of leaving) {
    // Half of the forms are not how it is written: the raw ones, the ids and the numbers are.
    expect(person.traces.filter((trace) => before.includes(trace)).length).toBeGreaterThan(10);
    expect(person.texts.filter((text) => before.includes(text))).toEqual([]);
  }

  for (const { id } of leaving) await store.contacts.erase(id);
  await store.scrub();

  const after = disk();
  const left = leaving
    .flatMap((person) => [...person.traces, ...person.texts])
    .filter((trace) => after.includes(trace));
  expect(left.map((trace) => trace.toString('latin1'))).toEqual([]);
  const staying = people.filter((_, n) => n % 3 !== 0);
  for (const { id } of staying.slice(0, 20)) {
    expect((await store.contacts.get(id))?.status).toBe('asylum-applicant');
    expect((await store.transcript.of(id, 99)).length).toBe(6);
  }
}, 60_000);

/** One message with files of this size. */
async function files(address: string, count: number, bytes: number): Promise<string> {
  const { id } = await store.contacts.findOrCreate('sms', address, now);
  const row = await store.inbox.addOwn(id, 'sms', `files of ${address}`, { type: 'start' }, now);
  const source = { url: 'https://media/1', contentType: 'image/png', kind: 'image' as const };
  for (let n = 0; n < count; n++) {
    const mediaId = `${id}-${n}`;
    await store.media.add({ id: mediaId, contactId: id, inboxId: row!.id, source, contentType: 'image/png' });
    await store.media.keep(mediaId, randomBytes(bytes), 'image/png');
  }
  return id;
}

test.each([
  ['small', 1, undefined],
  ['large, by its free pages', 6, undefined],
  ['large, rewritten', 6, { thorough: true }],
])(
  'the file gives its empty pages back: %s',
  async (name, count, how) => {
    const stays = await files(`stays ${name}`, count, 12_000_000);
    const goes = await files(`goes ${name}`, 1, 12_000_000);
    await store.scrub();
    const full = statSync(file).size;
    await store.contacts.erase(goes);
    await store.scrub(how);
    expect(full - statSync(file).size).toBeGreaterThan(10_000_000);
    expect(statSync(`${file}-wal`).size).toBe(0);
    expect((await store.media.get(`${stays}-0`))?.bytes).toHaveLength(12_000_000);
    await store.contacts.erase(stays);
  },
  60_000,
);
