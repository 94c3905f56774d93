import { saidTo, take, write } from './desk';
import { assigned, buildContact, buildHandoff, buildStaff, monday, signIn, useApi } from './support';

const api = useApi();
const wakes = () => {
  const woken: string[] = [];
  api.bus.onWake((contactId) => void woken.push(contactId));
  return woken;
};
const amina = async (change = {}) => {
  const staff = await buildStaff(api, 'amina', change);
  return { staff, client: await signIn(api, staff) };
};

describe('POST /handoffs/:id/close', () => {
  test('200: counted for the municipality, and the bot speaks again', async () => {
    const { staff, client } = await amina();
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    const woken = wakes();
    const { status, body } = await client.call('post', `/handoffs/${id}/close`, { outcome: 'sent-away' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'closed', outcome: 'sent-away', closedAt: monday });
    expect(Object.values(body.can)).not.toContain(true);
    expect(await api.store.needs.cells('2026-W01', '2026-W53')).toEqual([
      {
        ...{
          municipality: '44021',
          topic: 'cpas-ask',
          language: 'ar',
          week: '2026-W48',
          channel: 'whatsapp',
        },
        ...{ outcome: 'sent-away', count: 1 },
      },
    ]);
    expect((await api.store.inbox.next(contactId))?.body).toEqual({ type: 'handoff-closed', how: 'closed' });
    expect(woken).toEqual([contactId]);
    await take(api, contactId);
    expect((await saidTo(api, contactId))[0]?.part.text).toContain('انتهى');
  });

  test('409: twice is counted once', async () => {
    const { staff, client } = await amina();
    const { id } = await buildHandoff(api, assigned(staff));
    const close = () => client.call('post', `/handoffs/${id}/close`, { outcome: 'met' });
    const statuses = (await Promise.all([close(), close()])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 409]);
    expect((await api.store.needs.cells('2026-W01', '2026-W53')).map(({ count }) => count)).toEqual([1]);
  });

  test('400: an outcome that is none', async () => {
    const { staff, client } = await amina();
    const { id } = await buildHandoff(api, assigned(staff));
    const { status, body } = await client.call('post', `/handoffs/${id}/close`, { outcome: 'withdrawn' });
    expect(status).toBe(400);
    expect(body.error.fields[0].message).toContain('sent-away');
  });

  test('403: a colleague’s', async () => {
    await buildStaff(api, 'bart');
    const { client } = await amina();
    const { id } = await buildHandoff(api, { state: 'assigned', assignedTo: 'bart' });
    expect((await client.call('post', `/handoffs/${id}/close`, { outcome: 'met' })).status).toBe(403);
  });
});

describe('POST /handoffs/:id/return', () => {
  test('200: the bot goes on at the point named', async () => {
    const { staff, client } = await amina();
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    const { status, body } = await client.call('post', `/handoffs/${id}/return`, { flow: 'register' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'closed', outcome: 'returned' });
    expect(await api.store.needs.cells('2026-W01', '2026-W53')).toEqual([]);
    await take(api, contactId);
    const said = (await saidTo(api, contactId)).map(({ part }) => part.text).join();
    expect(said).toContain('اذهب إلى البلدية.');
  });

  test('200: without a point the bot says that it is there', async () => {
    const { staff, client } = await amina();
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    expect((await client.call('post', `/handoffs/${id}/return`, {})).status).toBe(200);
    await take(api, contactId);
    expect(await saidTo(api, contactId)).toHaveLength(1);
  });

  test.each([
    ['flow', { flow: 'nothing' }],
    ['node', { flow: 'register', node: 'nothing' }],
    ['node', { node: 'hello' }],
  ])('400: no such %s', async (path, point) => {
    const { staff, client } = await amina();
    const { id } = await buildHandoff(api, assigned(staff));
    const { status, body } = await client.call('post', `/handoffs/${id}/return`, point);
    expect(status).toBe(400);
    expect(body.error.fields).toMatchObject([{ path }]);
  });

  test('403 and 409', async () => {
    await buildStaff(api, 'bart');
    const { client } = await amina();
    const theirs = await buildHandoff(api, { state: 'assigned', assignedTo: 'bart' });
    const over = await buildHandoff(api, { state: 'closed' });
    expect((await client.call('post', `/handoffs/${theirs.id}/return`, {})).status).toBe(403);
    expect((await client.call('post', `/handoffs/${over.id}/return`, {})).status).toBe(409);
  });
});

describe('one owner', () => {
  test('the bot is silent while a person has the conversation, and speaks again afterwards', async () => {
    const { client } = await amina();
    const contact = await buildContact(api, { language: 'fr' });
    await write(api, contact, 'e1', 'person');
    await take(api, contact.id);
    const handoff = await api.store.handoffs.openOf(contact.id);
    expect(handoff).toMatchObject({ state: 'requested', organisationId: 'gent' });
    const before = (await saidTo(api, contact.id)).length;
    await client.call('post', `/handoffs/${handoff?.id}/claim`);
    for (const text of ['menu', 'person', 'quelque chose']) {
      await write(api, contact, `while ${text}`, text);
      await take(api, contact.id);
    }
    expect(await saidTo(api, contact.id)).toHaveLength(before);
    await client.call('post', `/handoffs/${handoff?.id}/close`, { outcome: 'met' });
    await write(api, contact, 'afterwards', 'menu');
    await take(api, contact.id);
    const after = (await saidTo(api, contact.id)).slice(before).map(({ part }) => part.text);
    expect(after[0]).toContain('Fini.');
    expect(after[1]).toContain('De quoi s’agit-il ?');
  });

  test('a person who goes back to the bot just before a claim: one of the two happens, not both', async () => {
    const { client } = await amina();
    const contact = await buildContact(api, { language: 'fr' });
    const { id } = await buildHandoff(api, {}, contact);
    await write(api, contact, 'e1', 'menu');
    const [claimed] = await Promise.all([
      client.call('post', `/handoffs/${id}/claim`),
      take(api, contact.id).catch(() => {}),
    ]);
    const row = await api.store.handoffs.get(id);
    const bot = (await saidTo(api, contact.id)).filter(({ part }) => part.text.includes('De quoi'));
    if (claimed.status === 200) expect([row?.state, bot.length]).toEqual(['assigned', 0]);
    else expect([row?.state, bot.length]).toEqual(['closed', 1]);
  });
});
