import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import type { InboundMedia } from '../../../../server/channels/channel';
import { MediaError } from '../../../../server/channels/errors';
import { createFetchMedia, mayVisit } from '../../../../server/channels/twilio/media';
import { isWhatItSays } from '../../../../server/channels/twilio/media-types';
import { isPublicAddress, publicLookup } from '../../../../server/channels/twilio/public-address';
import { startTwilioRig, type TwilioRig } from '../../../support/twilio-rig';

const bytesOf = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  );
const jpeg = bytesOf([0xff, 0xd8, 0xff, 0xe0], 'JFIF and so on');
const files: [string, Uint8Array][] = [
  ['image/jpeg', jpeg],
  ['image/png', bytesOf([0x89], 'PNG\r\n', [0x1a], '\n....')],
  ['image/webp', bytesOf('RIFF....WEBPVP8 ')],
  ['application/pdf', bytesOf('%PDF-1.7 ...')],
  ['audio/ogg', bytesOf('OggS....OpusHead')],
  ['audio/amr', bytesOf('#!AMR\n')],
  ['audio/mpeg', bytesOf('ID3', [4, 0])],
  ['audio/mpeg', bytesOf([0xff, 0xfb, 0x90, 0x64])],
  ['audio/aac', bytesOf([0xff, 0xf1, 0x50, 0x80])],
  ['audio/mp4', bytesOf([0, 0, 0, 0x20], 'ftypM4A ')],
  ['video/mp4', bytesOf([0, 0, 0, 0x20], 'ftypisom')],
  ['video/3gpp', bytesOf([0, 0, 0, 0x20], 'ftyp3gp4')],
  ['text/vcard', bytesOf('BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD')],
  ['text/plain', bytesOf('gewoon tekst\n')],
];
const reasonOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => new Error('it was fetched'),
    (thrown: unknown) => thrown,
  );
  return error instanceof MediaError ? error.reason : String(error);
};
const of = (url: string, contentType = 'image/jpeg'): InboundMedia => ({ url, contentType, kind: 'image' });

describe('a file a person sent', () => {
  let rig: TwilioRig;
  beforeEach(async () => {
    rig = await startTwilioRig();
  });
  afterEach(() => rig.close());

  test.each(files)(
    '%s is fetched with our credentials, and the store does not see them',
    async (type, bytes) => {
      const url = rig.twilio.storeMedia(bytes, type);
      const fetched = await rig.channels.whatsapp.fetchMedia(of(url, type));
      expect(fetched.contentType).toBe(type);
      expect(Buffer.from(fetched.bytes).equals(Buffer.from(bytes))).toBe(true);
    },
  );

  test('an address at api.twilio.com goes to the configured base', async () => {
    const url = rig.twilio.storeMedia(jpeg, 'image/jpeg').replace(rig.twilio.url, 'https://api.twilio.com');
    expect((await rig.channels.sms.fetchMedia(of(url))).contentType).toBe('image/jpeg');
  });

  test('with an API key', async () => {
    const key = { apiKey: `SK${'1'.repeat(32)}`, apiSecret: 'secret' };
    const other = await startTwilioRig({ double: key, config: { ...key, authToken: undefined } });
    const url = other.twilio.storeMedia(jpeg, 'image/jpeg');
    expect((await other.channels.sms.fetchMedia(of(url))).bytes).toHaveLength(jpeg.length);
    await other.close();
  });

  test('wrong credentials, a file that is gone, an error', async () => {
    const url = rig.twilio.storeMedia(jpeg, 'image/jpeg');
    const wrong = rig.restarted({ authToken: 'wrong' });
    expect(await reasonOf(wrong.whatsapp.fetchMedia(of(url)))).toBe('not-available');
    expect(await reasonOf(rig.channels.whatsapp.fetchMedia(of(`${url}0`)))).toBe('not-available');
    rig.twilio.violations.length = 0;
    rig.twilio.fail({ type: 'html', status: 503 }, 1, 'media');
    expect(await reasonOf(rig.channels.whatsapp.fetchMedia(of(url)))).toBe('not-available');
    rig.twilio.fail({ type: 'reset' }, 1, 'media');
    expect(await reasonOf(rig.channels.whatsapp.fetchMedia(of(url)))).toBe('not-available');
  });

  test.each([
    ['a program that says it is a picture', 'image/jpeg', bytesOf('MZ', [0x90, 0])],
    ['a page that says it is a text file', 'text/plain', bytesOf('abc', [0], 'def')],
    ['a picture that says it is a PDF', 'application/pdf', jpeg],
    ['a contact card without a card', 'text/vcard', bytesOf('hello')],
    ['nothing', 'image/jpeg', bytesOf('')],
  ])('%s is not kept', async (_, type, bytes) => {
    const url = rig.twilio.storeMedia(bytes, type);
    expect(await reasonOf(rig.channels.whatsapp.fetchMedia(of(url, type)))).toBe('kind-not-kept');
  });

  test.each(['application/x-msdownload', 'image/svg+xml', 'text/html', 'application/zip', ''])(
    '%s is not even fetched',
    async (type) => {
      const url = rig.twilio.storeMedia(jpeg, type);
      expect(await reasonOf(rig.channels.whatsapp.fetchMedia(of(url, type)))).toBe('kind-not-kept');
      expect(rig.twilio.requests).toHaveLength(0);
    },
  );
});

