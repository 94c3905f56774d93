import { createRouting } from '../../../server/handoff/routing';
import type { ContactRow, HandoffRow } from '../../../server/store/store';
import { createTurns } from '../../../server/turn';
import { release as content, places } from './release';
import { assigned, buildContact, buildHandoff, buildStaff, call, monday, signIn, useApi } from './support';

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
const take = async (contactId: string) => {
  const { deskFor, organisationFor } = createRouting({ store: api.store, places, now: api.now });
  const turns = createTurns({
    ...{ store: api.store, bus: api.bus, now: api.now, deskFor, organisationFor },
    release: () => content,
    exportLink: () => '',
    handoffDays: 3,
    log: { debug() {}, info() {}, warn() {}, error: (fields) => expect(fields).toBeUndefined() },
  });
  await turns.take(contactId);
};
const write = (contact: ContactRow, eventId: string, text: string) =>
  api.store.inbox.add(
    { ...contact, contactId: contact.id, eventId, body: { type: 'message', text, media: [] } },
    api.now().toISOString(),
  );
const saidTo = (contactId: string) => api.store.outbox.after(contactId, 0);

describe('GET /handoffs', () => {
  test('200: urgent first, then who waits longest, with all that a queue shows', async () => {
    const { client } = await amina();
    await buildHandoff(api, { id: 'first' });
    api.pass(90_000);
    await buildHandoff(api, { id: 'later', topic: null });
    await buildHandoff(api, { id: 'urgent', urgent: true, reason: 'danger' });
    const { status, body } = await client.call('get', '/handoffs', undefined, { 'accept-language': 'fr' });
    expect(status).toBe(200);
    expect(body.handoffs.map(({ id }: HandoffRow) => id)).toEqual(['urgent', 'first', 'later']);
    expect(body.handoffs[1]).toMatchObject({
      ...{ state: 'requested', reason: 'asked', waitingSeconds: 90, assignedTo: null, language: 'ar' },
      topic: { id: 'cpas-ask', title: 'Demander au CPAS' },
      municipality: { nis: '44021', name: 'Gand' },
      summary: 'topic cpas-ask (answer, 0.91)',
      window: { open: true, until: '2026-11-24T09:00:00.000Z' },
      can: { claim: true, answer: false, release: false, transfer: false, close: true, return: true },
    });
    expect(body.handoffs[1].pseudonym).toMatch(/\w/);
    expect(JSON.stringify(body)).not.toContain('+3247');
  });

  test('200: every filter narrows', async () => {
    const { staff, client } = await amina();
    const french = await buildContact(api, { language: 'fr', municipality: '21004' });
    await buildHandoff(api, { id: 'waiting' });
    await buildHandoff(api, { id: 'french' }, french);
    await buildHandoff(api, { id: 'mine', ...assigned(staff) });
    await buildHandoff(api, { id: 'closed', state: 'closed', closedAt: monday, outcome: 'met' });
    const ids = async (query: string) => {
      const { body } = await client.call('get', `/handoffs?${query}`);
      return body.handoffs.map(({ id }: HandoffRow) => id);
    };
    expect(await ids('')).toHaveLength(3);
    expect(await ids('state=closed')).toEqual(['closed']);
    expect(await ids('state=assigned,closed')).toHaveLength(2);
    expect(await ids('assigned=me')).toEqual(['mine']);
    expect(await ids('assigned=nobody')).not.toContain('mine');
    expect(await ids('language=fr')).toEqual(['french']);
    expect(await ids('municipality=21004')).toEqual(['french']);
    expect(await ids('limit=1')).toHaveLength(1);
  });

  test.each(['state=lost', 'language=French', 'municipality=Gent', 'assigned=you', 'limit=0', 'page=2'])(
    '400: %s',
    async (query) => {
      const { client } = await amina();
      expect((await client.call('get', `/handoffs?${query}`)).status).toBe(400);
    },
  );

  test('a mediator named for municipalities sees theirs, those not said, and their own', async () => {
    const { staff, client } = await amina({ municipalities: ['21004'] });
    await buildHandoff(api, { id: 'ghent' });
    await buildHandoff(api, { id: 'unknown', municipality: null });
    await buildHandoff(api, { id: 'brussels', municipality: '21004' });
    await buildHandoff(api, { id: 'given', ...assigned(staff) });
    const { body } = await client.call('get', '/handoffs');
    expect(body.handoffs.map(({ id }: HandoffRow) => id).sort()).toEqual(['brussels', 'given', 'unknown']);
    expect((await client.call('get', '/handoffs/ghent')).status).toBe(404);
  });

  test('the window: closed a day after the last message on WhatsApp, never on SMS and the web', async () => {
    const { client } = await amina();
    for (const channel of ['whatsapp', 'sms', 'web'] as const)
      await buildHandoff(api, { id: channel }, await buildContact(api, {}, channel));
    api.pass(24 * 3_600_000);
    const later = await client.call('get', '/session');
    expect(later.status).toBe(401);
    const again = await signIn(api, await buildStaff(api, 'amina'));
    const { body } = await again.call('get', '/handoffs');
    const windows = Object.fromEntries(
      body.handoffs.map(({ id, window }: { id: string; window: object }) => [id, window]),
    );
    expect(windows).toEqual({
      whatsapp: { open: false, until: '2026-11-24T09:00:00.000Z' },
      sms: { open: true, until: null },
      web: { open: true, until: null },
    });
  });
});

