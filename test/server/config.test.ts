/** The environment: what starts, and what is refused with a sentence that says what to do. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigError, readConfig } from '../../server/config';

const account = `AC${'0123456789abcdef'.repeat(2)}`;
const twilio = { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: 'token', TWILIO_SMS_FROM: '+32460000002' };
const key = 'Zr0mBvPPxnZ2GLqUBn7bTT8m1rK3p2kqzqzqJ9c0x7E=';
const double = { TWILIO_API_BASE_URL: 'http://127.0.0.1:4010' };
const publicUrl = { PUBLIC_URL: 'https://bot.example.org' };

type Source = Record<string, string>;
function problemsOf(source: Source): readonly string[] {
  try {
    readConfig(source);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test('nothing at all is enough', () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    publicUrl: 'http://localhost:3000',
    publicUrlGiven: false,
    databaseUrl: 'sqlite:data/passerelle.db',
    dataKey: undefined,
    twilio: null,
    trustProxy: 0,
    webChat: true,
  });
});

test('an empty value is no value, as in a copied .env.example', () => {
  const names = ['PORT', 'PUBLIC_URL', 'DATABASE_URL', 'DATA_KEY', 'LOG_LEVEL', ...Object.keys(twilio)];
  expect(readConfig(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(readConfig({}));
});

describe('refused', () => {
  const rows: [string, Source, RegExp[]][] = [
    ['a port of letters', { PORT: 'eighty' }, [/^PORT /]],
    ['a port with a fraction', { PORT: '80.5' }, [/^PORT /]],
    ['a negative port', { PORT: '-1' }, [/^PORT /]],
    ['a port too high', { PORT: '65536' }, [/^PORT /]],
    ['a public address that is none', { PUBLIC_URL: 'bot.example.org' }, [/^PUBLIC_URL /]],
    ['a public address of another kind', { PUBLIC_URL: 'ftp://bot.example.org' }, [/^PUBLIC_URL /]],
    ['another database', { DATABASE_URL: 'mysql://localhost/p' }, [/^DATABASE_URL must be sqlite:/]],
    ['a log level nobody knows', { LOG_LEVEL: 'loud' }, [/^LOG_LEVEL /]],
    ['too many proxies', { TRUST_PROXY: '99' }, [/^TRUST_PROXY /]],
    ['no day of retention', { TRANSCRIPT_DAYS: '0' }, [/^TRANSCRIPT_DAYS /]],
    ['neither true nor false', { WEB_CHAT_OFF: 'maybe' }, [/^WEB_CHAT_OFF /]],
    [
      'an account sid that is none',
      { ...twilio, TWILIO_ACCOUNT_SID: 'AC123' },
      [/^TWILIO_ACCOUNT_SID must be AC/],
    ],
    [
      'a number without its country',
      { ...twilio, TWILIO_WHATSAPP_FROM: '0460000001' },
      [/^TWILIO_WHATSAPP_FROM /],
    ],
    ['a sender name too long', { ...twilio, TWILIO_SMS_FROM: 'Passerelle asbl' }, [/^TWILIO_SMS_FROM /]],
    [
      'a service that is none',
      { ...twilio, TWILIO_MESSAGING_SERVICE_SID: 'MG1' },
      [/^TWILIO_MESSAGING_SERVICE_SID /],
    ],
    [
      'senders without an account',
      { TWILIO_WHATSAPP_FROM: '+32460000001' },
      [/^TWILIO_ACCOUNT_SID is missing/],
    ],
    [
      'an account without a sender',
      { TWILIO_ACCOUNT_SID: account, ...double },
      [/^Set TWILIO_WHATSAPP_FROM/],
    ],
    ['a key without its secret', { ...twilio, ...double, TWILIO_API_KEY: 'SK1' }, [/go together/]],
    ['a secret without its key', { ...twilio, ...double, TWILIO_API_SECRET: 's' }, [/go together/]],
    [
      'PostgreSQL without a data key',
      { DATABASE_URL: 'postgres://localhost/p' },
      [/^DATA_KEY is missing.*openssl/],
    ],
    [
      'real Twilio, reachable, without a data key',
      { ...twilio, ...publicUrl },
      [/^DATA_KEY is missing.*openssl/],
    ],
    [
      'production, reachable, without a data key',
      { NODE_ENV: 'production', ...publicUrl },
      [/^DATA_KEY is missing/],
    ],
    [
      'several things at once are all said',
      { PORT: 'x', LOG_LEVEL: 'loud', TWILIO_ACCOUNT_SID: 'y' },
      [/^PORT /, /^TWILIO_ACCOUNT_SID /, /^LOG_LEVEL /],
    ],
  ];
  test.each(rows)('%s', (_, source, sentences) => {
    const problems = problemsOf(source);
    expect(problems).toHaveLength(sentences.length);
    for (const [index, sentence] of sentences.entries()) expect(problems[index]).toMatch(sentence);
  });

  test('the sentences hold no value of a secret', () => {
    const problems = problemsOf({
      ...twilio,
      PORT: 'x',
      TWILIO_AUTH_TOKEN: 'secret-1',
      DATA_KEY: 'secret-2',
    });
    expect(problems.join()).not.toMatch(/secret/);
  });
});

describe('taken', () => {
  const rows: [string, Source, object][] = [
    ['a port the system chooses', { PORT: '0' }, { port: 0 }],
    [
      'a public address with slashes at its end',
      { PUBLIC_URL: 'https://bot.example.org//' },
      { publicUrl: 'https://bot.example.org' },
    ],
    ['a data key', { DATA_KEY: key }, { dataKey: key }],
    [
      'a WhatsApp sender with its prefix',
      { ...twilio, TWILIO_WHATSAPP_FROM: 'whatsapp:+32460000001' },
      { twilio: { whatsappFrom: '+32460000001' } },
    ],
    ['a sender name', { ...twilio, TWILIO_SMS_FROM: 'Passerelle' }, { twilio: { smsFrom: 'Passerelle' } }],
    [
      'Twilio on our own machine without a data key',
      { ...twilio, ...publicUrl, ...double },
      { dataKey: undefined },
    ],
    [
      'an account without a token: webhooks then refuse everything',
      { ...twilio, ...double, TWILIO_AUTH_TOKEN: '' },
      { twilio: null },
    ],
    [
      'the token before',
      { ...twilio, TWILIO_AUTH_TOKEN_PREVIOUS: 'old' },
      { twilio: { previousAuthToken: 'old' } },
    ],
    [
      'sites that may embed the chat',
      { EMBED_ORIGINS: 'https://a.be, https://b.be,' },
      { embedOrigins: ['https://a.be', 'https://b.be'] },
    ],
  ];
  test.each(rows)('%s', (_, source, expected) => expect(readConfig(source)).toMatchObject(expected));

  test('a secret from a file, which a value in the environment beats', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'passerelle-config-'));
    const file = path.join(folder, 'key');
    writeFileSync(file, `${key}\n`);
    try {
      expect(readConfig({ DATA_KEY_FILE: file }).dataKey).toBe(key);
      expect(readConfig({ DATA_KEY_FILE: file, DATA_KEY: 'other' }).dataKey).toBe('other');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
