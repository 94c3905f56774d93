import { randomUUID } from 'node:crypto';
import { type FakeServer, startFakeServer, text } from './fake-server';
import { newVisitor, openPage, openSocket, words } from './page-client';

let server: FakeServer;
beforeAll(async () => {
  server = await startFakeServer({ limits: { badFrames: 3, helloMs: 300 } });
});
afterAll(() => server.close());

describe('a message', () => {
  test('is received once, however often it is sent, and its reply reaches the page once', async () => {
    const { page, token } = await newVisitor(server);
    const id = randomUUID();
    for (let time = 0; time < 3; time++) expect(await page.say('hello', id)).toMatchObject({ id });
    const reply = await page.next('message');
    expect(words(reply)).toBe('You said: hello');
    expect(server.events.filter((event) => event.eventId === id)).toEqual([
      { channel: 'web', eventId: id, address: token, body: { type: 'message', text: 'hello', media: [] } },
    ]);
    expect(page.messages()).toHaveLength(1);
    page.close();
  });

  test('shows that an answer is being prepared', async () => {
    const { page } = await newVisitor(server);
    await page.say('hello');
    expect(await page.next('typing')).toEqual({ type: 'typing' });
    page.close();
  });

  test('two at once are both answered, in order', async () => {
    const { page } = await newVisitor(server);
    page.send({ type: 'message', id: randomUUID(), text: 'one' });
    page.send({ type: 'message', id: randomUUID(), text: 'two' });
    expect(words(await page.next('message'))).toBe('You said: one');
    expect(words(await page.next('message'))).toBe('You said: two');
    page.close();
  });

  test('a tap, a location and a followed link arrive as what they are', async () => {
    const { page, token } = await newVisitor(server);
    page.send({ type: 'choice', id: randomUUID(), choice: 'topic:cpas-apply', title: 'CPAS' });
    page.send({ type: 'message', id: randomUUID(), location: { latitude: 50.8, longitude: 4.3 } });
    page.send({ type: 'start', id: randomUUID(), flow: 'register' });
    for (let time = 0; time < 3; time++) await page.next('received');
    const bodies = server.events.filter((event) => event.address === token).map((event) => event.body);
    expect(bodies).toEqual([
      { type: 'choice', id: 'topic:cpas-apply', title: 'CPAS' },
      { type: 'message', text: '', media: [], location: { latitude: 50.8, longitude: 4.3 } },
      { type: 'start', flow: 'register' },
    ]);
    page.close();
  });

  test('that could not be kept is refused, so that the page sends it again', async () => {
    const { page } = await newVisitor(server);
    server.failReceive(true);
    const id = randomUUID();
    page.send({ type: 'message', id, text: 'hello' });
    expect(await page.next('refused')).toEqual({ type: 'refused', id, code: 'try-later' });
    server.failReceive(false);
    await page.say('hello', id);
    expect(words(await page.next('message'))).toBe('You said: hello');
    expect(JSON.stringify(server.logged)).not.toContain('hello');
    page.close();
  });
});

describe('after a lost connection', () => {
  test('what was missed comes, in order and once', async () => {
    const { page, token } = await newVisitor(server);
    await page.say('hello');
    const seen = await page.next('message');
    page.close();
    await page.closed;
    await server.say(token, text('first'));
    await server.say(token, text('second'));
    const again = await openPage(server, { token, after: seen.sequence, epoch: seen.epoch });
    expect(words(await again.next('message'))).toBe('first');
    expect(words(await again.next('message'))).toBe('second');
    await server.say(token, text('third'));
    expect(words(await again.next('message'))).toBe('third');
    expect(again.messages().map(words)).toEqual(['first', 'second', 'third']);
    again.close();
  });

  test('every open page of the visitor gets every message', async () => {
    const { page, token } = await newVisitor(server);
    await page.say('hello');
    const other = await openPage(server, { token });
    expect(words(await page.next('message'))).toBe('You said: hello');
    expect(words(await other.next('message'))).toBe('You said: hello');
    page.close();
    other.close();
  });

  test('a message is delivered when the page says that it shows it', async () => {
    const { page } = await newVisitor(server);
    await page.say('hello');
    const { sequence, id } = await page.next('message');
    expect(server.reports.some((report) => report.messageId === id)).toBe(false);
    page.send({ type: 'seen', sequence });
    page.send({ type: 'ping' });
    await page.next('alive');
    expect(server.reports.filter((report) => report.messageId === id)).toEqual([
      { messageId: id, providerId: id, status: 'delivered' },
    ]);
    page.close();
  });
});