describe('GET /handoffs/:id', () => {
  test('200: the words of the person, and the bot’s beside them in the viewer’s language', async () => {
    const { client } = await amina();
    const contact = await buildContact(api);
    const handoff = await buildHandoff(api, {}, contact);
    await api.store.inbox.add(
      {
        ...contact,
        contactId: contact.id,
        eventId: 'e1',
        body: { type: 'choice', id: 'topic:cpas-ask', title: 'طلب من CPAS' },
      },
      monday,
    );
    await write(contact, 'e2', '<b>أين أذهب؟</b>');
    await api.store.handoffs.change(handoff.id, handoff.revision, { state: 'closed' });
    await take(contact.id);
    const { status, body } = await client.call('get', `/handoffs/${handoff.id}?as=nl`);
    expect(status).toBe(200);
    const [tap, question, answer] = body.transcript;
    expect(tap).toMatchObject({
      direction: 'in',
      kind: 'choice',
      text: 'طلب من CPAS',
      translation: { text: 'Het OCMW vragen' },
    });
    expect(question).toMatchObject({ direction: 'in', text: '<b>أين أذهب؟</b>', translation: null });
    expect(answer).toMatchObject({
      direction: 'out',
      author: { type: 'bot' },
      language: 'ar',
      translation: { language: 'nl' },
      delivery: { state: 'queued', error: null },
    });
    expect(answer.text).toContain('يجيب CPAS خلال');
    const dutch = 'Het OCMW vragen\n\nHet OCMW antwoordt in 30 dagen.\n\nGa.\n\nBron: mi-is.be';
    expect(answer.translation.text).toContain(dutch);
  });

  test('what is said after the end is not for those who had it', async () => {
    const { client } = await amina();
    const contact = await buildContact(api);
    await write(contact, 'before', 'before');
    const handoff = await buildHandoff(api, { state: 'closed', closedAt: monday }, contact);
    api.pass(60_000);
    await write(contact, 'after', 'after');
    const { body } = await client.call('get', `/handoffs/${handoff.id}`);
    expect(body.transcript.map(({ text }: { text: string }) => text)).toEqual(['before']);
  });

  test('400: a language the console does not have', async () => {
    const { client } = await amina();
    const { id } = await buildHandoff(api);
    expect((await client.call('get', `/handoffs/${id}?as=ar`)).status).toBe(400);
  });

  test('404: none, or another organisation’s', async () => {
    const { client } = await amina();
    const { id } = await buildHandoff(api, { organisationId: 'liege' });
    expect((await client.call('get', `/handoffs/${id}`)).status).toBe(404);
    expect((await client.call('get', '/handoffs/nothing')).status).toBe(404);
  });
});

