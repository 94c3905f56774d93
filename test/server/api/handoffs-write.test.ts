import { saidTo } from './desk';
import { assigned, buildContact, buildHandoff, buildStaff, signIn, useApi } from './support';

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

describe('POST /handoffs/:id/messages', () => {
  const text = 'Mijn geheime tekst';

  test('201: one message in the outbox, by name, reviewed when the mediator holds the language', async () => {
    const { staff, client } = await amina({ languages: ['fr', 'ar'] });
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    const woken = wakes();
    const sent = await client.call('post', `/handoffs/${id}/messages`, {
      text: ` ${text}\0 `,
      language: 'ar',
    });
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({ delivery: 'queued', reviewed: true, handoff: { id } });
    const rows = await saidTo(api, contactId);
    expect(rows).toMatchObject([
      {
        ...{ id: sent.body.messages[0], language: 'ar', part: { type: 'text', text }, state: 'queued' },
        author: { type: 'staff', staffId: 'amina', reviewed: true },
      },
    ]);
    expect(woken).toEqual([contactId]);
    const { body } = await client.call('get', `/handoffs/${id}`);
    expect(body.transcript).toMatchObject([
      {
        text,
        translation: null,
        author: { type: 'staff', name: 'Name of amina', mine: true, reviewed: true },
      },
    ]);
  });

  test('201: not reviewed in a language the mediator does not hold', async () => {
    const { staff, client } = await amina({ languages: ['fr'] });
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    const { body } = await client.call('post', `/handoffs/${id}/messages`, { text, language: 'ar' });
    expect(body.reviewed).toBe(false);
    expect((await saidTo(api, contactId))[0]?.author).toMatchObject({ reviewed: false });
  });

  test('201: a long text goes in pieces the channel can carry, nothing lost', async () => {
    const { staff, client } = await amina();
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    const long = 'Un mot. '.repeat(450).trim();
    const { body } = await client.call('post', `/handoffs/${id}/messages`, { text: long, language: 'fr' });
    const parts = (await saidTo(api, contactId)).map(({ part }) => part.text);
    expect(body.messages).toHaveLength(3);
    expect(parts.every((part) => part.length <= 1600)).toBe(true);
    expect(parts.join(' ')).toBe(long);
  });

  test('201: the same key again sends nothing again', async () => {
    const { staff, client } = await amina();
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    const message = { text, language: 'fr', key: '3f0c0b3e-5f0e-4c5c-9a63-0d5f0f5d8f11' };
    const [one, again] = [
      await client.call('post', `/handoffs/${id}/messages`, message),
      await client.call('post', `/handoffs/${id}/messages`, message),
    ];
    expect(again.body.messages).toEqual(one.body.messages);
    expect(await saidTo(api, contactId)).toHaveLength(1);
  });

  test('201: out of the window it waits, and the answer says so', async () => {
    const { staff } = await amina();
    const { id } = await buildHandoff(api, assigned(staff));
    api.pass(25 * 3_600_000);
    const client = await signIn(api, staff);
    const { status, body } = await client.call('post', `/handoffs/${id}/messages`, { text, language: 'fr' });
    expect([status, body.delivery, body.handoff.window.open]).toEqual([201, 'waiting', false]);
  });

  test.each([
    ['no text', { text: '  ', language: 'fr' }],
    ['no language', { text }],
    ['a key that is none', { text, language: 'fr', key: '1' }],
    ['too long', { text: 'x'.repeat(4001), language: 'fr' }],
  ])('400: %s', async (_, body) => {
    const { staff, client } = await amina();
    const { id } = await buildHandoff(api, assigned(staff));
    expect((await client.call('post', `/handoffs/${id}/messages`, body)).status).toBe(400);
  });

  test('403: only who has it, not even an administrator', async () => {
    const { staff } = await amina();
    const root = await signIn(api, await buildStaff(api, 'root', { role: 'administrator' }));
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    const { status, body } = await root.call('post', `/handoffs/${id}/messages`, { text, language: 'fr' });
    expect([status, body.error.code]).toEqual([403, 'not-assignee']);
    expect(await saidTo(api, contactId)).toEqual([]);
  });

  test.each([
    ['opted-out', { optedOut: true }],
    ['erasing', { erasing: true }],
  ])('409: %s', async (code, change) => {
    const { staff, client } = await amina();
    const contact = await buildContact(api, change);
    const { id } = await buildHandoff(api, assigned(staff), contact);
    const { status, body } = await client.call('post', `/handoffs/${id}/messages`, { text, language: 'fr' });
    expect([status, body.error.code]).toEqual([409, code]);
    expect((await client.call('get', `/handoffs/${id}`)).body.blocked).toBe(code);
  });

  test.each(['requested', 'closed'] as const)('409: it is %s', async (state) => {
    const { client } = await amina();
    const { id } = await buildHandoff(api, { state });
    const { status, body } = await client.call('post', `/handoffs/${id}/messages`, { text, language: 'fr' });
    expect([status, body.error.state]).toEqual([409, state]);
  });

  test('a message never leaves after the conversation changed hands', async () => {
    const { staff, client } = await amina();
    const root = await signIn(api, await buildStaff(api, 'root', { role: 'administrator' }));
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    const attempts = Array.from({ length: 6 }, (_, index) =>
      client.call('post', `/handoffs/${id}/messages`, { text: `m${index}`, language: 'fr' }),
    );
    const [released, ...answers] = await Promise.all([
      root.call('post', `/handoffs/${id}/release`),
      ...attempts,
    ]);
    expect(released?.status).toBe(200);
    const accepted = answers.filter(({ status }) => status === 201);
    expect(await saidTo(api, contactId)).toHaveLength(accepted.length);
    for (const { status } of answers) expect([201, 409]).toContain(status);
  });

  test('what was written stands in no log and no audit entry', async () => {
    const { staff, client } = await amina();
    const { id } = await buildHandoff(api, assigned(staff));
    await client.call('post', `/handoffs/${id}/messages`, { text, language: 'fr' });
    expect(JSON.stringify([api.logged, await api.store.audit.list(50)])).not.toContain('geheime');
  });
});

