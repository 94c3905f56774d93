import { sessionLimits } from '../../../server/api/accounts';
import { buildStaff, call, monday, password, publicUrl, signIn, useApi } from './support';

const api = useApi();
const credentials = (email: string, given = password) => ({ email, password: given });

describe('POST /session', () => {
  test('201: signs in, with a cookie no script can read and a token for changes', async () => {
    await buildStaff(api, 'amina');
    const response = await call(api, 'post', '/session', credentials(' Amina@Example.org '));
    expect(response.status).toBe(201);
    expect(response.body).toMatchObject({
      staff: { id: 'amina', email: 'amina@example.org' },
      organisation: { id: 'gent', name: 'OCMW gent' },
      can: { answerPeople: true, invite: false, readAudit: false },
    });
    const [cookie = ''] = response.get('set-cookie') ?? [];
    expect(cookie).toMatch(/^passerelle_session=[\w-]{43};/);
    for (const flag of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) expect(cookie).toContain(flag);
    expect(JSON.stringify(response.body)).not.toContain(cookie.slice(19, 62));
  });

  test('401: the same words for a wrong password, an unknown address and a disabled account', async () => {
    await buildStaff(api, 'amina');
    await buildStaff(api, 'gone', { disabled: true });
    await buildStaff(api, 'invited', { passwordHash: null });
    const tries = [
      credentials('amina@example.org', 'not the password'),
      credentials('nobody@example.org'),
      credentials('gone@example.org'),
      credentials('invited@example.org'),
    ];
    for (const body of tries) {
      const response = await call(api, 'post', '/session', body, { 'accept-language': 'fr' });
      expect(response.status).toBe(401);
      expect(response.body).toEqual({
        error: { code: 'wrong-credentials', message: expect.stringContaining('ne vont pas ensemble') },
      });
    }
  });

  test('401: takes as long for an account that does not exist', async () => {
    await buildStaff(api, 'amina');
    const time = async (email: string) => {
      const times: number[] = [];
      for (let attempt = 0; attempt < 7; attempt++) {
        const begin = performance.now();
        await api.accounts.signIn(credentials(email, `wrong password ${attempt}`));
        times.push(performance.now() - begin);
      }
      return times.sort((a, b) => a - b)[3] ?? 0;
    };
    await time('warm@example.org');
    const [known, unknown] = [await time('amina@example.org'), await time('nobody@example.org')];
    expect(unknown / known).toBeGreaterThan(0.3);
    expect(unknown / known).toBeLessThan(3);
  });

  test.each([
    ['no body', undefined, 'invalid'],
    ['no password', { email: 'a@b.be' }, 'invalid'],
    ['no address', { email: 'amina', password }, 'invalid'],
  ])('400: %s', async (_, body, code) => {
    const response = await call(api, 'post', '/session', body);
    expect(response.status).toBe(400);
    expect(response.body.error.code).toBe(code);
  });

  test('400: JSON that cannot be read', async () => {
    const response = await call(api, 'post', '/session', undefined, { 'content-type': 'application/json' });
    expect(response.status).toBe(400);
    const { default: supertest } = await import('supertest');
    const broken = await supertest(api.app).post('/api/session').type('json').send('{"email": ');
    expect(broken.status).toBe(400);
    expect(broken.body.error.code).toBe('malformed');
  });

  test('413: a body beyond all measure', async () => {
    const response = await call(api, 'post', '/session', credentials('a@b.be', 'x'.repeat(100_000)));
    expect(response.status).toBe(413);
    expect(response.body.error.code).toBe('too-large');
  });

  test('403: from another site', async () => {
    await buildStaff(api, 'amina');
    const elsewhere = { origin: 'https://evil.example' };
    const response = await call(api, 'post', '/session', credentials('amina@example.org'), elsewhere);
    expect(response.status).toBe(403);
    expect(response.body.error.code).toBe('other-origin');
  });

  test('429: ten wrong passwords for one account, whether it exists or not; others still get in', async () => {
    await buildStaff(api, 'amina');
    await buildStaff(api, 'bart');
    const statusesOf = async (email: string) => {
      const statuses: number[] = [];
      for (let attempt = 0; attempt < 11; attempt++) {
        const { status } = await call(api, 'post', '/session', credentials(email, `guess ${attempt}`));
        statuses.push(status);
      }
      return statuses;
    };
    const known = await statusesOf('amina@example.org');
    const unknown = await statusesOf('nobody@example.org');
    expect(known).toEqual([...Array(10).fill(401), 429]);
    expect(unknown).toEqual(known);
    const right = await call(api, 'post', '/session', credentials('amina@example.org'));
    expect(right.status).toBe(429);
    expect(right.get('retry-after')).toBeDefined();
    expect((await call(api, 'post', '/session', credentials('bart@example.org'))).status).toBe(201);
  });

  test('429: thirty wrong passwords from one address, for whatever accounts', async () => {
    let last = 0;
    for (let attempt = 0; attempt < 31; attempt++)
      last = (await call(api, 'post', '/session', { email: `nobody${attempt}@example.org` })).status;
    expect(last).toBe(429);
  });
});

