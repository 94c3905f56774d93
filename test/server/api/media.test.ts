import type { ContactRow } from '../../../server/store/store';
import { assigned, buildContact, buildHandoff, buildStaff, call, monday, signIn, useApi } from './support';

const api = useApi();
const bytes = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const amina = async (change = {}) => signIn(api, await buildStaff(api, 'amina', change));

async function buildMedia(contact: ContactRow, contentType = 'image/jpeg', id = 'm1') {
  const source = { url: 'https://example.org/m', contentType, kind: 'image' as const };
  const row = await api.store.inbox.add(
    {
      ...contact,
      contactId: contact.id,
      eventId: `photo ${id}`,
      body: { type: 'message', text: '', media: [source] },
    },
    api.now().toISOString(),
  );
  await api.store.media.add({ id, contactId: contact.id, inboxId: row?.id ?? '', source, contentType });
  return id;
}

describe('GET /media/:id', () => {
  test('200: the bytes, kept nowhere on the way; the transcript says where', async () => {
    const contact = await buildContact(api);
    const media = await buildMedia(contact);
    await api.store.media.keep(media, bytes, 'image/jpeg');
    const handoff = await buildHandoff(api, {}, contact);
    const client = await amina();
    const { body } = await client.call('get', `/handoffs/${handoff.id}`);
    const { path } = body.transcript[0].media[0];
    const response = await client.call('get', path.replace('/api', ''));
    expect(response.status).toBe(200);
    expect(response.body).toEqual(bytes);
    expect(response.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-disposition': 'inline',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox'),
    });
    expect((await client.call('get', `/media/${media}`)).status).toBe(200);
  });

  test.each([
    ['audio/ogg; codecs=opus', 'audio/ogg', 'inline'],
    ['image/svg+xml', 'application/octet-stream', 'attachment; filename="file-m1"'],
    ['text/html', 'application/octet-stream', 'attachment; filename="file-m1"'],
    ['application/pdf', 'application/octet-stream', 'attachment; filename="file-m1"'],
  ])('200: %s', async (kept, type, disposition) => {
    const contact = await buildContact(api);
    await api.store.media.keep(await buildMedia(contact, kept), bytes, kept);
    await buildHandoff(api, {}, contact);
    const { headers } = await (await amina()).call('get', '/media/m1');
    expect(headers).toMatchObject({ 'content-type': type, 'content-disposition': disposition });
  });

  test('409: still being fetched', async () => {
    const contact = await buildContact(api);
    await buildMedia(contact);
    await buildHandoff(api, {}, contact);
    const { status, body } = await (await amina()).call('get', '/media/m1');
    expect([status, body.error.code]).toEqual([409, 'not-ready']);
  });

  test('404: refused, or none', async () => {
    const contact = await buildContact(api);
    await api.store.media.refuse(await buildMedia(contact), 'too-large');
    await buildHandoff(api, {}, contact);
    const client = await amina();
    expect((await client.call('get', '/media/m1')).status).toBe(404);
    expect((await client.call('get', '/media/m2')).status).toBe(404);
  });

  test('404: for whoever may not see the conversation', async () => {
    const contact = await buildContact(api);
    await api.store.media.keep(await buildMedia(contact), bytes, 'image/jpeg');
    const client = await amina();
    expect((await client.call('get', '/media/m1')).status).toBe(404);
    const elsewhere = await buildHandoff(api, { organisationId: 'liege' }, contact);
    expect((await client.call('get', '/media/m1')).status).toBe(404);
    expect((await client.call('get', `/media/m1?handoff=${elsewhere.id}`)).status).toBe(404);
    const other = await buildHandoff(api, {}, await buildContact(api));
    expect((await client.call('get', `/media/m1?handoff=${other.id}`)).status).toBe(404);
  });

  test('404: sent after the end of the conversation the viewer had', async () => {
    const contact = await buildContact(api);
    const staff = await buildStaff(api, 'amina');
    const ended = await buildHandoff(api, { ...assigned(staff), state: 'closed', closedAt: monday }, contact);
    api.pass(60_000);
    await api.store.media.keep(await buildMedia(contact), bytes, 'image/jpeg');
    const client = await signIn(api, staff);
    expect((await client.call('get', `/media/m1?handoff=${ended.id}`)).status).toBe(404);
  });

  test('401, 403', async () => {
    expect((await call(api, 'get', '/media/m1')).status).toBe(401);
    expect((await (await amina({ role: 'analyst' })).call('get', '/media/m1')).status).toBe(403);
  });
});
