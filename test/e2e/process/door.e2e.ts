/** Only Twilio gets in, and each of its messages once. */
import { startServer } from '../../support/server-process';
import { newSid, type SignedWebhook, signed, statusForm } from '../../support/twilio-webhooks';
import {
  answersTo,
  atRest,
  count,
  type House,
  openHouse,
  publicUrl,
  receives,
  rowCounts,
  turnOf,
} from './house';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
afterEach(() => expect(house.twilio.violations).toEqual([]));

const messages = '/webhooks/twilio/messages';
const edited = (webhook: SignedWebhook, edit: (form: URLSearchParams) => void): SignedWebhook => {
  const form = new URLSearchParams(webhook.body);
  edit(form);
  return { ...webhook, body: form.toString() };
};
const headed = (webhook: SignedWebhook, signature: string | undefined): SignedWebhook => {
  const { 'X-Twilio-Signature': _, ...headers } = webhook.headers;
  return {
    ...webhook,
    headers: signature === undefined ? headers : { ...headers, 'X-Twilio-Signature': signature },
  };
};

describe('a request that Twilio did not sign is refused and leaves no row', () => {
  const changes: [string, (webhook: SignedWebhook) => SignedWebhook][] = [
    ['without a signature', (webhook) => headed(webhook, undefined)],
    ['with an empty signature', (webhook) => headed(webhook, '')],
    ['with a signature of nothing', (webhook) => headed(webhook, 'AAAAAAAAAAAAAAAAAAAAAAAAAAA=')],
    [
      'signed with another token',
      ({ url, body }) => signed('another-token', url, Object.fromEntries(new URLSearchParams(body))),
    ],
    [
      'signed with an empty token',
      ({ url, body }) => signed('', url, Object.fromEntries(new URLSearchParams(body))),
    ],
    [
      'signed for another address',
      ({ url, body }) => ({
        ...signed(
          'double-auth-token',
          `http://${new URL(url).host}${messages}`,
          Object.fromEntries(new URLSearchParams(body)),
        ),
        url,
      }),
    ],
    ['replayed with other words', (webhook) => edited(webhook, (form) => form.set('Body', 'Send me money'))],
    [
      'replayed as somebody else',
      (webhook) => edited(webhook, (form) => form.set('From', 'whatsapp:+32499999999')),
    ],
    [
      'replayed with another id',
      (webhook) => edited(webhook, (form) => form.set('MessageSid', newSid('SM'))),
    ],
    [
      'replayed with one field more',
      (webhook) => edited(webhook, (form) => form.append('ButtonPayload', 'erase:yes')),
    ],
    ['replayed with one field less', (webhook) => edited(webhook, (form) => form.delete('ProfileName'))],
    ['replayed with a field twice', (webhook) => edited(webhook, (form) => form.append('Body', 'again'))],
    ['replayed with a query', (webhook) => ({ ...webhook, url: `${webhook.url}?message=1` })],
    [
      'replayed at the door of reports',
      (webhook) => ({ ...webhook, url: webhook.url.replace('/messages', '/status') }),
    ],
  ];
  test.each(changes)('%s', async (_, change) => {
    const before = rowCounts(house.server);
    const phone = house.phone();
    const answer = await house.post(change(phone.webhook('Bonjour')));
    expect(answer.status).toBe(403);
    expect(answer.body).not.toBe('');
    expect(rowCounts(house.server)).toEqual(before);
    expect(phone.received()).toEqual([]);
  });

  test('a report of delivery that nobody signed changes nothing', async () => {
    const phone = house.phone();
    await phone.text('Bonjour');
    const [sent] = await receives(phone, 1);
    await atRest(house);
    const form = statusForm({ ...sent!, accountSid: house.twilio.accountSid }, 'failed', 21610);
    const forged = signed('another-token', sent?.statusCallback ?? '', form);
    expect((await house.post(forged)).status).toBe(403);
    expect(house.server.rows('select opted_out from contact where opted_out = 1')).toEqual([]);
  });
});

describe('with no auth token configured everything is refused', () => {
  test.each([
    ['no Twilio account at all', {}],
    [
      'an account and a sender, but no token',
      { TWILIO_ACCOUNT_SID: `AC${'0123456789abcdef'.repeat(2)}`, TWILIO_WHATSAPP_FROM: '+32460000001' },
    ],
    [
      'an empty token',
      {
        TWILIO_ACCOUNT_SID: `AC${'0123456789abcdef'.repeat(2)}`,
        TWILIO_WHATSAPP_FROM: '+32460000001',
        TWILIO_AUTH_TOKEN: '',
      },
    ],
  ])('%s', async (_, environment) => {
    const server = await startServer({
      PUBLIC_URL: publicUrl,
      TWILIO_API_BASE_URL: house.twilio.url,
      ...environment,
    });
    try {
      const before = rowCounts(server);
      const right = house.phone().webhook('Bonjour');
      const form = Object.fromEntries(new URLSearchParams(right.body));
      const requests = [
        right,
        headed(right, undefined),
        signed('', right.url, form),
        signed('undefined', right.url, form),
      ];
      for (const { url, headers, body } of requests) {
        for (const path of [messages, '/webhooks/twilio/status']) {
          const at = url.replace(publicUrl, server.url).replace(messages, path);
          expect((await fetch(at, { method: 'POST', headers, body })).status).toBe(403);
        }
      }
      expect(rowCounts(server)).toEqual(before);
    } finally {
      await server.dispose();
    }
  });
});