describe('after an erasure', () => {
  test('the page learns that nothing is kept, and the same token starts anew', async () => {
    const { page, token } = await newVisitor(server);
    await page.say('hello');
    const { epoch, sequence } = await page.next('message');
    page.close();
    server.erase(token);
    const again = await openPage(server, { token, after: sequence, epoch });
    await again.next('gone');
    const received = await again.say('me again');
    expect(received.epoch).not.toBe(epoch);
    expect(words(await again.next('message'))).toBe('You said: me again');
    again.close();
  });

  test('the goodbye is marked as the last message', async () => {
    const { page, token } = await newVisitor(server);
    await page.say('hello');
    expect((await page.next('message')).last).toBe(false);
    const contact = server.contacts.find(({ address }) => address === token);
    Object.assign(contact ?? {}, { erasing: true });
    await server.say(token, text('goodbye'));
    expect((await page.next('message')).last).toBe(true);
    page.close();
  });
});

describe('who may', () => {
  test('another token reads nothing', async () => {
    const { page } = await newVisitor(server);
    await page.say('my secret');
    await page.next('message');
    const { page: stranger } = await newVisitor(server);
    stranger.send({ type: 'ping' });
    await stranger.next('alive');
    expect(stranger.messages()).toEqual([]);
    page.close();
    stranger.close();
  });

  test.each([
    [{ origin: 'https://elsewhere.example' }, '403'],
    [{}, '403'],
  ])('an origin %j is refused', async (headers, status) => {
    await expect(openSocket(server, headers as Record<string, string>)).rejects.toThrow(status);
  });

  test('a site that may embed the chat is allowed', async () => {
    const site = 'https://www.gent.be';
    const open = await startFakeServer({ embedOrigins: [site] });
    const socket = await openSocket(open, { origin: site });
    socket.close();
    await open.close();
  });
});

describe('bad frames', () => {
  test.each([
    ['no JSON', '{', 'frame'],
    ['unknown type', { type: 'steal' }, 'type'],
    ['id is no UUID', { type: 'message', id: '1', text: 'x' }, 'id'],
    ['nothing said', { type: 'message', id: randomUUID(), text: '  ' }, 'needs a text'],
    ['extra field', { type: 'ping', admin: true }, 'admin'],
    ['far too long', { type: 'message', id: randomUUID(), text: 'x'.repeat(4001) }, 'text'],
  ])('%s: a clear error', async (_name, frame, says) => {
    const { page } = await newVisitor(server);
    page.send(frame);
    const error = await page.next('error');
    expect(error.code).toBe('bad-frame');
    expect(error.message).toContain(says);
    page.close();
  });

  test('before hello nothing is taken, and a silent socket is closed', async () => {
    const socket = await openSocket(server);
    const answer = new Promise((resolve) =>
      socket.on('message', (data) => resolve(JSON.parse(String(data)))),
    );
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.send(JSON.stringify({ type: 'message', id: randomUUID(), text: 'x' }));
    expect(await answer).toMatchObject({ type: 'error', code: 'hello-first' });
    expect(await closed).toBe(4001);
  });

  test('a few of them close the socket; a huge one at once', async () => {
    const { page } = await newVisitor(server);
    for (let time = 0; time < 3; time++) page.send('?');
    expect(await page.closed).toBe(1008);
    const { page: other } = await newVisitor(server);
    other.send({ type: 'message', id: randomUUID(), text: 'x'.repeat(20_000) });
    expect(await other.closed).toBe(1009);
  });

  test('too many too fast are refused by name', async () => {
    const { page } = await newVisitor(server);
    for (let time = 0; time < 25; time++) page.send({ type: 'ping' });
    const id = randomUUID();
    page.send({ type: 'message', id, text: 'x' });
    expect(await page.next('refused')).toEqual({ type: 'refused', id, code: 'too-many' });
    page.close();
  });
});

test('a dead or idle socket is closed', async () => {
  const strict = await startFakeServer({ limits: { heartbeatMs: 50, idleMs: 120 } });
  const { page } = await newVisitor(strict);
  await page.next('alive');
  expect(await page.closed).toBe(4000);
  await strict.close();
});

test('the server stops: pages are told', async () => {
  const short = await startFakeServer();
  const { page } = await newVisitor(short);
  await short.close();
  expect(await page.closed).toBe(1001);
});
