import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { pageTextKeys } from '../../../../server/channels/botkit/page-texts';
import { MediaError } from '../../../../server/channels/errors';
import { type FakeServer, startFakeServer, text } from './fake-server';
import { findText } from './page-texts';

let server: FakeServer;
beforeAll(async () => {
  server = await startFakeServer();
});
afterAll(() => server.close());

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);

async function newToken(from = server): Promise<string> {
  const answer = await request(from.url).post('/chat/token').expect(201);
  return answer.body.token;
}
const as = (token: string) => ({ authorization: `Bearer ${token}` });
const read = (token: string, query: object) =>
  request(server.url).get('/chat/messages').set(as(token)).query(query);
const say = (token: string, frame: object) =>
  request(server.url).post('/chat/messages').set(as(token)).send(frame);

describe('the page', () => {
  test('comes with a strict policy and names its files by their content', async () => {
    const { text: html, headers } = await request(server.url).get('/').expect(200);
    expect(headers['content-security-policy']).toContain(
      "default-src 'none';script-src 'self';style-src 'self'",
    );
    expect(headers['content-security-policy']).toContain('frame-ancestors *');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['permissions-policy']).toContain('payment=()');
    expect(headers['x-frame-options']).toBeUndefined();
    const files = [...html.matchAll(/"(\/chat\/[0-9a-f]{12}\/[^"]+)"/g)].map(([, path]) => path as string);
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const answer = await request(server.url).get(file).expect(200);
      expect(answer.headers['cache-control']).toContain('immutable');
    }
  });

  test('names in its head every module it loads, so that nothing is waited for', async () => {
    const { text: html } = await request(server.url).get('/');
    const modules = readdirSync(publicFolder).filter((name) => name.endsWith('.js') && name !== 'embed.js');
    expect(modules.filter((name) => !html.includes(`/${name}"`))).toEqual([]);
  });

  test('is small: under 60 KB', () => {
    const sizes = readdirSync(publicFolder)
      .filter((name) => name !== 'embed.js')
      .map((name) => statSync(join(publicFolder, name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(60_000);
  });

  test('has its texts in the language asked for, or the one the browser prefers', async () => {
    const asked = await request(server.url).get('/chat/config?language=ar').expect(200);
    expect(asked.body).toMatchObject({ language: 'ar', direction: 'rtl', texts: { send: 'إرسال' } });
    expect(asked.body.languages.map(({ code }: { code: string }) => code)).toEqual(['fr', 'nl', 'en', 'ar']);
    const preferred = await request(server.url).get('/chat/config').set('accept-language', 'nl-BE,fr;q=0.5');
    expect(preferred.body.language).toBe('nl');
    const unknown = await request(server.url).get('/chat/config?language=xx').set('accept-language', 'xx');
    expect(unknown.body.language).toBe('fr');
  });

  test.each(['fr', 'nl', 'en', 'ar'])('has every text in %s', (language) => {
    expect(pageTextKeys.filter((key) => !findText(language, `bot:web.${key}`))).toEqual([]);
  });

  test('can be limited to the sites that may show it', async () => {
    const closed = await startFakeServer({ embedOrigins: ['https://www.gent.be'] });
    const { headers } = await request(closed.url).get('/');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'self' https://www.gent.be");
    await closed.close();
  });

  test('the embedding script may be loaded by other sites and brings its words along', async () => {
    const { text: script, headers } = await request(server.url).get('/chat/embed.js').expect(200);
    expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
    expect(script).toContain('Poser une question');
    expect(script).not.toContain('{{');
  });
});

const publicFolder = join(__dirname, '../../../../server/channels/botkit/public');

describe('without websockets', () => {
  test('a message is received once and its answer is read', async () => {
    const token = await newToken();
    const id = randomUUID();
    for (let time = 0; time < 3; time++) {
      const answer = await say(token, { type: 'message', id, text: 'hello' }).expect(200);
      expect(answer.body.received).toBe(id);
    }
    const { body } = await read(token, { after: 0 }).expect(200);
    expect(body.messages.map((message: { part: object }) => message.part)).toEqual([
      { type: 'text', text: 'You said: hello' },
    ]);
    expect(server.events.filter(({ eventId }) => eventId === id)).toHaveLength(1);
  });

  test('a poll waits for what is new, and what was read is delivered', async () => {
    const token = await newToken();
    await say(token, { type: 'message', id: randomUUID(), text: 'hello' });
    const first = await read(token, { after: 0 });
    const { epoch, messages } = first.body;
    const waiting = read(token, { after: messages[0].sequence, epoch, wait: 5 }).then(
      (answer) => answer.body,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.say(token, text('later'));
    expect((await waiting).messages.map((message: { part: object }) => message.part)).toEqual([
      { type: 'text', text: 'later' },
    ]);
    expect(server.reports.map(({ messageId }) => messageId)).toContain(messages[0].id);
  });

  test('another token reads nothing; none at all is refused', async () => {
    const token = await newToken();
    await say(token, { type: 'message', id: randomUUID(), text: 'my secret' });
    const stranger = await read(await newToken(), { after: 0, wait: 0 }).expect(200);
    expect(stranger.body).toEqual({ epoch: null, gone: false, messages: [] });
    await request(server.url).get('/chat/messages').expect(401);
    await read('guess', {}).expect(401);
    await request(server.url).get(`/chat/messages?token=${token}`).expect(401);
  });

  test('the page learns that nothing is kept of the visitor', async () => {
    const token = await newToken();
    await say(token, { type: 'message', id: randomUUID(), text: 'hello' });
    const { epoch } = (await read(token, { after: 0 })).body;
    server.erase(token);
    const { body } = await read(token, { after: 1, epoch }).expect(200);
    expect(body).toEqual({ epoch: null, gone: true, messages: [] });
  });

  test.each([
    ['not JSON', '{'],
    ['no id', { type: 'message', text: 'x' }],
    ['nothing said', { type: 'message', id: randomUUID() }],
    ['a frame of the socket', { type: 'hello', token: null, after: 0 }],
  ])('%s: 400 with a reason', async (_name, body) => {
    const answer = await request(server.url)
      .post('/chat/messages')
      .set(as(await newToken()))
      .type('json')
      .send(body as object)
      .expect(400);
    expect(answer.body.error.code).toBe('bad-frame');
    expect(answer.body.error.message).not.toBe('');
  });

  test('that could not be kept: 503, nothing of it in the log', async () => {
    server.failReceive(true);
    const answer = await say(await newToken(), { type: 'message', id: randomUUID(), text: 'private words' });
    server.failReceive(false);
    expect([answer.status, answer.body.error.code]).toEqual([503, 'try-later']);
    expect(JSON.stringify(server.logged)).not.toContain('private words');
  });

  test('other sites are refused', async () => {
    const answer = await request(server.url).post('/chat/token').set('origin', 'https://elsewhere.example');
    expect([answer.status, answer.body.error.code]).toEqual([403, 'origin']);
  });

  test('an unknown route is a 404 of ours', async () => {
    const answer = await request(server.url).get('/chat/nothing').expect(404);
    expect(answer.body.error.code).toBe('not-found');
  });
});

describe('files', () => {
  const upload = async (token: string, bytes: Buffer, id: string = randomUUID()) =>
    request(server.url)
      .post('/chat/media')
      .set(as(token))
      .set('x-upload-id', id)
      .type('text/plain')
      .send(bytes);

  test('a photo is kept by the store before the page is told that its message was received', async () => {
    const token = await newToken();
    const id = randomUUID();
    const answer = await upload(token, jpeg, id);
    expect([answer.status, answer.body]).toEqual([201, { id, contentType: 'image/jpeg', kind: 'image' }]);
    const message = { type: 'message', id: randomUUID(), media: [id] };
    await say(token, message).expect(200);
    const kept = server.media.find(({ row }) => row.source.url === `upload:${id}`);
    expect(kept).toMatchObject({ bytes: jpeg, row: { state: 'kept' } });
    // The answer was lost: the message comes again, the file need not.
    await say(token, message).expect(200);
  });

  test('until then the clock can fetch it; afterwards it is not in memory any more', async () => {
    const token = await newToken();
    const id = randomUUID();
    await upload(token, jpeg, id);
    const media = { url: `upload:${id}`, contentType: 'image/jpeg', kind: 'image' as const };
    expect(await server.chat.channel.fetchMedia(media)).toEqual({ bytes: jpeg, contentType: 'image/jpeg' });
    await say(token, { type: 'message', id: randomUUID(), media: [id] });
    await expect(server.chat.channel.fetchMedia(media)).rejects.toThrow(MediaError);
  });

  test.each([
    ['too large', Buffer.concat([jpeg, Buffer.alloc(5 * 1024 * 1024)]), 413, 'too-large'],
    ['of a kind not kept', Buffer.from('PK\u0003\u0004 a zip'), 415, 'kind-not-kept'],
    ['a page', Buffer.from('<html><script>'), 415, 'kind-not-kept'],
    ['empty', Buffer.alloc(0), 415, 'kind-not-kept'],
  ])('%s: refused, whatever it says it is', async (_name, bytes, status, code) => {
    const answer = await upload(await newToken(), bytes);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  test('without a token or an id nothing is taken; another visitor’s file is not found', async () => {
    const id = randomUUID();
    await request(server.url).post('/chat/media').set('x-upload-id', id).send('x').expect(401);
    await request(server.url)
      .post('/chat/media')
      .set(as(await newToken()))
      .type('image/jpeg')
      .send(jpeg)
      .expect(400);
    await upload(await newToken(), jpeg, id);
    const answer = await say(await newToken(), { type: 'message', id: randomUUID(), media: [id] });
    expect([answer.status, answer.body.error.code]).toEqual([409, 'upload-gone']);
  });
});

describe('limits', () => {
  test('requests and uploads of one address', async () => {
    const strict = await startFakeServer({ limits: { requestsPerMinute: 4, uploadsPerHour: 1 } });
    const token = await newToken(strict);
    const upload = () =>
      request(strict.url).post('/chat/media').set(as(token)).set('x-upload-id', randomUUID()).send(jpeg);
    await upload().type('image/jpeg').expect(201);
    expect((await upload().type('image/jpeg')).body.error.code).toBe('too-many');
    await request(strict.url).post('/chat/token').expect(201);
    await request(strict.url).post('/chat/token').expect(429);
    await strict.close();
  });

  test('visitors behind a proxy are told apart, but nobody chooses an address', async () => {
    const strict = await startFakeServer({ trustProxy: 1, limits: { requestsPerMinute: 1 } });
    const from = (forwarded: string) =>
      request(strict.url).post('/chat/token').set('x-forwarded-for', forwarded);
    await from('192.0.2.1').expect(201);
    await from('192.0.2.2').expect(201);
    await from('198.51.100.7, 192.0.2.2').expect(429);
    await strict.close();
  });

  test('sockets of one address', async () => {
    const strict = await startFakeServer({ limits: { socketsPerAddress: 1 } });
    const { openSocket } = await import('./page-client');
    const first = await openSocket(strict);
    await expect(openSocket(strict)).rejects.toThrow('429');
    first.close();
    await strict.close();
  });
});
