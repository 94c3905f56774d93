/** Inbound messages as Twilio posts them, one row per quirk, through the real router. */
import request from 'supertest';
import type { InboundBody } from '../../server/channels/channel';
import { messagesPath } from '../../server/channels/twilio/webhook';
import { signedFor, testAccount, testServer } from '../support/twilio-server';
import {
  buttonFields,
  inboundForm,
  listFields,
  locationFields,
  mediaFields,
  type TwilioForm,
} from '../support/twilio-webhooks';

const whatsapp = { accountSid: testAccount, from: 'whatsapp:+32470123456', to: 'whatsapp:+32460000001' };
const sms = { accountSid: testAccount, from: '+32470123456', to: '+32460000002' };
const hidden = {
  ...whatsapp,
  from: 'whatsapp:BE.1502576394655843',
  externalUserId: 'whatsapp:BE.1502576394655843',
};
const known = { ...whatsapp, externalUserId: 'whatsapp:BE.1502576394655843' };
const media = 'https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME0';
const message = (
  text: string,
  more: Partial<Extract<InboundBody, { type: 'message' }>> = {},
): InboundBody => ({
  type: 'message',
  text,
  media: [],
  ...more,
});

async function post(form: TwilioForm, server = testServer()) {
  const { headers, body } = signedFor(messagesPath, form);
  const response = await request(server.app).post(messagesPath).set(headers).send(body);
  return { ...server, response };
}

