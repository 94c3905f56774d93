import { buildStaff, call, officeHours, signIn, useApi } from './support';

const api = useApi();
const admin = async () => signIn(api, await buildStaff(api, 'root', { role: 'administrator' }));
const wanted = { name: 'OCMW Gent', municipalities: ['44021'], languages: ['ar', 'ti'], hours: officeHours };

describe('GET /organisation', () => {
  test('200: for everybody in it, with whether its desk is open', async () => {
    const analyst = await signIn(api, await buildStaff(api, 'ana', { role: 'analyst' }));
    const { status, body } = await analyst.call('get', '/organisation');
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'gent', desk: { open: true, opensAt: null }, can: { edit: false } });
  });

  test('401', async () => {
    expect((await call(api, 'get', '/organisation')).status).toBe(401);
  });

  test('404: the organisation is gone', async () => {
    const lost = await signIn(api, await buildStaff(api, 'lost', { organisationId: 'nowhere' }));
    expect((await lost.call('get', '/organisation')).status).toBe(404);
    expect((await lost.call('get', '/session')).body.organisation).toEqual({
      id: 'nowhere',
      name: 'nowhere',
    });
  });
});

describe('PUT /organisation', () => {
  test('200: changed, and counted from then on', async () => {
    const root = await admin();
    const hours = {
      ...officeHours,
      weekly: [{ weekday: 6, from: '10:00', to: '12:00' }],
      closedDays: ['2026-11-28'],
    };
    const { status, body } = await root.call('put', '/organisation', { ...wanted, hours });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...wanted,
      hours,
      desk: { open: false, opensAt: '2026-12-05T09:00:00.000Z' },
    });
    expect(await api.store.organisations.get('gent')).toEqual({ id: 'gent', ...wanted, hours });
    expect((await api.store.audit.list(1))[0]).toMatchObject({
      action: 'organisation.changed',
      subject: 'gent',
    });
    expect((await api.store.organisations.get('liege'))?.name).toBe('OCMW liege');
  });

  const weekly = (...intervals: [number, string, string][]) => ({
    ...wanted,
    hours: { ...officeHours, weekly: intervals.map(([weekday, from, to]) => ({ weekday, from, to })) },
  });
  test.each([
    ['no name', { ...wanted, name: '' }, 'name'],
    ['a municipality that is none', { ...wanted, municipalities: ['44021', '99999'] }, 'municipalities.1'],
    ['an eighth day', weekly([8, '09:00', '10:00']), 'hours.weekly.0.weekday'],
    ['an hour that is none', weekly([1, '25:00', '26:00']), 'hours.weekly.0.from'],
    ['an end before the beginning', weekly([1, '10:00', '09:00']), 'hours.weekly.0.to'],
    [
      'two that overlap',
      weekly([1, '09:00', '12:00'], [2, '09:00', '12:00'], [1, '11:00', '13:00']),
      'hours.weekly',
    ],
    [
      'a day that is none',
      { ...wanted, hours: { ...officeHours, closedDays: ['2026-02-30'] } },
      'hours.closedDays.0',
    ],
    ['another id', { ...wanted, id: 'liege' }, 'id'],
  ])('400: %s', async (_, body, path) => {
    const root = await admin();
    const response = await root.call('put', '/organisation', body);
    expect(response.status).toBe(400);
    expect(response.body.error.fields.map((field: { path: string }) => field.path)).toContain(path);
  });

  test('200: two intervals of a day may touch', async () => {
    const root = await admin();
    const body = weekly([1, '09:00', '12:00'], [1, '12:00', '13:00']);
    expect((await root.call('put', '/organisation', body)).status).toBe(200);
  });

  test('401, 403 by role and without the token', async () => {
    expect((await call(api, 'put', '/organisation', wanted)).status).toBe(401);
    const amina = await signIn(api, await buildStaff(api, 'amina'));
    expect((await amina.call('put', '/organisation', wanted)).body.error.code).toBe('forbidden');
    const root = await admin();
    expect((await root.call('put', '/organisation', wanted, { 'x-csrf-token': '' })).body.error.code).toBe(
      'wrong-token',
    );
  });
});
