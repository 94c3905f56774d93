/** What an operator sees at the start, with nothing configured, and with something configured wrongly. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { build, prepareServer, type ServerProcess } from '../../support/server-process';

describe('npm start with nothing configured', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    build();
    server = await prepareServer({}, ['npm', 'start']);
    await server.start();
  });
  afterAll(() => server.dispose());

  test('the web chat is at /', async () => {
    const response = await server.get('/');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toContain('<html');
  });

  test.each([
    ['/healthz', { status: 'ok' }],
    ['/readyz', { status: 'ready' }],
  ])('%s', async (address, body) => {
    const response = await server.get(address);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(body);
  });

  test('/metrics counts without naming anybody', async () => {
    const text = await (await server.get('/metrics')).text();
    expect(text).toMatch(/^passerelle_outbox_unsent 0$/m);
    expect(text).not.toMatch(/\+\d{6}/);
  });

  test('/api/openapi.json describes the API', async () => {
    const response = await server.get('/api/openapi.json');
    expect(response.status).toBe(200);
    const described = (await response.json()) as { openapi: string; paths: object };
    expect(described.openapi).toMatch(/^3\./);
    expect(Object.keys(described.paths).some((address) => address.endsWith('/handoffs/{id}/claim'))).toBe(
      true,
    );
  });

  test('what is nowhere is 404, and nothing of the server shows', async () => {
    const response = await server.get('/nothing/here');
    expect(response.status).toBe(404);
    expect(response.headers.get('x-powered-by')).toBeNull();
  });

  test('it says where things are, that Twilio is off, and that a key was made which only the owner reads', () => {
    expect(server.output).toMatch(/Web chat:\s+http:\/\/localhost:\d+\//);
    expect(server.output).toMatch(/API:\s+http:\/\/localhost:\d+\/api\/openapi\.json/);
    expect(server.output).toContain('Twilio is not set up');
    expect(server.output).toContain('data.key');
    const { mode } = statSync(path.join(path.dirname(server.database), 'data.key'));
    expect(mode & 0o777).toBe(0o600);
    expect(statSync(server.database).mode & 0o777).toBe(0o600);
  });

  test('the link for the first administrator leads to an account, once', async () => {
    const token = /console\S*[/#](first-[\w-]+)/.exec(server.output)?.[1];
    const body = JSON.stringify({
      token,
      name: 'Root',
      email: 'root@example.org',
      password: 'quatre mots au hasard',
      languages: ['fr'],
    });
    const accept = () =>
      server.get('/api/invitations/accept', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    expect((await accept()).status).toBe(201);
    expect((await accept()).status).toBe(404);
  });
});

/** A few of each kind: all of them are in `test/server/config.test.ts`. */
describe('the start is refused with a sentence that says what to do', () => {
  const key = (byte: (index: number) => number) =>
    Buffer.from(Array.from({ length: 32 }, (_, index) => byte(index))).toString('base64');
  const account = `AC${'0123456789abcdef'.repeat(2)}`;
  test.each([
    ['a key of zeros', { DATA_KEY: key(() => 0) }, /data key can be guessed.*openssl rand -base64 32/i],
    ['a key that is too short', { DATA_KEY: Buffer.from('short').toString('base64') }, /5 bytes.*exactly 32/],
    ['a port that is none', { PORT: 'eighty' }, /PORT/],
    [
      'a Twilio account without a sender',
      { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: 'x' },
      /TWILIO_WHATSAPP_FROM/,
    ],
    [
      'a sender without an account',
      { TWILIO_WHATSAPP_FROM: '+32460000001' },
      /TWILIO_ACCOUNT_SID is missing/,
    ],
    ['PostgreSQL without a key', { DATABASE_URL: 'postgres://localhost/p' }, /DATA_KEY is missing/],
    [
      'a public server with real Twilio and no key',
      {
        PUBLIC_URL: 'https://bot.example.org',
        TWILIO_ACCOUNT_SID: account,
        TWILIO_AUTH_TOKEN: 'x',
        TWILIO_SMS_FROM: '+32460000001',
      },
      /DATA_KEY is missing/,
    ],
  ])('%s', async (_, environment, sentence) => {
    build();
    const server = await prepareServer(environment as Record<string, string>);
    try {
      server.launch();
      const { code, afterMs } = await server.ended();
      expect(code).toBe(1);
      expect(server.output).toMatch(sentence);
      // A sentence, not where in the code it happened; and never the key itself.
      expect(server.output).not.toMatch(/^\s+at /m);
      const { DATA_KEY } = environment as Record<string, string | undefined>;
      if (DATA_KEY) expect(server.output).not.toContain(DATA_KEY);
      expect(afterMs).toBeLessThan(10_000);
    } finally {
      await server.dispose();
    }
  });

  test('another key than the one the database was made with', async () => {
    const server = await prepareServer({ DATA_KEY: 'Zr0mBvPPxnZ2GLqUBn7bTT8m1rK3p2kqzqzqJ9c0x7E=' });
    const other = await prepareServer({
      DATA_KEY: 'q5Xr0mBvPPxnZ2GLqUBn7bTT8m1rK3p2kqzqzqJ9c0Y=',
      DATABASE_URL: `sqlite:${server.database}`,
    });
    try {
      await server.start();
      await server.stop();
      other.launch();
      expect((await other.ended()).code).toBe(1);
      expect(other.output).toContain('encrypted with another key');
    } finally {
      await server.dispose();
      await other.dispose();
    }
  });

  test('a port that is taken', async () => {
    const server = await prepareServer();
    const other = await prepareServer({ PORT: new URL(server.url).port });
    try {
      await server.start();
      other.launch();
      expect((await other.ended()).code).toBe(1);
      expect(other.output).toMatch(/EADDRINUSE|in use/);
    } finally {
      await server.dispose();
      await other.dispose();
    }
  });
});
