import { assigned, buildHandoff, buildStaff, call, monday, signIn, useApi } from './support';

const api = useApi();
const admin = async () => signIn(api, await buildStaff(api, 'root', { role: 'administrator' }));

describe('GET /staff', () => {
  test('200: colleagues of the organisation; addresses only for administrators and oneself', async () => {
    const root = await admin();
    const amina = await signIn(api, await buildStaff(api, 'amina'));
    await buildStaff(api, 'far', { organisationId: 'liege' });
    const all = (await root.call('get', '/staff')).body.staff;
    expect(all).toMatchObject([
      { id: 'amina', email: 'amina@example.org', can: { manage: true } },
      { id: 'root', email: 'root@example.org' },
    ]);
    const seen = (await amina.call('get', '/staff')).body.staff;
    expect(seen).toMatchObject([
      { id: 'amina', email: 'amina@example.org', can: { editProfile: true, manage: false } },
      { id: 'root', email: null, can: { editProfile: false, manage: false } },
    ]);
    expect(JSON.stringify([all, seen])).not.toContain('argon2id');
  });

  test('401', async () => {
    expect((await call(api, 'get', '/staff')).status).toBe(401);
  });
});

describe('PATCH /staff/:id', () => {
  test('200: an administrator changes role, languages and municipalities', async () => {
    const root = await admin();
    await buildStaff(api, 'amina');
    const change = { role: 'analyst', languages: ['ti'], municipalities: ['44021'] };
    const { status, body } = await root.call('patch', '/staff/amina', change);
    expect(status).toBe(200);
    expect(body).toMatchObject(change);
    expect(await api.store.staff.get('amina')).toMatchObject({ ...change, email: 'amina@example.org' });
    const [entry] = await api.store.audit.list(1);
    expect(entry).toMatchObject({ actor: 'root', action: 'staff.changed', subject: 'amina', at: monday });
    expect(JSON.stringify(entry)).not.toContain('44021');
  });

  test('200: one’s own name and languages', async () => {
    const amina = await signIn(api, await buildStaff(api, 'amina'));
    const { status, body } = await amina.call('patch', '/staff/amina', {
      name: 'Amina B.',
      languages: ['ar'],
    });
    expect([status, body.name, body.languages]).toEqual([200, 'Amina B.', ['ar']]);
  });

  test('200: disabling ends the sessions and gives the conversations back to the queue', async () => {
    const root = await admin();
    const staff = await buildStaff(api, 'amina');
    const amina = await signIn(api, staff);
    const { id, contactId } = await buildHandoff(api, assigned(staff));
    const woken: string[] = [];
    api.bus.onWake((one) => void woken.push(one));
    expect((await root.call('patch', '/staff/amina', { disabled: true })).body.disabled).toBe(true);
    expect((await amina.call('get', '/session')).status).toBe(401);
    expect(await api.store.handoffs.get(id)).toMatchObject({ state: 'requested', assignedTo: null });
    expect(woken).toEqual([contactId]);
    expect((await api.store.audit.list(1))[0]?.action).toBe('staff.disabled');
    expect((await root.call('patch', '/staff/amina', { disabled: false })).body.disabled).toBe(false);
  });

  test('200: an analyst keeps no conversation', async () => {
    const root = await admin();
    const { id } = await buildHandoff(api, assigned(await buildStaff(api, 'amina')));
    await root.call('patch', '/staff/amina', { role: 'analyst' });
    expect((await api.store.handoffs.get(id))?.assignedTo).toBeNull();
  });

  test.each([
    ['another’s name', 'bart', { name: 'x' }],
    ['their own role', 'amina', { role: 'administrator' }],
    ['their own municipalities', 'amina', { municipalities: [] }],
  ])('403: a mediator changes %s', async (_, id, change) => {
    const amina = await signIn(api, await buildStaff(api, 'amina'));
    await buildStaff(api, 'bart');
    const { status, body } = await amina.call('patch', `/staff/${id}`, change);
    expect([status, body.error.code]).toEqual([403, 'forbidden']);
  });

  test('404: nobody, or somebody of another organisation', async () => {
    const root = await admin();
    await buildStaff(api, 'far', { organisationId: 'liege' });
    expect((await root.call('patch', '/staff/nobody', { name: 'x' })).status).toBe(404);
    expect((await root.call('patch', '/staff/far', { disabled: true })).status).toBe(404);
    expect((await api.store.staff.get('far'))?.disabled).toBe(false);
  });

  test.each([{ disabled: true }, { role: 'mediator' }])('409: the last administrator: %j', async (change) => {
    const root = await admin();
    const { status, body } = await root.call('patch', '/staff/root', change);
    expect([status, body.error.code]).toEqual([409, 'last-administrator']);
    await buildStaff(api, 'other', { role: 'administrator' });
    expect((await root.call('patch', '/staff/root', change)).status).toBe(200);
  });

  test.each([
    { role: 'king' },
    { languages: ['French'] },
    { municipalities: ['Gent'] },
    { password: 'x' },
    { name: '' },
  ])('400: %j', async (change) => {
    const root = await admin();
    expect((await root.call('patch', '/staff/root', change)).status).toBe(400);
  });

  test('401, and 403 without the token', async () => {
    expect((await call(api, 'patch', '/staff/x', {})).status).toBe(401);
    const root = await admin();
    expect((await root.call('patch', '/staff/root', {}, { 'x-csrf-token': 'x' })).status).toBe(403);
  });
});

describe('DELETE /staff/:id/sessions', () => {
  test('204: signed out everywhere', async () => {
    const root = await admin();
    const amina = await signIn(api, await buildStaff(api, 'amina'));
    expect((await root.call('delete', '/staff/amina/sessions')).status).toBe(204);
    expect((await amina.call('get', '/session')).status).toBe(401);
  });

  test('401, 403, 404', async () => {
    expect((await call(api, 'delete', '/staff/amina/sessions')).status).toBe(401);
    const amina = await signIn(api, await buildStaff(api, 'amina'));
    expect((await amina.call('delete', '/staff/amina/sessions')).status).toBe(403);
    const root = await admin();
    await buildStaff(api, 'far', { organisationId: 'liege' });
    expect((await root.call('delete', '/staff/far/sessions')).status).toBe(404);
  });
});
