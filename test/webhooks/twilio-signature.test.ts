/** Who may come in: only Twilio, whatever stands between us. */
import express from 'express';
import request from 'supertest';
import { createSignatures } from '../../server/channels/twilio/signature';
import { statusPath } from '../../server/channels/twilio/status';
import { messagesPath } from '../../server/channels/twilio/webhook';
import { signedFor, testAccount, testServer, testToken } from '../support/twilio-server';
import { inboundForm, signed, statusForm } from '../support/twilio-webhooks';

const sender = { accountSid: testAccount, from: 'whatsapp:+32470123456', to: 'whatsapp:+32460000001' };
const form = inboundForm(sender, "J'ai reçu une lettre");

describe('the vectors of Twilio and of its library', () => {
  // https://github.com/twilio/twilio-node/blob/main/spec/validation.spec.js (MIT)
  const caller = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675309',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
  };
  const vectors: [string, string, string, string, object, string][] = [
    [
      'a form',
      '12345',
      'https://mycompany.com',
      '/myapp.php?foo=1&bar=2',
      caller,
      'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    ],
    [
      'a form, signed with the port',
      '12345',
      'https://mycompany.com',
      '/myapp.php?foo=1&bar=2',
      caller,
      'kvajT1Ptam85bY51eRf/AJRuM3w=',
    ],
    [
      'a port we name and Twilio does not',
      '12345',
      'https://mycompany.com:443',
      '/myapp.php?foo=1&bar=2',
      caller,
      'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    ],
    [
      'a parameter given more than once',
      '12345',
      'https://mycompany.com',
      '/myapp.php?foo=1&bar=2',
      { Sid: 'CA123', SidAccount: 'AC123', Digits: ['5678', '1234', '1234'] },
      'IK+Dwps556ElfBT0I3Rgjkr1wJU=',
    ],
    // https://www.twilio.com/docs/usage/security
    [
      'the example of the documentation',
      '12345',
      'https://example.com',
      '/myapp.php?foo=1&bar=2',
      { ...caller, From: '+14158675310', Caller: '+14158675310' },
      'L/OH5YylLD5NRKLltdqwSvS0BnU=',
    ],
  ];
  test.each(vectors)('%s', (_, token, publicUrl, originalUrl, parameters, signature) => {
    const signatures = createSignatures([token], publicUrl);
    const sent = parameters as Record<string, string>;
    expect(signatures.valid(signature, originalUrl, sent)).toBe(true);
    expect(signatures.valid(signature, `${originalUrl}&x=1`, sent)).toBe(false);
    expect(signatures.valid(signature, originalUrl, { ...sent, More: '' })).toBe(false);
    expect(createSignatures(['123456'], publicUrl).valid(signature, originalUrl, sent)).toBe(false);
  });

  test('an address that is no address, a signature that is no signature', () => {
    const signatures = createSignatures(['12345'], 'not an address');
    expect(signatures.valid('x', '/', {})).toBe(false);
    expect(signatures.valid('', '/', {})).toBe(false);
    expect(signatures.valid(undefined, '/', {})).toBe(false);
  });
});

describe('at the door', () => {
  const { headers, body } = signedFor(messagesPath, form);
  const signature = headers['X-Twilio-Signature'] ?? '';
  const changed = body.replace('Body=J', 'Body=K');
  const other = signed('another-token', `https://passerelle.example${messagesPath}`, form);
  const elsewhere = signedFor(messagesPath, form, { publicUrl: 'https://elsewhere.example' });
  const forStatus = signedFor(statusPath, form);

  const refused: [string, Record<string, string>, string][] = [
    ['no signature', { 'Content-Type': headers['Content-Type'] ?? '' }, body],
    ['an empty signature', { ...headers, 'X-Twilio-Signature': '' }, body],
    [
      'a wrong signature',
      { ...headers, 'X-Twilio-Signature': signature.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')) },
      body,
    ],
    ['a signature of another length', { ...headers, 'X-Twilio-Signature': `${signature}A` }, body],
    ['another token', other.headers, other.body],
    ['an empty token', signed('', `https://passerelle.example${messagesPath}`, form).headers, body],
    ['another host', elsewhere.headers, elsewhere.body],
    ['another route', forStatus.headers, forStatus.body],
    ['a body changed after signing', headers, changed],
    ['a parameter added after signing', headers, `${body}&Extra=1`],
    ['a parameter taken away', headers, body.replace(/&Body=[^&]*/, '')],
    ['a body that is no form', { ...headers, 'Content-Type': 'application/json' }, JSON.stringify(form)],
    ['no body', headers, ''],
  ];
  test.each(refused)('%s: 403, nothing is taken', async (_, sent, posted) => {
    const { app, events, log } = testServer();
    const response = await request(app).post(messagesPath).set(sent).send(posted);
    expect(response.status).toBe(403);
    expect(events).toHaveLength(0);
    expect(log.lines).toHaveLength(1);
    expect(log.text()).not.toMatch(/470123456|lettre/);
  });

  const closed: [string, Parameters<typeof testServer>[0]][] = [
    ['no token', { authToken: undefined }],
    ['an empty token', { authToken: '' }],
    ['no account', { accountSid: undefined }],
  ];
  test.each(closed)('%s configured: everything is refused', async (_, options) => {
    for (const path of [messagesPath, statusPath]) {
      const { app, events, reports } = testServer(options);
      const empty = signed('', `https://passerelle.example${path}`, form);
      for (const sent of [empty, signedFor(path, form)]) {
        const response = await request(app).post(path).set(sent.headers).send(sent.body);
        expect(response.status).toBe(403);
      }
      expect([...events, ...reports]).toHaveLength(0);
    }
  });

  test('other methods are not served', async () => {
    const { app } = testServer();
    for (const path of [messagesPath, statusPath]) expect((await request(app).get(path)).status).toBe(404);
  });

  test.each([
    ['the primary token', testToken],
    ['the next one, while it is being rotated in', 'the-next-token'],
  ])('%s is accepted', async (_, token) => {
    const { app, events } = testServer({ additionalTokens: ['', 'the-next-token'] });
    const sent = signedFor(messagesPath, form, { token });
    expect((await request(app).post(messagesPath).set(sent.headers).send(sent.body)).status).toBe(200);
    expect(events).toHaveLength(1);
  });

  test('an address with a query of its own', async () => {
    const { app } = testServer();
    const path = `${messagesPath}?tenant=a%20b&q='x'`;
    const sent = signedFor(path, form);
    expect((await request(app).post(path).set(sent.headers).send(sent.body)).status).toBe(200);
    expect((await request(app).post(messagesPath).set(sent.headers).send(sent.body)).status).toBe(403);
  });
});

describe('behind a proxy PUBLIC_URL decides', () => {
  const rows: [
    string,
    { publicUrl?: string; trust?: boolean; signedAt?: string; headers?: Record<string, string> },
    number,
  ][] = [
    ['TLS ends before us, nothing is trusted', {}, 200],
    ['the host is rewritten', { headers: { Host: 'app.internal:3000' } }, 200],
    [
      'X-Forwarded-Host and -Proto, trusted by the app',
      {
        trust: true,
        headers: {
          Host: 'app.internal',
          'X-Forwarded-Host': 'passerelle.example',
          'X-Forwarded-Proto': 'https',
        },
      },
      200,
    ],
    [
      'an attacker names another host',
      {
        trust: true,
        signedAt: 'https://attacker.example',
        headers: { Host: 'attacker.example', 'X-Forwarded-Host': 'attacker.example' },
      },
      403,
    ],
    ['PUBLIC_URL with a slash at its end', { publicUrl: 'https://passerelle.example/' }, 200],
    [
      'PUBLIC_URL with a path the proxy takes off',
      { publicUrl: 'https://city.example/passerelle', signedAt: 'https://city.example/passerelle' },
      200,
    ],
    ['PUBLIC_URL with connection overrides', { publicUrl: 'https://passerelle.example#rc=2&rp=all' }, 200],
    ['PUBLIC_URL with the standard port', { publicUrl: 'https://passerelle.example:443' }, 200],
    ['PUBLIC_URL is http and Twilio calls https', { publicUrl: 'http://passerelle.example' }, 403],
  ];
  test.each(rows)('%s', async (_, { publicUrl, trust, signedAt, headers = {} }, status) => {
    const { app: router } = testServer(publicUrl ? { publicUrl } : {});
    const app = express();
    app.set('trust proxy', trust ?? false);
    app.use(router);
    const sent = signedFor(messagesPath, form, { publicUrl: signedAt });
    const response = await request(app)
      .post(messagesPath)
      .set({ ...sent.headers, ...headers })
      .send(sent.body);
    expect(response.status).toBe(status);
  });
});

test('a status callback is signed with its query', async () => {
  const { app, reports } = testServer();
  const path = `${statusPath}?message=turn-1%3A0.0`;
  const callback = statusForm(
    { accountSid: testAccount, sid: `SM${'a'.repeat(32)}`, from: 'x', to: '+32470123456' },
    'sent',
  );
  const sent = signedFor(path, callback);
  expect((await request(app).post(path).set(sent.headers).send(sent.body)).status).toBe(200);
  const stolen = `${statusPath}?message=turn-2%3A0.0`;
  expect((await request(app).post(stolen).set(sent.headers).send(sent.body)).status).toBe(403);
  expect(reports).toHaveLength(1);
});