describe('messages Twilio posts', () => {
  const accepted: [string, TwilioForm, { channel: string; address: string; body: InboundBody }][] = [
    [
      'a text on WhatsApp',
      inboundForm(whatsapp, 'Bonjour'),
      { channel: 'whatsapp', address: '+32470123456', body: message('Bonjour') },
    ],
    [
      'a text on SMS',
      inboundForm(sms, 'Bonjour'),
      { channel: 'sms', address: '+32470123456', body: message('Bonjour') },
    ],
    [
      'Arabic, emoji, line breaks and spaces at both ends stay as they are',
      inboundForm(whatsapp, ' ليس عندي أوراق 🙏\r\n\tوأحتاج طبيب '),
      { channel: 'whatsapp', address: '+32470123456', body: message(' ليس عندي أوراق 🙏\r\n\tوأحتاج طبيب ') },
    ],
    [
      'a plus, an ampersand and a percent sign',
      inboundForm(sms, '1+1=2 & 100% sûr?'),
      { channel: 'sms', address: '+32470123456', body: message('1+1=2 & 100% sûr?') },
    ],
    [
      'more than the documented 1,600 characters',
      inboundForm(whatsapp, 'x'.repeat(4096)),
      { channel: 'whatsapp', address: '+32470123456', body: message('x'.repeat(4096)) },
    ],
    [
      'an empty text, e.g. a sticker WhatsApp does not pass on',
      inboundForm(whatsapp, ''),
      { channel: 'whatsapp', address: '+32470123456', body: message('') },
    ],
    [
      'from somebody who hides the number',
      inboundForm(hidden, 'Hallo'),
      { channel: 'whatsapp', address: 'BE.1502576394655843', body: message('Hallo') },
    ],
    [
      'from a company id',
      inboundForm({ ...whatsapp, from: 'whatsapp:US.ENT.abc123' }, 'Hi'),
      { channel: 'whatsapp', address: 'US.ENT.abc123', body: message('Hi') },
    ],
    [
      'with the number and the business-scoped id: the number is the address',
      inboundForm(known, 'Hallo'),
      { channel: 'whatsapp', address: '+32470123456', body: message('Hallo') },
    ],
    [
      'a tap on a button',
      inboundForm(whatsapp, 'Wonen', buttonFields('topic:home', 'Wonen')),
      {
        channel: 'whatsapp',
        address: '+32470123456',
        body: { type: 'choice', id: 'topic:home', title: 'Wonen' },
      },
    ],
    [
      'a row of a list',
      inboundForm(whatsapp, 'العربية', listFields('language:ar', 'العربية', 'Arabic')),
      {
        channel: 'whatsapp',
        address: '+32470123456',
        body: { type: 'choice', id: 'language:ar', title: 'العربية' },
      },
    ],
    [
      'a row of a list, title only in the body',
      inboundForm(whatsapp, 'Gent', { ListId: 'place:44021' }),
      {
        channel: 'whatsapp',
        address: '+32470123456',
        body: { type: 'choice', id: 'place:44021', title: 'Gent' },
      },
    ],
    [
      'a button without an id is its words',
      inboundForm(whatsapp, 'Ja', { ButtonText: 'Ja', ButtonPayload: '' }),
      { channel: 'whatsapp', address: '+32470123456', body: message('Ja') },
    ],
    [
      'a voice note',
      inboundForm(whatsapp, '', mediaFields([{ url: media, contentType: 'audio/ogg' }])),
      {
        channel: 'whatsapp',
        address: '+32470123456',
        body: message('', { media: [{ url: media, contentType: 'audio/ogg', kind: 'audio' }] }),
      },
    ],
    [
      'a picture with words',
      inboundForm(whatsapp, 'ma lettre', mediaFields([{ url: media, contentType: 'image/jpeg' }])),
      {
        channel: 'whatsapp',
        address: '+32470123456',
        body: message('ma lettre', { media: [{ url: media, contentType: 'image/jpeg', kind: 'image' }] }),
      },
    ],
    [
      'a document',
      inboundForm(whatsapp, 'beslissing.pdf', mediaFields([{ url: media, contentType: 'application/pdf' }])),
      {
        channel: 'whatsapp',
        address: '+32470123456',
        body: message('beslissing.pdf', {
          media: [{ url: media, contentType: 'application/pdf', kind: 'document' }],
        }),
      },
    ],
    [
      'a contact card',
      inboundForm(whatsapp, '', mediaFields([{ url: media, contentType: 'text/vcard' }])),
      {
        channel: 'whatsapp',
        address: '+32470123456',
        body: message('', { media: [{ url: media, contentType: 'text/vcard', kind: 'other' }] }),
      },
    ],
    [
      'two pictures by MMS',
      inboundForm(
        sms,
        '',
        mediaFields([
          { url: media, contentType: 'image/png' },
          { url: `${media}1`, contentType: 'video/3gpp' },
        ]),
      ),
      {
        channel: 'sms',
        address: '+32470123456',
        body: message('', {
          media: [
            { url: media, contentType: 'image/png', kind: 'image' },
            { url: `${media}1`, contentType: 'video/3gpp', kind: 'video' },
          ],
        }),
      },
    ],
    [
      'fewer files than announced: the message still counts',
      inboundForm(whatsapp, 'voilà', { NumMedia: '1' }),
      { channel: 'whatsapp', address: '+32470123456', body: message('voilà') },
    ],
    [
      'a shared place',
      inboundForm(whatsapp, '', locationFields(50.8503, 4.3517)),
      {
        channel: 'whatsapp',
        address: '+32470123456',
        body: message('', { location: { latitude: 50.8503, longitude: 4.3517 } }),
      },
    ],
    [
      'STOP, answered by Twilio',
      inboundForm(sms, 'STOP', { OptOutType: 'STOP' }),
      { channel: 'sms', address: '+32470123456', body: { type: 'opt-notice', kind: 'stop' } },
    ],
    [
      'START, answered by Twilio',
      inboundForm(whatsapp, 'start', { OptOutType: 'START' }),
      { channel: 'whatsapp', address: '+32470123456', body: { type: 'opt-notice', kind: 'start' } },
    ],
    [
      'HELP, answered by Twilio',
      inboundForm(sms, 'help', { OptOutType: 'HELP' }),
      { channel: 'sms', address: '+32470123456', body: { type: 'opt-notice', kind: 'help' } },
    ],
    [
      'STOP, left to us',
      inboundForm(sms, 'STOP'),
      { channel: 'sms', address: '+32470123456', body: message('STOP') },
    ],
    [
      'parameters we have never seen',
      inboundForm(whatsapp, 'Hi', { BrandNew: 'x', 'Dotted.Name': 'y', 'a[b]': 'z', 'a[c]': '' }),
      { channel: 'whatsapp', address: '+32470123456', body: message('Hi') },
    ],
    [
      'the copy sent to the fallback address',
      inboundForm(sms, 'Hi', { ErrorCode: '11205', ErrorUrl: 'https://x.example' }),
      { channel: 'sms', address: '+32470123456', body: message('Hi') },
    ],
  ];

  test.each(accepted)('%s', async (_, form, expected) => {
    const { response, events } = await post(form);
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toMatch(/^text\/xml/);
    expect(response.text).toBe('<Response/>');
    expect(events).toEqual([{ ...expected, eventId: form['MessageSid'] }]);
  });

  const ignored: [string, TwilioForm][] = [
    ['a short code', inboundForm({ ...sms, from: '8989' }, 'Uw pakket komt eraan')],
    ['a company by name', inboundForm({ ...sms, from: 'Proximus' }, 'Factuur')],
    ['another channel of the same account', inboundForm({ ...sms, from: 'messenger:1234' }, 'Hi')],
  ];
  test.each(ignored)('%s cannot be answered: acknowledged, no row', async (_, form) => {
    const { response, events } = await post(form);
    expect(response.status).toBe(200);
    expect(events).toHaveLength(0);
  });

  const without = (form: TwilioForm, name: string): TwilioForm =>
    Object.fromEntries(Object.entries(form).filter(([key]) => key !== name));
  const base = inboundForm(sms, 'geheim');
  const refused: [string, TwilioForm, string][] = [
    ['no MessageSid', without(base, 'MessageSid'), 'MessageSid'],
    ['a MessageSid of another kind', { ...base, MessageSid: `CA${'0'.repeat(32)}` }, 'MessageSid'],
    ['no AccountSid', without(base, 'AccountSid'), 'AccountSid'],
    ['another account', { ...base, AccountSid: `AC${'f'.repeat(32)}` }, 'AccountSid'],
    ['no From', without(base, 'From'), 'From'],
    ['a NumMedia that is no number', { ...base, NumMedia: 'two' }, 'NumMedia'],
    ['a NumMedia without end', { ...base, NumMedia: '1000000' }, 'NumMedia'],
    ['a latitude that is no number', { ...base, Latitude: 'north', Longitude: '4' }, 'Latitude'],
    ['a latitude beyond the pole', { ...base, Latitude: '91', Longitude: '4' }, 'Latitude'],
    ['a status callback', { ...base, MessageStatus: 'delivered' }, 'MessageStatus'],
    ['nothing at all', {}, 'MessageSid'],
  ];
  test.each(refused)('%s: 400 with a reason and no value in it', async (_, form, field) => {
    const { response, events, log } = await post(form);
    expect(response.status).toBe(400);
    expect(response.text).toMatch(new RegExp(`^[^.]*${field}[^.]*\\.$`));
    expect(response.text + log.text()).not.toMatch(/geheim|470123456/);
    expect(events).toHaveLength(0);
  });

  test('a parameter given twice, signed: 400', async () => {
    const { headers } = signedFor(messagesPath, { ...base, Body: ['a', 'b'] as unknown as string });
    const body = `${new URLSearchParams(without(base, 'Body'))}&Body=b&Body=a`;
    const { app, events } = testServer();
    const response = await request(app).post(messagesPath).set(headers).send(body);
    expect(response.status).toBe(400);
    expect(events).toHaveLength(0);
  });

  test('the store fails: 500, so that Twilio comes again', async () => {
    const receive = () => Promise.reject(new Error('disk full'));
    const { response, log } = await post(base, testServer({ receive }));
    expect(response.status).toBe(500);
    expect(response.text).not.toContain('disk full');
    expect(log.lines.at(-1)).toMatchObject({ level: 'error', message: 'webhook not kept' });
  });

  test('acknowledged only when it is kept', async () => {
    let keep: () => void = () => {};
    const receive = () =>
      new Promise<{ new: true; contactId: string }>((resolve) => {
        keep = () => resolve({ new: true, contactId: 'c' });
      });
    let answered = false;
    const posted = post(base, testServer({ receive })).then((result) => {
      answered = true;
      return result;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(answered).toBe(false);
    keep();
    expect((await posted).response.status).toBe(200);
  });

  test('a body beyond all measure is refused before it is checked', async () => {
    const { response, events } = await post({ ...base, Body: 'x'.repeat(200_000) });
    expect(response.status).toBe(413);
    expect(events).toHaveLength(0);
  });

  test('a thousand parameters are refused', async () => {
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`p${index}`, '']));
    expect((await post({ ...base, ...many })).response.status).toBe(413);
  });
});
