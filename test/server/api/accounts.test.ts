import { createAccounts } from '../../../server/api/accounts';
import { hashPassword, passwordSchema, verifyPassword } from '../../../server/api/passwords';
import { run } from '../../../server/cli/staff';
import { buildStaff, call, password, publicUrl, signIn, useApi } from './support';

const api = useApi();
const joining = (token: string, change: object = {}) => ({
  token,
  name: 'Amina',
  email: 'amina@example.org',
  password,
  languages: ['ar', 'fr'],
  ...change,
});
const accept = (body: object) => call(api, 'post', '/invitations/accept', body);

describe('passwords', () => {
  test('argon2id with the parameters of OWASP, a new salt each time', async () => {
    const [one, other] = [await hashPassword(password), await hashPassword(password)];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(other);
    expect(await verifyPassword(one, password)).toBe(true);
    expect(await verifyPassword(one, `${password} `)).toBe(false);
    expect(await verifyPassword('not a hash', password)).toBe(false);
  });

  test('the same letters typed on another keyboard are the same password', async () => {
    const composed = 'un été à Liège'.normalize('NFC');
    expect(await verifyPassword(await hashPassword(composed), composed.normalize('NFD'))).toBe(true);
  });

  test.each([
    'short',
    'eleven char',
    'password1234',
    'Pass-Word 1234',
    'aaaaaaaaaaaaaaaa',
    'MotDePasse123!',
    'x'.repeat(201),
  ])('refused: %s', (weak) => expect(passwordSchema.safeParse(weak).success).toBe(false));

  test.each(['cheval correct pile agrafe', 'xk4-Tq9!vB2m', 'ንዑስ ቃል ምስጢር ሓደ'])('taken: %s', (good) => {
    expect(passwordSchema.safeParse(good).success).toBe(true);
  });
});

describe('the first administrator', () => {
  test('a link when there are no staff, which makes an administrator of the default organisation', async () => {
    const link = await api.accounts.createFirstRunLink();
    expect(link?.path).toBe(`/console/#/accept/${link?.token}`);
    const response = await accept(joining(link?.token ?? ''));
    expect(response.status).toBe(201);
    expect(response.body).toMatchObject({
      staff: { role: 'administrator', languages: ['ar', 'fr'] },
      organisation: { id: 'passerelle' },
    });
    expect(response.get('set-cookie')?.[0]).toContain('passerelle_session=');
    expect(await api.accounts.createFirstRunLink()).toBeNull();
  });

  test('404: the link of an earlier start is worth nothing once somebody joined', async () => {
    const [earlier, later] = [
      await api.accounts.createFirstRunLink(),
      await api.accounts.createFirstRunLink(),
    ];
    expect((await accept(joining(later?.token ?? ''))).status).toBe(201);
    const second = await accept(joining(earlier?.token ?? '', { email: 'mallory@example.org' }));
    expect(second.status).toBe(404);
    expect(second.body.error.code).toBe('invitation-over');
    expect(await api.store.staff.count()).toBe(1);
  });

  test('404: after a day', async () => {
    const link = await api.accounts.createFirstRunLink();
    api.pass(24 * 3_600_000);
    expect((await accept(joining(link?.token ?? ''))).status).toBe(404);
  });

  test('of two who accept at once one joins', async () => {
    const link = await api.accounts.createFirstRunLink();
    const statuses = await Promise.all(
      ['a', 'b'].map(
        async (name) => (await accept(joining(link?.token ?? '', { email: `${name}@b.be` }))).status,
      ),
    );
    expect(statuses.sort()).toEqual([201, 404]);
  });

  test('the token is kept as a hash only', async () => {
    const link = await api.accounts.createFirstRunLink();
    expect(JSON.stringify([await api.store.audit.list(9), api.logged])).not.toContain(link?.token);
  });
});

describe('POST /invitations', () => {
  const invite = async (body: object, role: 'administrator' | 'mediator' | 'analyst' = 'administrator') =>
    (await signIn(api, await buildStaff(api, 'root', { role }))).call('post', '/invitations', body);
  const tokenIn = (link: string) => link.split('/accept/')[1] ?? '';

  test('201: a link that works once, for one role', async () => {
    const { status, body } = await invite({ role: 'analyst' });
    expect(status).toBe(201);
    expect(body.link).toContain(`${publicUrl}/console/#/accept/`);
    const joined = await accept(joining(tokenIn(body.link)));
    expect(joined.body.staff).toMatchObject({ role: 'analyst', name: 'Amina' });
    expect(await api.store.staff.findByEmail('amina@example.org')).toMatchObject({ organisationId: 'gent' });
    expect((await accept(joining(tokenIn(body.link), { email: 'b@b.be' }))).status).toBe(404);
  });

  test('400: fields, and the reason in the language of the reader', async () => {
    const { status, body } = await invite({ role: 'king', email: 'x', more: 1 });
    expect(status).toBe(400);
    expect(body.error.fields.map(({ path }: { path: string }) => path).sort()).toEqual([
      'email',
      'more',
      'role',
    ]);
  });

  test.each(['mediator', 'analyst'] as const)('403: a %s may not', async (role) => {
    expect((await invite({ role: 'mediator' }, role)).body.error.code).toBe('forbidden');
  });

  test('401, and 403 without the token', async () => {
    expect((await call(api, 'post', '/invitations', { role: 'mediator' })).status).toBe(401);
    const root = await signIn(api, await buildStaff(api, 'root', { role: 'administrator' }));
    const response = await root.call('post', '/invitations', { role: 'mediator' }, { 'x-csrf-token': '' });
    expect(response.body.error.code).toBe('wrong-token');
  });

  test('an invitation to an address is for that address', async () => {
    const { body } = await invite({ role: 'mediator', email: 'Amina@example.org' });
    const other = await accept(joining(tokenIn(body.link), { email: 'other@example.org' }));
    expect(other.status).toBe(400);
    expect(other.body.error.fields).toEqual([{ path: 'email', message: expect.any(String) }]);
    expect((await accept(joining(tokenIn(body.link)))).status).toBe(201);
  });

  test('one made out to a colleague renews a forgotten password and ends the old sessions', async () => {
    const before = await buildStaff(api, 'amina', { role: 'analyst' });
    const old = await signIn(api, before);
    const { body } = await invite({ role: 'administrator', email: before.email });
    const renewed = await accept(joining(tokenIn(body.link), { password: 'cheval correct pile agrafe' }));
    expect(renewed.body.staff).toMatchObject({ id: 'amina', role: 'analyst' });
    expect((await old.call('get', '/session')).status).toBe(401);
    expect(await api.accounts.signIn({ email: before.email, password })).toBeNull();
  });
});