describe('GET /session', () => {
  test('200: who is signed in, and what they may do', async () => {
    const root = await signIn(api, await buildStaff(api, 'root', { role: 'administrator' }));
    const { status, body, headers } = await root.call('get', '/session');
    expect(status).toBe(200);
    expect(body.csrf).toBe(root.csrf);
    expect(body.can).toEqual({
      ...{ answerPeople: true, invite: true, editStaff: true, editOrganisation: true, readAudit: true },
    });
    expect(headers['cache-control']).toBe('no-store');
  });

  test.each([
    ['no cookie', {}],
    ['a cookie of nobody', { cookie: 'passerelle_session=abc' }],
    ['another cookie', { cookie: 'other=1; passerelle_session=' }],
  ])('401: %s', async (_, headers) => {
    const response = await call(api, 'get', '/session', undefined, headers);
    expect(response.status).toBe(401);
    expect(response.body.error.code).toBe('signed-out');
  });

  test('401: unused for twelve hours', async () => {
    const amina = await signIn(api, await buildStaff(api, 'amina'));
    api.pass(sessionLimits.idleMs - 1);
    expect((await amina.call('get', '/session')).status).toBe(200);
    api.pass(sessionLimits.idleMs - 1);
    expect((await amina.call('get', '/session')).status).toBe(200);
    api.pass(sessionLimits.idleMs);
    expect((await amina.call('get', '/session')).status).toBe(401);
  });

  test('401: after seven days, however much used', async () => {
    const amina = await signIn(api, await buildStaff(api, 'amina'));
    const sixHours = 6 * 3_600_000;
    for (let passed = 0; passed < sessionLimits.absoluteMs - sixHours; passed += sixHours) {
      api.pass(sixHours);
      expect((await amina.call('get', '/session')).status).toBe(200);
    }
    api.pass(sixHours);
    expect((await amina.call('get', '/session')).status).toBe(401);
  });

  test('401: the account was disabled', async () => {
    const staff = await buildStaff(api, 'amina');
    const amina = await signIn(api, staff);
    await api.store.staff.put({ ...staff, disabled: true });
    expect((await amina.call('get', '/session')).status).toBe(401);
  });

  test('the store holds a hash, never the token', async () => {
    const { token } = await signIn(api, await buildStaff(api, 'amina'));
    expect(await api.store.staff.session(token)).toBeUndefined();
    expect(JSON.stringify([await api.store.audit.list(9), api.logged])).not.toContain(token);
  });
});

describe('DELETE /session', () => {
  test('204: over, and the cookie is taken away', async () => {
    const amina = await signIn(api, await buildStaff(api, 'amina'));
    const response = await amina.call('delete', '/session');
    expect(response.status).toBe(204);
    expect(response.get('set-cookie')?.[0]).toMatch(/^passerelle_session=;.*1970/);
    expect((await amina.call('get', '/session')).status).toBe(401);
  });

  test.each([
    ['missing', { 'x-csrf-token': '' }, 'wrong-token'],
    ['wrong', { 'x-csrf-token': 'guess' }, 'wrong-token'],
    ['right, but from another site', { origin: 'https://evil.example' }, 'other-origin'],
    ['right, but from nowhere', { origin: 'null' }, 'other-origin'],
  ])('403: the token is %s', async (_, headers, code) => {
    const amina = await signIn(api, await buildStaff(api, 'amina'));
    const response = await amina.call('delete', '/session', undefined, headers);
    expect(response.status).toBe(403);
    expect(response.body.error.code).toBe(code);
    expect((await amina.call('get', '/session')).status).toBe(200);
  });

  test("403: another session's token", async () => {
    const staff = await buildStaff(api, 'amina');
    const [one, other] = [await signIn(api, staff), await signIn(api, staff)];
    const response = await one.call('delete', '/session', undefined, { 'x-csrf-token': other.csrf });
    expect(response.status).toBe(403);
  });

  test('204: with our own origin', async () => {
    const amina = await signIn(api, await buildStaff(api, 'amina'));
    expect((await amina.call('delete', '/session', undefined, { origin: publicUrl })).status).toBe(204);
  });

  test('401: nobody is signed in', async () => {
    expect((await call(api, 'delete', '/session')).status).toBe(401);
  });
});

describe('/sessions', () => {
  test('200: the open ones, the newest first; one can be ended', async () => {
    const staff = await buildStaff(api, 'amina');
    const laptop = await signIn(api, staff);
    api.pass(60_000);
    const phone = await signIn(api, staff);
    const { body } = await phone.call('get', '/sessions');
    expect(body.sessions).toMatchObject([{ current: true }, { current: false, createdAt: monday }]);
    expect((await phone.call('delete', `/sessions/${body.sessions[1].id}`)).status).toBe(204);
    expect((await laptop.call('get', '/session')).status).toBe(401);
    expect((await phone.call('get', '/sessions')).body.sessions).toHaveLength(1);
  });

  test('those that are over are not shown', async () => {
    const staff = await buildStaff(api, 'amina');
    await signIn(api, staff);
    api.pass(sessionLimits.idleMs);
    const later = await signIn(api, staff);
    expect((await later.call('get', '/sessions')).body.sessions).toHaveLength(1);
  });

  test("404: somebody else's session, or none", async () => {
    const amina = await signIn(api, await buildStaff(api, 'amina'));
    const bart = await signIn(api, await buildStaff(api, 'bart'));
    const [theirs] = (await bart.call('get', '/sessions')).body.sessions;
    expect((await amina.call('delete', `/sessions/${theirs.id}`)).status).toBe(404);
    expect((await bart.call('get', '/session')).status).toBe(200);
  });

  test('401 and 403 as everywhere', async () => {
    expect((await call(api, 'get', '/sessions')).status).toBe(401);
    expect((await call(api, 'delete', '/sessions/x')).status).toBe(401);
    const amina = await signIn(api, await buildStaff(api, 'amina'));
    expect((await amina.call('delete', '/sessions/x', undefined, { 'x-csrf-token': 'x' })).status).toBe(403);
  });
});