describe('POST /handoffs/:id/claim', () => {
  test('200: it is theirs, and does not expire while it is', async () => {
    const { client } = await amina();
    const { id, contactId } = await buildHandoff(api);
    const woken = wakes();
    const { status, body } = await client.call('post', `/handoffs/${id}/claim`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ state: 'assigned', assignedTo: { id: 'amina', name: 'Name of amina' }, waitingSeconds: null },
      can: { claim: false, answer: true, release: true, transfer: true, close: true, return: true },
    });
    expect(await api.store.handoffs.expired('2027-11-23T09:00:00.000Z', 9)).toEqual([]);
    expect(woken).toEqual([contactId]);
    expect((await client.call('post', `/handoffs/${id}/claim`)).status).toBe(200);
    const actions = (await api.store.audit.list(9)).map(({ action }) => action);
    expect(actions.filter((action) => action === 'handoff.claimed')).toHaveLength(1);
  });

  test('409: of many at once exactly one gets it, and the others learn who has it', async () => {
    const { id } = await buildHandoff(api);
    const names = ['amina', 'bart', 'chloe', 'dirk', 'eva', 'fatou'];
    const clients = await Promise.all(names.map(async (name) => signIn(api, await buildStaff(api, name))));
    const answers = await Promise.all(clients.map((client) => client.call('post', `/handoffs/${id}/claim`)));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    const { assignedTo } = winners[0]?.body ?? {};
    for (const { status, body } of answers.filter((answer) => answer !== winners[0])) {
      expect(status).toBe(409);
      expect(body.error).toMatchObject({ code: 'taken', assignedTo });
    }
    expect((await api.store.handoffs.get(id))?.assignedTo).toBe(assignedTo.id);
  });

  test('409: it is over', async () => {
    const { client } = await amina();
    const { id } = await buildHandoff(api, { state: 'expired', closedAt: monday });
    const { status, body } = await client.call('post', `/handoffs/${id}/claim`);
    expect(status).toBe(409);
    expect(body.error).toMatchObject({ code: 'wrong-state', state: 'expired' });
  });
});

describe('POST /handoffs/:id/release', () => {
  test('200: it waits again, as long as a new one would', async () => {
    const { staff, client } = await amina();
    const { id } = await buildHandoff(api, assigned(staff));
    api.pass(5 * 3_600_000);
    const { status, body } = await client.call('post', `/handoffs/${id}/release`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'requested',
      assignedTo: null,
      expiresAt: '2026-11-26T14:00:00.000Z',
    });
  });

  test('403: a colleague’s; an administrator may', async () => {
    const { staff } = await amina();
    const bart = await signIn(api, await buildStaff(api, 'bart'));
    const root = await signIn(api, await buildStaff(api, 'root', { role: 'administrator' }));
    const { id } = await buildHandoff(api, assigned(staff));
    const refused = await bart.call('post', `/handoffs/${id}/release`);
    expect([refused.status, refused.body.error.code]).toEqual([403, 'not-assignee']);
    expect((await root.call('post', `/handoffs/${id}/release`)).status).toBe(200);
  });

  test('409: nobody has it', async () => {
    const { client } = await amina();
    const { id } = await buildHandoff(api);
    expect((await client.call('post', `/handoffs/${id}/release`)).status).toBe(409);
  });
});

