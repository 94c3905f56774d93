import { Writable } from 'node:stream';
import pino from 'pino';
import { redact, redactor, safeError } from '../../../server/privacy/redaction';

const secrets = {
  'a phone number': '+32470123456',
  'a WhatsApp address': 'whatsapp:+32470123456',
  'a bare number': '32470123456',
  'a message': 'Je suis malade et sans papiers',
  'a message in another script': 'ليس عندي أوراق',
  'a token': 'q7Xw2v9LkPz0RtYb3NfHcJm5sDgAe8Ui1oKq4Wx6Z_Y',
  'a hex token': 'f3a9c1d27b604e58a1c0d9e8f7b6a5948372615040f1e2d3c4b5a69788796a5b',
  'an e-mail address': 'amina.k@example.org',
  'a URL with a token': '/invite?token=abc',
};

function logLines(write: (log: pino.Logger) => void): string {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  write(pino({ ...redactor(), level: 'trace' }, stream));
  return text;
}

const fields = (
  'address from to body Body text message msg content part title summary values media url phone number From To ' +
  'profileName email name password token authorization cookie headers query params reason note data value id ' +
  'contactId eventId error detail req res anything'
).split(' ');

describe.each(Object.entries(secrets))('%s', (_, secret) => {
  const leaks = (text: string) => {
    expect(text.length).toBeGreaterThan(20);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(text).not.toContain('470123456');
  };

  test('in any field, at any depth, as a name or in a list', () => {
    for (const field of fields) {
      leaks(logLines((log) => log.info({ [field]: secret }, 'seen')));
      leaks(logLines((log) => log.info({ [field]: { [field]: { inner: secret } } }, 'seen')));
      leaks(logLines((log) => log.info({ [field]: [secret, { [field]: secret }] }, 'seen')));
      leaks(logLines((log) => log.child({ [field]: secret }).info('seen')));
    }
    leaks(logLines((log) => log.info({ msg: secret })));
    leaks(logLines((log) => log.info({ [secret]: 1, map: { [secret]: true } }, 'seen')));
  });

  test('in an error: message, cause, properties, thrown text', () => {
    const error = Object.assign(new Error(`refused: ${secret}`, { cause: new Error(secret) }), {
      code: secret,
      body: secret,
      name: secret,
    });
    const multiline = new Error(`first\n    at ${secret} (/x.js:1:1)\n    at f (${secret})\n${secret}`);
    for (const value of [error, multiline, new AggregateError([error], secret)]) {
      leaks(logLines((log) => log.error(value)));
      leaks(logLines((log) => log.error(value, 'failed')));
      leaks(logLines((log) => log.error({ err: value })));
      leaks(logLines((log) => log.error({ error: value, err: { nested: value } }, 'failed')));
      leaks(logLines((log) => log.child({ err: value }).error('failed')));
    }
    leaks(logLines((log) => log.error({ err: secret }, 'failed')));
  });

  test('as an argument of a format', () => {
    leaks(logLines((log) => log.info('sent to %s and %o', secret, { secret })));
    leaks(logLines((log) => log.info({ kind: 'x' }, 'sent to %s', secret)));
  });
});

test.each([
  '+32470123456',
  'whatsapp:+32470123456',
  'q7Xw2v9LkPz0RtYb3NfHcJm5sDgAe8Ui1oKq4Wx6Z_Y',
  'a@b.org',
])('cut out of a sentence of our own: %s', (secret) => {
  for (const text of [
    `sent ${secret}`,
    `sent (${secret})`,
    `to=${secret}`,
    `"${secret}"`,
    `x:${secret}, y`,
  ]) {
    expect(logLines((log) => log.info(text))).not.toContain(secret);
    expect(logLines((log) => log.info({}, text))).not.toContain(secret);
  }
});

test('ids, kinds, instants and counts stay readable', () => {
  const kept = {
    contactId: '0198f3c2-7a1b-7c3d-8e4f-0123456789ab',
    messageId: '0198f3c2-7a1b-7c3d-8e4f-0123456789ab:0.1',
    providerId: `SM${'0a'.repeat(16)}`,
    channel: 'whatsapp',
    outcome: 'language-not-spoken',
    at: '2026-11-23T09:00:00.000Z',
    path: '/webhooks/twilio/messages',
    attempts: 3,
    urgent: true,
    topic: null,
    states: ['queued', 'sent'],
  };
  const line = JSON.parse(logLines((log) => log.info(kept, 'message sent')));
  expect(line).toMatchObject({ ...kept, msg: 'message sent', level: 30 });
});

test('safeError keeps name, code, frames and cause', () => {
  class StoreError extends Error {
    override name = 'StoreError';
    code = 'SQLITE_FULL';
  }
  const safe = safeError(
    new StoreError('+32470123456', { cause: Object.assign(new Error('x'), { code: 21610 }) }),
  );
  expect(safe).toMatchObject({
    type: 'StoreError',
    code: 'SQLITE_FULL',
    cause: { type: 'Error', code: 21610 },
  });
  expect(safe.stack[0]).toContain('redaction.test.ts');
  expect(safeError('text')).toEqual({ type: 'NotAnError', stack: [] });
});

test('redact stops at a depth, at bytes and at what turns in a circle', () => {
  const circle: Record<string, unknown> = { kind: 'x' };
  circle['self'] = circle;
  expect(JSON.stringify(redact(circle))).toContain('[hidden]');
  expect(redact({ bytes: Buffer.from('secret'), run: () => 1, big: 10n })).toEqual({
    bytes: '[hidden]',
    run: '[hidden]',
    big: '[hidden]',
  });
});
