/** "Delete my data": afterwards no byte of the person is left on the disk. */
import { existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { createHashes } from '../../../server/privacy/address';
import { createVault, readKeys } from '../../../server/privacy/encryption';
import { until } from '../../support/server-process';
import type { Phone } from '../../support/twilio-phone';
import { atRest, type House, openHouse, receives, rowCounts, say, turnOf } from './house';

jest.setTimeout(90_000);
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
afterEach(() => expect(house.twilio.violations).toEqual([]));

/** The keyed hash by which the store knows an address, worked out as the store does. */
function hashOf(address: string): Buffer {
  const place = 'setting.value:store:hash-secret';
  const [row] = house.server.rows<{ value: string }>(
    `select value from setting where name = 'store:hash-secret'`,
  );
  const vault = createVault(readKeys(house.dataKey));
  const secret = vault.openBytes(place, Buffer.from(row?.value ?? '', 'base64'));
  return createHashes(secret).address('whatsapp', address);
}

/** Everything on the disk and in the logs, by name. */
function traces(): [string, Buffer][] {
  const { database, output } = house.server;
  const files = [database, `${database}-wal`, `${database}-shm`, `${database}-journal`].filter(existsSync);
  return [
    ...files.map((file): [string, Buffer] => [file, readFileSync(file)]),
    ['the logs', Buffer.from(output)],
  ];
}

type Needle = [name: string, bytes: Buffer];
const found = (needles: Needle[]): string[] =>
  traces().flatMap(([where, bytes]) =>
    needles.filter(([, needle]) => bytes.includes(needle)).map(([name]) => `${name} in ${where}`),
  );

/** What identifies this person or was said, in every form it could be written in. */
function needlesOf(
  phone: Phone,
  texts: readonly string[],
): { readable: Needle[]; hashed: Needle[]; sealed: Needle[] } {
  const address = phone.address.replace('whatsapp:', '');
  const hash = hashOf(address);
  const readable = [address, address.slice(1), address.slice(3), ...texts].flatMap((text): Needle[] => [
    [text, Buffer.from(text)],
    [`${text} (UTF-16)`, Buffer.from(text, 'utf16le')],
    [`${text} (base64)`, Buffer.from(Buffer.from(text).toString('base64').replace(/=+$/, ''))],
  ]);
  const hashed: Needle[] = [
    ['HMAC', hash],
    ['HMAC (hex)', Buffer.from(hash.toString('hex'))],
    ['HMAC (base64)', Buffer.from(hash.toString('base64'))],
    ['HMAC (base64url)', Buffer.from(hash.toString('base64url'))],
  ];
  return { readable, hashed, sealed: sealedOf(hash) };
}

/** The first bytes of every ciphertext of this person as they lie in the file: nonce, tag and more. */
function sealedOf(hash: Buffer): Needle[] {
  const { server } = house;
  const [contact] = server.rows<{ id: string; address: Buffer }>(
    'select id, address from contact where address_hash = ?',
    hash,
  );
  const columns = [
    'body from inbox',
    'content from outbox',
    'data from session',
    'source from media',
    'bytes from media',
  ];
  const cells = columns.flatMap((column) =>
    server
      .rows<Record<string, Buffer | null>>(`select ${column} where contact_id = ?`, contact?.id)
      .flatMap((row) => Object.values(row).filter((cell) => cell !== null)),
  );
  return [contact?.address ?? Buffer.alloc(0), ...cells].map(
    (cell, index): Needle => [`ciphertext ${index}`, cell.subarray(5, 45)],
  );
}

const contacts = () => house.server.rows<{ id: string }>('select id from contact').map(({ id }) => id);
const goodbye = say('fr', 'erase', 'done');

/** Says something personal, asks for erasure in French, taps the confirmation. */
async function leave(phone: Phone): Promise<{ confirmed: string; texts: string[] }> {
  const texts = ['Bonjour, je m’appelle Zébulon Quichotte', 'mon fils Aurélien dort à Zaventem'];
  for (const text of texts) await phone.text(text);
  await until('both are answered', () => phone.received().length >= 2);
  await atRest(house);
  await phone.text('supprimer mes données');
  await until('it is asked whether to erase', () =>
    phone
      .screen()
      .at(-1)
      ?.includes(say('fr', 'erase', 'ask')),
  );
  await atRest(house);
  return { confirmed: 'erase:yes', texts };
}

test('in French, by a tap: the goodbye comes, then nothing is left, and whoever writes again is somebody new', async () => {
  const name = 'Zoubida Testarossa';
  const phone = house.phone('whatsapp', { profileName: name });
  const neighbour = house.phone();
  await neighbour.text('Bonjour');
  await receives(neighbour, 1);
  const { confirmed, texts } = await leave(phone);
  await phone.sendFile(
    Buffer.from(`\xff\xd8\xff\xe0 photo of a letter of ${name} \xff\xd9`, 'latin1'),
    'image/jpeg',
    texts[0],
  );
  await atRest(house);

  const needles = needlesOf(phone, [...texts, name, 'supprimer mes données', goodbye]);
  // The search would find it: the hash and the ciphertexts are there before.
  expect(found(needles.hashed)).not.toEqual([]);
  expect(needles.sealed.length).toBeGreaterThan(6);
  expect(found(needles.sealed).length).toBeGreaterThanOrEqual(needles.sealed.length);
  const ids = contacts();
  expect(ids).toHaveLength(2);

  const tap = phone.tap(confirmed);
  await tap;
  await until('the contact is gone', () => contacts().length === 1);
  await until('it is said in the log', () => house.server.output.includes('a contact was erased'));
  expect(phone.screen().at(-1)).toContain(goodbye);
  await house.twilio.settled();

  expect(found([...needles.readable, ...needles.hashed, ...needles.sealed])).toEqual([]);
  expect(rowCounts(house.server)).toMatchObject({ contact: 1, media: 0, handoff: 0 });

  // Twilio delivers the last message once more: that brings nobody back.
  const last = [...house.twilio.requests].length;
  expect(last).toBeGreaterThan(0);
  const before = rowCounts(house.server);
  const again = house.twilio.sign('/webhooks/twilio/messages', redelivered(phone, (await tap).messageSid));
  expect((await house.post(again)).status).toBe(200);
  expect(rowCounts(house.server)).toEqual(before);
  expect(found(needles.hashed)).toEqual([]);

  const shown = phone.received().length;
  const { messageSid } = await phone.text('Bonjour');
  await receives(phone, shown + 1);
  // Greeted as at the first time.
  expect(phone.screen()[shown]).toMatch(/^Bonjour\. Je suis Passerelle/);
  expect(contacts().filter((id) => !ids.includes(id))).toHaveLength(1);
  expect(turnOf(house.server, messageSid)).toBeDefined();
});

function redelivered(phone: Phone, messageSid: string): Record<string, string> {
  const { body } = phone.webhook('Oui, tout effacer', {
    MessageSid: messageSid,
    SmsMessageSid: messageSid,
    SmsSid: messageSid,
  });
  return Object.fromEntries(new URLSearchParams(body));
}

test('killed at the moment of erasing: the promise is kept after the restart', async () => {
  const phone = house.phone();
  const { confirmed, texts } = await leave(phone);
  const needles = needlesOf(phone, [...texts, goodbye]);
  const [hash] = needles.hashed;
  const before = contacts().length;
  const shown = phone.received().length;
  await phone.tap(confirmed);
  const end = Date.now() + 5_000;
  while (phone.received().length === shown && Date.now() < end) await new Promise(setImmediate);
  await house.server.kill9();
  await house.server.restart();
  await until('the contact is gone', () => contacts().length === before - 1, 30_000);
  await until(
    'nothing is left',
    () => found([...needles.readable, ...needles.hashed, ...needles.sealed]).length === 0,
    10_000,
  );
  expect(hash).toBeDefined();
  expect(phone.screen().filter((text) => text.includes(goodbye))).toHaveLength(1);
});

test('somebody reads the file at that moment (a backup) and the server dies: swept after the restart', async () => {
  const phone = house.phone();
  const { confirmed, texts } = await leave(phone);
  const needles = needlesOf(phone, texts);
  const before = contacts().length;
  // Somebody reads the database at this moment (a backup): the log cannot be emptied yet.
  const reader = new Database(house.server.database, { readonly: true });
  reader.exec('begin');
  reader.prepare('select count(*) from contact').get();
  try {
    await phone.tap(confirmed);
    await until('the contact is gone', () => contacts().length === before - 1, 20_000);
  } finally {
    reader.exec('rollback');
    reader.close();
  }
  await house.server.kill9();
  await house.server.restart();
  await until(
    'nothing is left',
    () => found([...needles.readable, ...needles.hashed, ...needles.sealed]).length === 0,
    15_000,
  );
});

test('a message written while the goodbye is on its way is not lost', async () => {
  const phone = house.phone('sms');
  await phone.text('supprimer mes données');
  await until('it is asked whether to erase', () =>
    phone
      .screen()
      .at(-1)
      ?.includes(say('fr', 'erase', 'ask')),
  );
  await atRest(house);
  house.twilio.fail({ type: 'error', status: 429, code: 20429 }, 1);
  await phone.text('1');
  await until('the goodbye was refused once', () => house.twilio.pendingFailures === 0);
  const shown = phone.received().length;
  await phone.text('Bonjour');
  await until('the goodbye came', () => phone.screen().some((text) => text.includes(goodbye)), 15_000);
  // The goodbye, and an answer to a person who is new.
  await receives(phone, shown + 2, 15_000);
});