describe('POST /handoffs/:id/transfer', () => {
  test('200: it is the colleague’s, also where the giver does not see it any more', async () => {
    const { staff, client } = await amina({ municipalities: ['21004'] });
    await buildStaff(api, 'bart');
    const { id } = await buildHandoff(api, assigned(staff));
    const { status, body } = await client.call('post', `/handoffs/${id}/transfer`, { staffId: 'bart' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ assignedTo: { id: 'bart' }, can: { answer: false } });
    expect((await client.call('get', `/handoffs/${id}`)).status).toBe(404);
    const [entry] = await api.store.audit.list(1);
    expect(entry).toMatchObject({
      actor: 'amina',
      action: 'handoff.transferred',
      subject: id,
      details: { to: 'bart' },
    });
  });

  test.each([
    ['nobody', 'nobody', {}],
    ['a disabled colleague', 'bart', { disabled: true }],
    ['an analyst', 'bart', { role: 'analyst' as const }],
    ['somebody of another organisation', 'bart', { organisationId: 'liege' }],
  ])('400: to %s', async (_, staffId, change) => {
    const { staff, client } = await amina();
    await buildStaff(api, 'bart', change);
    const { id } = await buildHandoff(api, assigned(staff));
    const { status, body } = await client.call('post', `/handoffs/${id}/transfer`, { staffId });
    expect(status).toBe(400);
    expect(body.error.fields).toMatchObject([{ path: 'staffId' }]);
  });

  test('403: a colleague’s, 409: nobody’s', async () => {
    await buildStaff(api, 'bart');
    const { client } = await amina();
    const { id } = await buildHandoff(api, { state: 'assigned', assignedTo: 'bart' });
    const waiting = await buildHandoff(api);
    expect((await client.call('post', `/handoffs/${id}/transfer`, { staffId: 'amina' })).status).toBe(403);
    expect((await client.call('post', `/handoffs/${waiting.id}/transfer`, { staffId: 'bart' })).status).toBe(
      409,
    );
  });
});

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
    const rows = await saidTo(contactId);
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
    expect((await saidTo(contactId))[0]?.author).toMatchObject({ reviewed: false });
  });

  test('201: a long text goes in pieces the channel can carry, nothing lost', async () => {
    const { staff, client } = await amina();
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    const long = 'Un mot. '.repeat(450).trim();
    const { body } = await client.call('post', `/handoffs/${id}/messages`, { text: long, language: 'fr' });
    const parts = (await saidTo(contactId)).map(({ part }) => part.text);
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
    expect(await saidTo(contactId)).toHaveLength(1);
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
    expect(await saidTo(contactId)).toEqual([]);
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
    expect(await saidTo(contactId)).toHaveLength(accepted.length);
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
    const [row] = await saidTo(contactId);
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
    const [row] = await saidTo(contact.id);
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
    expect(await saidTo(contactId)).toEqual([]);
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
    await take(contactId);
    expect((await saidTo(contactId))[0]?.part.text).toContain('انتهى');
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
    await take(contactId);
    const said = (await saidTo(contactId)).map(({ part }) => part.text).join();
    expect(said).toContain('اذهب إلى البلدية.');
  });

  test('200: without a point the bot says that it is there', async () => {
    const { staff, client } = await amina();
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    expect((await client.call('post', `/handoffs/${id}/return`, {})).status).toBe(200);
    await take(contactId);
    expect(await saidTo(contactId)).toHaveLength(1);
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
    await write(contact, 'e1', 'person');
    await take(contact.id);
    const handoff = await api.store.handoffs.openOf(contact.id);
    expect(handoff).toMatchObject({ state: 'requested', organisationId: 'gent' });
    const before = (await saidTo(contact.id)).length;
    await client.call('post', `/handoffs/${handoff?.id}/claim`);
    for (const text of ['menu', 'person', 'quelque chose']) {
      await write(contact, `while ${text}`, text);
      await take(contact.id);
    }
    expect(await saidTo(contact.id)).toHaveLength(before);
    await client.call('post', `/handoffs/${handoff?.id}/close`, { outcome: 'met' });
    await write(contact, 'afterwards', 'menu');
    await take(contact.id);
    const after = (await saidTo(contact.id)).slice(before).map(({ part }) => part.text);
    expect(after[0]).toContain('Fini.');
    expect(after[1]).toContain('De quoi s’agit-il ?');
  });

  test('a person who goes back to the bot just before a claim: one of the two happens, not both', async () => {
    const { client } = await amina();
    const contact = await buildContact(api, { language: 'fr' });
    const { id } = await buildHandoff(api, {}, contact);
    await write(contact, 'e1', 'menu');
    const [claimed] = await Promise.all([
      client.call('post', `/handoffs/${id}/claim`),
      take(contact.id).catch(() => {}),
    ]);
    const row = await api.store.handoffs.get(id);
    const bot = (await saidTo(contact.id)).filter(({ part }) => part.text.includes('De quoi'));
    if (claimed.status === 200) expect([row?.state, bot.length]).toEqual(['assigned', 0]);
    else expect([row?.state, bot.length]).toEqual(['closed', 1]);
  });
});

describe('401 and 403 of every change', () => {
  test.each(['claim', 'release', 'transfer', 'messages', 'approved', 'return', 'close'])(
    '%s',
    async (action) => {
      const { id } = await buildHandoff(api);
      const path = `/handoffs/${id}/${action}`;
      expect((await call(api, 'post', path, {})).status).toBe(401);
      const { client } = await amina();
      const untold = await client.call('post', path, {}, { 'x-csrf-token': 'guess' });
      expect([untold.status, untold.body.error.code]).toEqual([403, 'wrong-token']);
      const abroad = await client.call('post', path, {}, { origin: 'https://evil.example' });
      expect([abroad.status, abroad.body.error.code]).toEqual([403, 'other-origin']);
    },
  );
});
