import { assigned, buildHandoff, buildStaff, call, monday, signIn, useApi } from './support';

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