describe('POST /invitations/accept', () => {
  const invitation = (email: string | null = null) =>
    api.accounts.invite({ organisationId: 'gent', role: 'mediator', email, by: 'test' });

  test.each([
    ['a short password', { password: 'short' }],
    ['one of the worst passwords', { password: 'motdepasse123' }],
    ['no name', { name: ' ' }],
    ['no address', { email: 'amina' }],
    ['a language that is none', { languages: ['français'] }],
  ])('400: %s; the invitation stays good', async (_, change) => {
    const { token } = await invitation();
    const refused = await accept(joining(token, change));
    expect(refused.status).toBe(400);
    expect(refused.body.error.fields).toHaveLength(1);
    expect((await accept(joining(token))).status).toBe(201);
  });

  test.each([
    ['without being named', null, {}],
    ['in another organisation', 'amina@example.org', { organisationId: 'liege' }],
    ['though disabled', 'amina@example.org', { disabled: true }],
  ])('409: the address belongs to somebody %s; the invitation stays good', async (_, email, change) => {
    await buildStaff(api, 'amina', change);
    const { token } = await invitation(email);
    const refused = await accept(joining(token));
    expect(refused.status).toBe(409);
    expect(refused.body.error.code).toBe('email-taken');
    if (email === null) expect((await accept(joining(token, { email: 'new@example.org' }))).status).toBe(201);
  });

  test('404: no such invitation', async () => {
    expect((await accept(joining('guess'))).body.error.code).toBe('invitation-over');
  });

  test('403: from another site', async () => {
    const { token } = await invitation();
    const elsewhere = { origin: 'https://evil.example' };
    expect((await call(api, 'post', '/invitations/accept', joining(token), elsewhere)).status).toBe(403);
  });

  test('429: guessing links', async () => {
    let last = 0;
    for (let attempt = 0; attempt < 11; attempt++) last = (await accept(joining(`guess ${attempt}`))).status;
    expect(last).toBe(429);
  });
});

describe('from the command line', () => {
  const printed: string[] = [];
  const staff = (...args: string[]) => {
    printed.length = 0;
    const print = (line: string) => void printed.push(line);
    return run(args, { store: api.store, publicUrl, now: api.now, print });
  };

  test('an invitation link, also when there are staff', async () => {
    await buildStaff(api, 'root', { role: 'administrator' });
    expect(
      await staff('invite', '--role', 'mediator', '--email', 'amina@example.org', '--organisation', 'gent'),
    ).toBe(0);
    const response = await accept(joining(printed[0]?.split('/accept/')[1] ?? ''));
    expect(response.body).toMatchObject({ staff: { role: 'mediator' }, organisation: { id: 'gent' } });
  });

  test('without an organisation, the default one', async () => {
    expect(await staff('invite', '--role', 'administrator')).toBe(0);
    expect(printed[1]).toContain('Passerelle');
  });

  test('a further organisation, once', async () => {
    const make = () =>
      staff('organisation', '--id', 'aalst', '--name', 'OCMW Aalst', '--municipalities', '41002');
    expect(await make()).toBe(0);
    expect(await api.store.organisations.get('aalst')).toMatchObject({ municipalities: ['41002'] });
    expect(await make()).toBe(2);
  });

  test.each([
    [['invite']],
    [['invite', '--role', 'king']],
    [['invite', '--role', 'mediator', '--email', 'x']],
    [['invite', '--role', 'mediator', '--organisation', 'nowhere']],
    [['organisation', '--id', 'Aalst', '--name', 'x', '--municipalities', 'all']],
    [['organisation', '--id', 'aalst', '--name', 'x']],
    [[]],
  ])('what is not right is said: %j', async (args) => {
    expect(await staff(...args)).toBe(2);
    expect(printed).toHaveLength(1);
  });
});

test('accounts made twice on one store know the same people', async () => {
  const staff = await buildStaff(api, 'amina');
  const { token } = await signIn(api, staff);
  const other = createAccounts({ store: api.store, now: api.now });
  expect((await other.find(token))?.staff.id).toBe('amina');
});
