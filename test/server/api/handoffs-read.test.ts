import type { HandoffRow } from '../../../server/store/store';
import { take, write } from './desk';
import { assigned, buildContact, buildHandoff, buildStaff, monday, signIn, useApi } from './support';

const api = useApi();
const amina = async (change = {}) => {
  const staff = await buildStaff(api, 'amina', change);
  return { staff, client: await signIn(api, staff) };
};

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
    await write(api, contact, 'e2', '<b>أين أذهب؟</b>');
    await api.store.handoffs.change(handoff.id, handoff.revision, { state: 'closed' });
    await take(api, contact.id);
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
    await write(api, contact, 'before', 'before');
    const handoff = await buildHandoff(api, { state: 'closed', closedAt: monday }, contact);
    api.pass(60_000);
    await write(api, contact, 'after', 'after');
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