describe('a server that means no good', () => {
  let server: Server;
  let base: string;
  let seen: { url: string; authorization: string | undefined }[];
  let answer: RequestListener;
  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => {
      seen.push({ url: request.url ?? '', authorization: request.headers.authorization });
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 't', publicUrl: 'https://p.example' };
  const fetchFrom = (url: string) => createFetchMedia({ ...account, apiBaseUrl: base })(of(url));
  const redirectTo = (location: string) => {
    answer = (request, response) => {
      if (request.url === '/start') response.writeHead(302, { Location: location }).end();
      else response.writeHead(200, { 'Content-Type': 'image/jpeg' }).end(jpeg);
    };
  };

  test('credentials go with the first request only', async () => {
    redirectTo('/elsewhere');
    await fetchFrom(`${base}/start`);
    expect(seen.map(({ authorization }) => authorization !== undefined)).toEqual([true, false]);
  });

  test.each([
    'http://127.0.0.1:1/',
    'http://example.com/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://2130706433/',
    'https://10.0.0.1/',
    'file:///etc/passwd',
    'data:image/jpeg;base64,AAAA',
    'https://',
  ])('a redirect to %s is not followed', async (location) => {
    redirectTo(location);
    expect(await reasonOf(fetchFrom(`${base}/start`))).toBe('not-available');
    expect(seen).toHaveLength(1);
  });

  test.each(['http://127.0.0.1', 'https://127.0.0.1', 'https://localhost', 'https://[::ffff:127.0.0.1]'])(
    'nobody knocks at %s in our own network',
    async (origin) => {
      let knocks = 0;
      const neighbour = createTcpServer((socket) => {
        knocks += 1;
        socket.destroy();
      });
      await new Promise<void>((resolve) => neighbour.listen(0, resolve));
      redirectTo(`${origin}:${(neighbour.address() as AddressInfo).port}/`);
      expect(await reasonOf(fetchFrom(`${base}/start`))).toBe('not-available');
      expect(knocks).toBe(0);
      await new Promise((resolve) => neighbour.close(resolve));
    },
  );

  test('redirects without end', async () => {
    answer = (_, response) => response.writeHead(302, { Location: '/start' }).end();
    expect(await reasonOf(fetchFrom(`${base}/start`))).toBe('not-available');
    expect(seen).toHaveLength(4);
  });

  test('a redirect without an address', async () => {
    answer = (_, response) => response.writeHead(302).end();
    expect(await reasonOf(fetchFrom(`${base}/start`))).toBe('not-available');
  });

  test.each([
    'http://127.0.0.1:1/x',
    'http://api.twilio.com.attacker.example/x',
    'not an address',
    'https://localhost/x',
  ])('a message that names %s', async (url) => {
    expect(await reasonOf(fetchFrom(url))).toBe('not-available');
    expect(seen).toHaveLength(0);
  });

  test('more than it announces is stopped at the limit', async () => {
    let sent = 0;
    answer = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'image/jpeg' });
      const chunk = Buffer.alloc(1024 * 1024, 0xff);
      const more = () => {
        while (!response.destroyed && sent < 64) {
          sent += 1;
          if (!response.write(chunk)) return response.once('drain', more);
        }
        return response.end();
      };
      more();
    };
    expect(await reasonOf(fetchFrom(`${base}/start`))).toBe('too-large');
    expect(sent).toBeLessThan(40);
  });

  test('what announces too much is not read', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'image/jpeg', 'Content-Length': String(17 * 1024 * 1024) });
      response.write(jpeg);
    };
    expect(await reasonOf(fetchFrom(`${base}/start`))).toBe('too-large');
  });

  test('a file cut off on the way is not kept', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'Content-Type': 'image/jpeg', 'Content-Length': '1000' });
      response.write(jpeg, () => response.destroy());
    };
    expect(await reasonOf(fetchFrom(`${base}/start`))).toBe('not-available');
  });

  test('the type of the answer counts, not the one of the message', async () => {
    answer = (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end(jpeg);
    expect(await reasonOf(fetchFrom(`${base}/start`))).toBe('kind-not-kept');
  });

  test('an answer without a type is what the message says', async () => {
    answer = (_, response) => response.writeHead(200, { 'Content-Type': 'binary/octet-stream' }).end(jpeg);
    expect((await fetchFrom(`${base}/start`)).contentType).toBe('image/jpeg');
  });
});

test.each([
  ['https://mms.twiliocdn.com/x', true],
  ['https://1.1.1.1/x', true],
  ['http://mms.twiliocdn.com/x', false],
  ['ftp://mms.twiliocdn.com/x', false],
  ['https://10.0.0.1/x', false],
  ['https://2130706433/x', false],
  ['https://0x7f.1/x', false],
  ['https://[::1]/x', false],
])('%s may be visited: %s', (url, expected) => {
  expect(mayVisit(new URL(url))).toBe(expected);
});

test.each([
  ['1.1.1.1', true],
  ['54.230.1.1', true],
  ['2606:4700::1111', true],
  ['10.1.2.3', false],
  ['172.31.0.1', false],
  ['192.168.1.1', false],
  ['127.0.0.1', false],
  ['169.254.169.254', false],
  ['100.100.0.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['::ffff:10.0.0.1', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['fc00::1', false],
  ['fe80::1', false],
  ['2001:db8::1', false],
  ['localhost', false],
  ['', false],
])('%s is public: %s', (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

test('a name of our own network has no public address', async () => {
  const error = await new Promise((resolve) => publicLookup('localhost', {}, resolve));
  expect(error).toBeInstanceOf(Error);
});

test.each(files)('%s is recognised by its bytes and by no other type', (type, bytes) => {
  expect(isWhatItSays(bytes, type)).toBe(true);
  const others = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf', 'audio/ogg', 'audio/amr'];
  for (const other of others) if (other !== type) expect(isWhatItSays(bytes, other)).toBe(false);
});
