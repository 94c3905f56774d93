import type { Part } from '../../../../bot';
import type { OutboundMessage } from '../../../../server/channels/channel';
import type { SendError } from '../../../../server/channels/errors';
import type { Failure } from '../../../support/twilio-failures';
import { startTwilioRig, type TwilioRig } from '../../../support/twilio-rig';

const person = '+32470123456';
const text = (words: string): Part => ({ type: 'text', text: words });
const buttons: Part = {
  type: 'buttons',
  text: "Wat wil je weten?\n\nKies één antwoord op de vraag van l'OCMW.",
  buttons: [
    { id: 'topic:home', title: 'Wonen' },
    { id: 'command:person', title: 'Een mens' },
  ],
  plain: "Wat wil je weten?\n\nKies één antwoord op de vraag van l'OCMW.\n1 Wonen\n2 Een mens",
};
const list: Part = {
  type: 'list',
  text: 'Choose a language',
  button: 'Languages',
  items: [
    { id: 'language:fr', title: 'Français' },
    { id: 'language:ar', title: 'العربية', description: 'Arabic' },
    { id: 'language:nl', title: 'Nederlands' },
  ],
  plain: 'Choose a language\n1 Français\n2 العربية\n3 Nederlands',
};
const message = (part: Part, more: Partial<OutboundMessage> = {}): OutboundMessage => ({
  id: 'turn-1:0.0',
  address: person,
  language: 'nl',
  part,
  ...more,
});