describe('POST /handoffs/:id/approved', () => {
  test('201: chosen by a French speaker, read in Arabic, with the facts of today', async () => {
    const { staff, client } = await amina({ languages: ['fr'] });
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    const { status, body } = await client.call('post', `/handoffs/${id}/approved`, { topic: 'cpas-ask' });
    expect(status).toBe(201);
    expect(body.reviewed).toBe(true);
    const [row] = await saidTo(api, contactId);
    expect(row).toMatchObject({ language: 'ar', options: [], author: { staffId: 'amina', reviewed: true } });
    expect(row?.part).toMatchObject({ type: 'text', text: expect.stringContaining('30') });
    expect(row?.part.text).toContain('يجيب CPAS خلال');
    const { body: seen } = await client.call('get', `/handoffs/${id}?as=fr`);
    expect(seen.transcript[0].translation.text).toContain('Le CPAS répond en 30 jours.');
    expect(seen.transcript[0].author).toMatchObject({ type: 'staff', reviewed: true });
  });

  test('201: by SMS it goes whole, not in pages that nobody would turn', async () => {
    const { staff, client } = await amina();
    const contact = await buildContact(api, { language: 'fr' }, 'sms');
    const { id } = await buildHandoff(api, assigned(staff), contact);
    await client.call('post', `/handoffs/${id}/approved`, { topic: 'cpas-ask' });
    const [row] = await saidTo(api, contact.id);
    expect(row?.part.text).toContain('Allez-y.');
    expect(row?.part.text).toContain('Source : mi-is.be');
  });

  test('it leaves the session, the needs log and the place in the dialogue alone', async () => {
    const { staff, client } = await amina();
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    await client.call('post', `/handoffs/${id}/approved`, { topic: 'cpas-ask' });
    expect(await api.store.sessions.get(contactId)).toBeUndefined();
    expect(await api.store.needs.cells('2026-W01', '2026-W53')).toEqual([]);
  });

  test('409: an answer that the person’s language lacks is not given in another', async () => {
    const { staff, client } = await amina();
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    const { status, body } = await client.call('post', `/handoffs/${id}/approved`, { topic: 'only-french' });
    expect([status, body.error.code]).toEqual([409, 'not-in-language']);
    expect(await saidTo(api, contactId)).toEqual([]);
  });

  test('409: a language the bot does not speak', async () => {
    const { staff, client } = await amina();
    const { id } = await buildHandoff(api, assigned(staff), await buildContact(api, { language: 'ti' }));
    const { body } = await client.call('post', `/handoffs/${id}/approved`, { topic: 'cpas-ask' });
    expect(body.error.code).toBe('not-in-language');
  });

  test('400: no such topic; no language known', async () => {
    const { staff, client } = await amina();
    const { id } = await buildHandoff(api, assigned(staff), await buildContact(api, { language: null }));
    const unknown = await client.call('post', `/handoffs/${id}/approved`, { topic: 'nothing' });
    expect(unknown.body.error.fields).toMatchObject([{ path: 'topic' }]);
    const silent = await client.call('post', `/handoffs/${id}/approved`, { topic: 'cpas-ask' });
    expect(silent.body.error.fields).toMatchObject([{ path: 'language' }]);
    const said = await client.call('post', `/handoffs/${id}/approved`, { topic: 'cpas-ask', language: 'nl' });
    expect(said.status).toBe(201);
  });

  test('403 and 409 as for a message', async () => {
    const { client } = await amina();
    await buildStaff(api, 'bart');
    const theirs = await buildHandoff(api, { state: 'assigned', assignedTo: 'bart' });
    const waiting = await buildHandoff(api);
    const send = (id: string) => client.call('post', `/handoffs/${id}/approved`, { topic: 'cpas-ask' });
    expect((await send(theirs.id)).status).toBe(403);
    expect((await send(waiting.id)).status).toBe(409);
    expect((await send('nothing')).status).toBe(404);
  });
});