describe('a signed body that is not what Twilio sends gets 400 and a reason', () => {
  const bodies: [string, (form: Record<string, string>) => Record<string, string>, RegExp][] = [
    ['nothing', () => ({}), /MessageSid/],
    ['no MessageSid', ({ MessageSid: _, ...form }) => form, /MessageSid/],
    [
      'a MessageSid of another shape',
      (form) => ({ ...form, MessageSid: '1; drop table inbox' }),
      /MessageSid/,
    ],
    ['no sender', ({ From: _, ...form }) => form, /From/],
    ['another account', (form) => ({ ...form, AccountSid: `AC${'f'.repeat(32)}` }), /AccountSid/],
    [
      'a report of delivery at the door of messages',
      (form) => ({ ...form, MessageStatus: 'sent' }),
      /MessageStatus/,
    ],
    ['a number of files that is no number', (form) => ({ ...form, NumMedia: '-1' }), /NumMedia/],
    ['a place that is not on Earth', (form) => ({ ...form, Latitude: '99', Longitude: '4' }), /Latitude/],
  ];
  test.each(bodies)('%s', async (_, change, reason) => {
    const before = rowCounts(house.server);
    const { body } = house.phone().webhook('Bonjour');
    const form = change(Object.fromEntries(new URLSearchParams(body)));
    const answer = await house.post(signed(house.twilio.authToken, publicUrl + messages, form));
    expect(answer.status).toBe(400);
    expect(answer.body).toMatch(reason);
    expect(rowCounts(house.server)).toEqual(before);
  });

  test('JSON, with a right signature of the address', async () => {
    const { headers, url } = signed(house.twilio.authToken, publicUrl + messages, {});
    const webhook = {
      url,
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: '{"From":"+32470000000"}',
    };
    expect((await house.post(webhook)).status).toBe(400);
  });

  test('a body of a megabyte is not read to its end', async () => {
    const form = { Body: 'a'.repeat(1_000_000) };
    expect((await house.post(signed(house.twilio.authToken, publicUrl + messages, form))).status).toBe(413);
  });
});

describe('each message is taken once', () => {
  test('the same MessageSid three times, one after the other, is one turn and one reply', async () => {
    const [phone, control] = [house.phone(), house.phone()];
    const webhook = phone.webhook('Bonjour');
    for (let time = 0; time < 3; time++) {
      expect(await house.post(webhook)).toEqual({ status: 200, body: '<Response/>' });
      if (time === 0) await receives(phone, 1);
    }
    await control.text('Bonjour');
    await receives(control, 1);
    await atRest(house);
    expect(phone.screen()).toEqual(control.screen());
    const sid = new URLSearchParams(webhook.body).get('MessageSid') ?? '';
    expect(house.server.rows('select id from inbox where event_id = ?', sid)).toHaveLength(1);
    expect(answersTo(house, sid)).toHaveLength(phone.received().length);
  });

  test('three times at once', async () => {
    const [phone, control] = [house.phone(), house.phone()];
    const webhook = phone.webhook('Bonjour');
    const answers = await Promise.all([1, 2, 3].map(() => house.post(webhook)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    await control.text('Bonjour');
    await receives(control, 1);
    await atRest(house);
    expect(phone.screen()).toEqual(control.screen());
  });
});

describe('nobody is left without an answer, and answers keep the order of the questions', () => {
  /** @returns the turns in the order in which their answers reached the phone, each once. */
  const order = (address: string) => [
    ...new Set(
      house.twilio
        .sentTo(address)
        .map(
          ({ statusCallback }) => new URL(statusCallback ?? '').searchParams.get('message')?.split(':')[0],
        ),
    ),
  ];

  test.each(['whatsapp', 'sms'] as const)('two messages at once on %s', async (channel) => {
    const phone = house.phone(channel);
    const delivered = await Promise.all([phone.text('Bonjour'), phone.text('menu')]);
    await until2(phone.address, 2);
    await atRest(house);
    const turns = house.server.rows<{ id: string }>(
      'select id from inbox where event_id in (?, ?) order by sequence',
      ...delivered.map(({ messageSid }) => messageSid),
    );
    expect(order(phone.address)).toEqual(turns.map(({ id }) => id));
  });

  test('five messages one after the other, without waiting for an answer', async () => {
    const phone = house.phone();
    const sids: string[] = [];
    for (const text of ['Bonjour', 'menu', 'aide', 'langue', 'menu'])
      sids.push((await phone.text(text)).messageSid);
    await until2(phone.address, 5);
    await atRest(house);
    expect(order(phone.address)).toEqual(sids.map((sid) => turnOf(house.server, sid)));
    expect(count(house)).toMatchObject({ unanswered: [], twice: [], notSent: [] });
  });

  const until2 = async (address: string, turns: number) => {
    const end = Date.now() + 20_000;
    while (order(address).length < turns && Date.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 30));
  };
});