describe('sending through Twilio', () => {
  let rig: TwilioRig;
  beforeEach(async () => {
    rig = await startTwilioRig();
  });
  afterEach(() => rig.close());

  test('a text on WhatsApp, with our id in the address of the report', async () => {
    const result = await rig.channels.whatsapp.send(message(text('Bonjour\n\nà bientôt 👋')));
    const [sent] = rig.twilio.messages;
    expect(result).toEqual({ type: 'sent', providerId: sent?.sid });
    expect(sent).toMatchObject({
      to: `whatsapp:${person}`,
      from: rig.twilio.whatsappNumber,
      shown: { type: 'text', text: 'Bonjour\n\nà bientôt 👋' },
      statusCallback: 'https://passerelle.example/webhooks/twilio/status?message=turn-1%3A0.0',
    });
  });

  test('to somebody who hides the number', async () => {
    await rig.channels.whatsapp.send(message(text('Hallo'), { address: 'BE.1502576394655843' }));
    expect(rig.twilio.messages[0]?.to).toBe('whatsapp:BE.1502576394655843');
  });

  test('buttons, shown whole, with nothing of the text kept at Twilio', async () => {
    await rig.channels.whatsapp.send(message(buttons));
    expect(rig.twilio.messages[0]?.shown).toEqual({
      type: 'buttons',
      text: 'Wat wil je weten?\n\nKies één antwoord op de vraag van l’OCMW.',
      buttons: [
        { id: 'topic:home', title: 'Wonen' },
        { id: 'command:person', title: 'Een mens' },
      ],
    });
    expect(JSON.stringify(rig.twilio.contents)).not.toContain('Wonen');
    expect(rig.twilio.contents[0]?.types['twilio/text']).toEqual({
      body: '{{1}}\n\n{{2}}\n1 {{3}}\n2 {{5}}',
    });
  });

  test('a list, with and without descriptions', async () => {
    await rig.channels.whatsapp.send(message(list));
    expect(rig.twilio.messages[0]?.shown).toEqual({
      type: 'list',
      text: 'Choose a language',
      button: 'Languages',
      items: list.type === 'list' ? list.items : [],
    });
  });

  test('the same part on SMS is its numbered text', async () => {
    await rig.channels.sms.send(message(list));
    expect(rig.twilio.messages[0]).toMatchObject({
      to: person,
      from: rig.twilio.smsNumber,
      shown: { type: 'text', text: 'Choose a language\n1 Français\n2 العربية\n3 Nederlands' },
    });
  });

  test('a Messaging Service chooses the sender where the channel has none', async () => {
    const messagingServiceSid = `MG${'0'.repeat(32)}`;
    const { sms } = rig.restarted({ smsFrom: undefined, messagingServiceSid });
    await sms.send(message(text('Hello')));
    expect(rig.twilio.requests.at(-1)?.form).toMatchObject({ MessagingServiceSid: messagingServiceSid });
    expect(rig.twilio.requests.at(-1)?.form).not.toHaveProperty('From');
  });

  test('an API key is used when there is one', async () => {
    const other = await startTwilioRig({
      double: { apiKey: `SK${'1'.repeat(32)}`, apiSecret: 'secret' },
      config: { apiKey: `SK${'1'.repeat(32)}`, apiSecret: 'secret', authToken: 'not-the-token' },
    });
    expect(await other.channels.sms.send(message(text('Hello')))).toMatchObject({ type: 'sent' });
    await other.close();
  });

  test('an empty text is not sent', async () => {
    expect(await rig.channels.sms.send(message(text('  ')))).toEqual({
      type: 'failed',
      error: { code: 'content-rejected' },
    });
    expect(rig.twilio.requests).toHaveLength(0);
  });

  describe('contents', () => {
    const created = () => rig.twilio.requests.filter(({ path }) => path === '/v1/Content').length;

    test('one form serves all texts of the same layout, also after a restart', async () => {
      await rig.channels.whatsapp.send(message(buttons));
      const other = { ...buttons, text: "Vous êtes où ?\n\nÀ l'hôtel ?" };
      await rig.restarted().whatsapp.send(message(other));
      expect(created()).toBe(1);
      expect(rig.twilio.messages.map(({ shown }) => shown.text)).toEqual([
        'Wat wil je weten?\n\nKies één antwoord op de vraag van l’OCMW.',
        'Vous êtes où ?\n\nÀ l’hôtel ?',
      ]);
    });

    test('ten sends at once make it once', async () => {
      const sends = Array.from({ length: 10 }, (_, index) =>
        rig.channels.whatsapp.send(message(buttons, { id: `t:${index}`, address: `+3247000000${index}` })),
      );
      expect((await Promise.all(sends)).every(({ type }) => type === 'sent')).toBe(true);
      expect(created()).toBe(1);
    });

    test.each<[string, Failure]>([
      ['a server error', { type: 'error', status: 500, code: 20500 }],
      ['too many requests', { type: 'error', status: 429, code: 20429 }],
      ['a page of HTML', { type: 'html', status: 502 }],
      ['silence', { type: 'hang' }],
    ])('%s while making it: the person gets numbered text', async (_, failure) => {
      rig.twilio.fail(failure, 1, 'content');
      expect(await rig.channels.whatsapp.send(message(buttons))).toMatchObject({ type: 'sent' });
      expect(rig.twilio.messages.map(({ shown }) => shown)).toEqual([
        { type: 'text', text: buttons.type === 'buttons' && buttons.plain },
      ]);
      expect(rig.log.text()).toContain('content not made');
    });

    test('a form that failed is left alone for a minute, then made', async () => {
      let now = Date.parse('2026-11-20T10:00:00Z');
      const other = await startTwilioRig({ now: () => new Date(now) });
      other.twilio.fail({ type: 'error', status: 500 }, 1, 'content');
      await other.channels.whatsapp.send(message(buttons));
      await other.channels.whatsapp.send(message(buttons));
      now += 61_000;
      await other.channels.whatsapp.send(message(buttons));
      expect(other.twilio.messages.map(({ shown }) => shown.type)).toEqual(['text', 'text', 'buttons']);
      await other.close();
    });

    test('Twilio refuses the form at sending: numbered text, and only one message', async () => {
      rig.twilio.fail({ type: 'error', status: 400, code: 21656 });
      expect(await rig.channels.whatsapp.send(message(list))).toMatchObject({ type: 'sent' });
      expect(rig.twilio.messages.map(({ shown }) => shown.type)).toEqual(['text']);
    });

    test('a Content deleted in the console is made again', async () => {
      await rig.channels.whatsapp.send(message(buttons));
      rig.twilio.contents.length = 0;
      await rig.channels.whatsapp.send(message(buttons));
      await rig.channels.whatsapp.send(message(buttons));
      expect(rig.twilio.messages.map(({ shown }) => shown.type)).toEqual(['buttons', 'text', 'buttons']);
    });

    test('what WhatsApp cannot show goes as numbered text', async () => {
      const many = { ...buttons, buttons: 'abcd'.split('').map((id) => ({ id, title: id })) } as Part;
      await rig.channels.whatsapp.send(message(many));
      expect(rig.twilio.messages[0]?.shown.type).toBe('text');
    });
  });

  describe('failures', () => {
    test.each<[string, Failure, SendError, number]>([
      [
        'opted out',
        { type: 'error', status: 400, code: 21610 },
        { code: 'opted-out', providerCode: '21610' },
        0,
      ],
      [
        'throttled',
        { type: 'error', status: 429, code: 20429, retryAfter: 3 },
        { code: 'throttled', providerCode: '20429', retryAfterMs: 3000 },
        0,
      ],
      ['throttled by a proxy', { type: 'html', status: 429 }, { code: 'throttled' }, 0],
      [
        'bad credentials',
        { type: 'error', status: 401, code: 20003 },
        { code: 'channel-config', providerCode: '20003' },
        0,
      ],
      [
        'a code nobody knows',
        { type: 'error', status: 400, code: 29999 },
        { code: 'unknown', providerCode: '29999' },
        0,
      ],
      [
        'service unavailable, said by Twilio',
        { type: 'error', status: 503, code: 20503 },
        { code: 'refused', providerCode: '20503' },
        0,
      ],
      ['service unavailable, said by an edge', { type: 'html', status: 503 }, { code: 'ambiguous' }, 0],
      [
        'internal error',
        { type: 'error', status: 500, code: 20500 },
        { code: 'ambiguous', providerCode: '20500' },
        0,
      ],
      ['an empty 500', { type: 'empty', status: 500 }, { code: 'ambiguous' }, 0],
      ['accepted, then a bad gateway', { type: 'html', status: 502, accept: true }, { code: 'ambiguous' }, 1],
      ['accepted, then an empty 200', { type: 'empty', status: 200, accept: true }, { code: 'ambiguous' }, 1],
      [
        'accepted, then a page with 200',
        { type: 'html', status: 200, accept: true },
        { code: 'ambiguous' },
        1,
      ],
      ['accepted, then silence', { type: 'hang', accept: true }, { code: 'ambiguous' }, 1],
      ['accepted, then a broken connection', { type: 'reset', accept: true }, { code: 'ambiguous' }, 1],
      ['silence', { type: 'hang' }, { code: 'ambiguous' }, 0],
    ])('%s', async (_, failure, error, accepted) => {
      rig.twilio.fail(failure);
      expect(await rig.channels.whatsapp.send(message(text('Bonjour')))).toEqual({ type: 'failed', error });
      expect(rig.twilio.messages).toHaveLength(accepted);
      // Never a second request of its own accord.
      expect(rig.twilio.requests).toHaveLength(1);
    });

    test('nobody listens: refused, may be tried again', async () => {
      const { sms } = rig.restarted({ apiBaseUrl: 'http://127.0.0.1:9' });
      expect(await sms.send(message(text('Bonjour')))).toEqual({
        type: 'failed',
        error: { code: 'refused' },
      });
    });

    test('no such host: refused', async () => {
      const { sms } = rig.restarted({ apiBaseUrl: 'http://no-such-host.invalid' });
      expect(await sms.send(message(text('Bonjour')))).toEqual({
        type: 'failed',
        error: { code: 'refused' },
      });
    });

    test('the log holds no number, no text, no credential', async () => {
      rig.twilio.fail({ type: 'error', status: 500 }, 1, 'content');
      rig.twilio.fail({ type: 'hang' }, 2);
      rig.twilio.fail({ type: 'error', status: 400 }, 1, 'typing');
      await rig.channels.whatsapp.send(message(buttons));
      await rig.channels.whatsapp.send(message(list));
      await rig.channels.whatsapp.typing(`SM${'a'.repeat(32)}`);
      expect(rig.log.lines.length).toBeGreaterThan(1);
      for (const secret of ['470123456', 'Wonen', 'Choose', rig.twilio.authToken, 'Basic '])
        expect(rig.log.text()).not.toContain(secret);
    });
  });

  describe('typing', () => {
    test('on WhatsApp it is shown, on SMS there is nothing to show', async () => {
      const sid = `SM${'a'.repeat(32)}`;
      await rig.channels.whatsapp.typing(sid);
      await rig.channels.sms.typing(sid);
      expect(rig.twilio.typing).toEqual([sid]);
    });

    test('it never fails', async () => {
      rig.twilio.fail({ type: 'hang' }, 1, 'typing');
      await expect(rig.channels.whatsapp.typing(`SM${'a'.repeat(32)}`)).resolves.toBeUndefined();
    });
  });
});

test('the client is not loaded before the first message, and no port is opened for it', async () => {
  const rig = await startTwilioRig();
  expect(rig.twilio.requests).toHaveLength(0);
  await rig.close();
});

test('without credentials there is no channel', async () => {
  const rig = await startTwilioRig();
  expect(() => rig.restarted({ authToken: undefined })).toThrow('TWILIO_AUTH_TOKEN');
  expect(rig.restarted({ smsFrom: undefined }).sms).toBeUndefined();
  await rig.close();
});
