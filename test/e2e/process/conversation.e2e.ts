/** What a person who writes sees, and what Twilio's gateway and a proxy in between rely on. */
import { createServer, request, type Server } from 'node:http';
import { atRest, count, type House, openHouse, publicUrl, receives, say } from './house';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
afterEach(() => expect(house.twilio.violations).toEqual([]));

describe('a person writes on WhatsApp and reads an answer in the same language', () => {
  test.each([
    ['French', "Bonjour, comment est-ce que je demande de l'aide au CPAS ?", 'fr'],
    ['Dutch', 'Goedemorgen, hoe vraag ik hulp aan bij het OCMW in mijn gemeente?', 'nl'],
    ['English', 'Good morning, how do I register at the town hall when I have just arrived?', 'en'],
    ['Arabic', 'صباح الخير، كيف أطلب المساعدة من البلدية؟ لقد وصلت للتو', 'ar'],
  ])('%s', async (_, question, language) => {
    const phone = house.phone();
    expect(await phone.text(question)).toMatchObject({ status: 200, body: '<Response/>' });
    await receives(phone, 1);
    await atRest(house);
    // Who we are comes first, what is kept with us comes last: both in the person's language.
    expect(phone.screen()[0]?.startsWith(say(language, 'intro', 'who'))).toBe(true);
    expect(phone.screen().join('\n')).toContain(say(language, 'intro', 'privacy'));
  });
});

test('on SMS the choices are numbers, and typing one of them chooses', async () => {
  const phone = house.phone('sms');
  await phone.text('menu');
  const [first] = await receives(phone, 1);
  await atRest(house);
  expect(
    phone.received().every(({ shown, from }) => shown.type === 'text' && from === house.twilio.smsNumber),
  ).toBe(true);
  expect(first?.shown.text).toMatch(/(^|\n)1\.? \S/);
  expect(phone.screen().at(-1)).toMatch(/(^|\n)1\.? \S.*\n2\.? \S/);
  const before = phone.received().length;
  await phone.text('1');
  await receives(phone, before + 1);
});

test('a row of a list and a button under a message can be tapped', async () => {
  const phone = house.phone();
  await phone.text('menu');
  await receives(phone, 1);
  await atRest(house);
  if (phone.received().at(-1)?.shown.type === 'buttons') {
    const at = phone.received().length;
    await phone.tap('command:menu');
    await receives(phone, at + 1);
    await atRest(house);
  }
  const menu = phone.received().at(-1)?.shown;
  if (menu?.type !== 'list') throw new Error(`the menu is no list but ${menu?.type}`);
  const flow = menu.items.find(({ id }) => id.startsWith('flow:'));
  expect(flow).toBeDefined();
  const before = phone.received().length;
  await phone.tap(flow?.id ?? '');
  await receives(phone, before + 1);
  await atRest(house);
  expect(phone.screen().slice(before).join('')).not.toBe('');
  expect(count(house)).toMatchObject({ unanswered: [], twice: [] });
});

test('a content is made at Twilio once for each form of message, however many people get it', async () => {
  const [one, other] = [house.phone(), house.phone()];
  await one.text('menu');
  await receives(one, 1);
  await atRest(house);
  const made = house.twilio.contents.length;
  await other.text('menu');
  await receives(other, one.received().length);
  await atRest(house);
  expect(other.screen()).toEqual(one.screen());
  expect(house.twilio.contents.length).toBe(made);
});

test('somebody without a number, whom WhatsApp names by an id, is answered too', async () => {
  const phone = house.twilio.phone('whatsapp:BE.1a2b3c4d5e6f', {
    externalUserId: 'whatsapp:BE.1a2b3c4d5e6f',
  });
  await phone.text('Bonjour');
  await receives(phone, 1);
});

test('behind a proxy that rewrites the host, what Twilio signs for the public address verifies', async () => {
  const proxy = await startProxy(house.server.url);
  const direct = house.twilio.deliverTo;
  house.twilio.deliverTo = proxy.url;
  try {
    const phone = house.phone();
    expect((await phone.text('Bonjour')).status).toBe(200);
    await receives(phone, 1);
    await atRest(house);
    // The reports came through the same proxy, to the address with our own id in its query.
    expect(phone.received()[0]?.statusCallback).toContain(`${publicUrl}/webhooks/twilio/status?message=`);
    expect(phone.received().map(({ status }) => status)).toEqual(phone.received().map(() => 'delivered'));
    const states = house.server.rows<{ state: string }>(
      'select state from outbox where provider_id = ?',
      phone.received()[0]?.sid,
    );
    expect(states).toEqual([{ state: 'delivered' }]);
  } finally {
    house.twilio.deliverTo = direct;
    proxy.close();
  }
});

/** As nginx in its simplest form: another host, another protocol, and headers that must not be believed. */
async function startProxy(target: string): Promise<{ url: string; close(): void }> {
  const server: Server = createServer((incoming, outgoing) => {
    const headers = {
      ...incoming.headers,
      host: 'internal:8080',
      'x-forwarded-host': 'evil.example.com',
      'x-forwarded-proto': 'http',
    };
    const { method, url: path } = incoming;
    const onward = request(target + path, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close().closeAllConnections() };
}
