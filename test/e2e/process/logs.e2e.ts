/** A whole conversation, and what the operator's log knows of it: ids and kinds, nothing of the person. */
import { randomUUID } from 'node:crypto';
import { until } from '../../support/server-process';
import { atRest, type House, openHouse, receives, say } from './house';

jest.setTimeout(90_000);
let house: House;
beforeAll(async () => {
  house = await openHouse({ environment: { LOG_LEVEL: 'debug' } });
});
afterAll(() => house.close());

type Session = {
  call(method: string, address: string, body?: object): Promise<{ status: number; body: unknown }>;
};

/** The first administrator, by the link on the terminal; a mediator by the link that one makes. */
async function join(token: string, name: string): Promise<Session> {
  const body = {
    token,
    name,
    email: `${name.toLowerCase().replace(/\W/g, '')}@example.org`,
    password: 'quatre mots au hasard',
    languages: ['fr'],
  };
  const headers = { 'content-type': 'application/json', 'accept-language': 'en' };
  const joined = await house.server.get('/api/invitations/accept', {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  expect(joined.status).toBe(201);
  const { csrf } = (await joined.json()) as { csrf: string };
  const cookie = joined.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return {
    async call(method, address, sent) {
      const answer = await house.server.get(`/api${address}`, {
        method,
        headers: { ...headers, cookie, 'x-csrf-token': csrf },
        ...(sent ? { body: JSON.stringify(sent) } : {}),
      });
      return { status: answer.status, body: await answer.json().catch(() => null) };
    },
  };
}

const field = (value: unknown, ...names: (string | number)[]): unknown =>
  names.reduce<unknown>((at, name) => (at as Record<string | number, unknown> | undefined)?.[name], value);

test('danger, a photo, a place and a mediator leave no word, number or name in the log', async () => {
  const name = 'Fatoumata Zanzibar';
  const phone = house.phone('whatsapp', { profileName: name });
  const said = [
    'mon mari me frappe, aidez-moi',
    'voici la lettre du tribunal de Mouscron',
    'je suis à Tubize',
  ];
  await phone.text(said[0]!);
  await receives(phone, 1);
  // Numbers first.
  expect(phone.screen()[0]).toContain('112');
  await atRest(house);
  await phone.sendFile(
    Buffer.from(`\xff\xd8\xff\xe0\0\x10JFIF\0 ${name} \xff\xd9`, 'latin1'),
    'image/jpeg',
    said[1],
  );
  await phone.shareLocation(50.74321, 3.21987);
  await phone.text(said[2]!);
  await atRest(house);
  await until(
    'the photo is kept',
    () => house.server.rows(`select id from media where state = 'kept'`).length === 1,
    15_000,
  );

  const first = /console\S*[/#](first-[\w-]+)/.exec(house.server.output)?.[1] ?? '';
  const mediator = await join(first, 'Médiatrice Baudouin');
  const queue = await mediator.call('GET', '/handoffs');
  const id = String(field(queue.body, 'handoffs', 0, 'id'));
  expect(field(queue.body, 'handoffs', 0, 'urgent')).toBe(true);
  expect((await mediator.call('POST', `/handoffs/${encodeURIComponent(id)}/claim`)).status).toBe(200);
  const read = await mediator.call('GET', `/handoffs/${encodeURIComponent(id)}`);
  const transcript = JSON.stringify(read.body);
  // The mediator reads it all, under another name.
  for (const text of said) expect(transcript).toContain(text);
  expect(transcript).not.toContain(phone.address.replace('whatsapp:+', ''));
  expect(transcript).not.toContain(name);

  const reply = 'Je suis là, allez chez la voisine Marguerite au 0475 12 34 56';
  const shown = phone.received().length;
  const key = randomUUID();
  for (let time = 0; time < 2; time++) {
    const sent = await mediator.call('POST', `/handoffs/${encodeURIComponent(id)}/messages`, {
      text: reply,
      language: 'fr',
      key,
    });
    expect(sent.status).toBe(201);
  }
  await receives(phone, shown + 1);
  await atRest(house);
  expect(phone.screen().filter((text) => text === reply)).toHaveLength(1);
  // The bot is silent while a person has the conversation.
  await phone.text('merci Marguerite');
  await atRest(house);
  expect(phone.received()).toHaveLength(shown + 1);
  expect(
    (await mediator.call('POST', `/handoffs/${encodeURIComponent(id)}/close`, { outcome: 'met' })).status,
  ).toBe(200);
  await receives(phone, shown + 2);
  expect(phone.screen().at(-1)?.replaceAll('’', "'")).toContain(say('fr', 'handoff', 'closed'));

  // Things that go wrong are logged too, and as silently.
  house.twilio.fail(
    { type: 'error', status: 400, code: 63024, message: `Invalid recipient ${phone.address}` },
    1,
  );
  await phone.text('menu');
  await house.post({
    ...phone.webhook('forgé par Mallory'),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Twilio-Signature': 'x' },
  });
  await house.server.get(`/nothing/${encodeURIComponent(name)}?number=${encodeURIComponent(phone.address)}`);
  await atRest(house);

  const log = house.server.output;
  expect(log.split('\n').length).toBeGreaterThan(8);
  const number = phone.address.replace('whatsapp:+', '');
  const private_ = [
    ...[
      ...said,
      reply,
      'merci Marguerite',
      'forgé',
      'Mallory',
      name,
      'Fatoumata',
      'Zanzibar',
      'Marguerite',
      'Mouscron',
      'Tubize',
    ],
    ...[number, number.slice(2), '0475', '50.74', '3.2198', 'baudouin@', 'Baudouin', 'quatre mots'],
    ...phone
      .screen()
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.length > 12),
    ...[house.twilio.authToken, house.dataKey],
  ];
  expect(private_.filter((text) => log.includes(text))).toEqual([]);
  // Nothing that looks like a telephone number at all, but times and ids.
  const bare = log
    .replace(/"time":\d+/g, '')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[A-Z]{2}[0-9a-f]{32}\b|\b[0-9a-f]{12,}\b/g, '');
  expect(bare.match(/\+?\d{9,}/g) ?? []).toEqual([]);
});
