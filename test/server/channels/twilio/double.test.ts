/** The double itself: it must be as strict as Twilio, or the tests that use it prove nothing. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { DeliveryReport, InboundEvent } from '../../../../server/channels/channel';
import { createTwilioChannels } from '../../../../server/channels/twilio/channels';
import { createTwilioRouter } from '../../../../server/channels/twilio/webhook';
import { startTwilioDouble, type TwilioDouble } from '../../../support/twilio-double';
import { memorySettings, recordingLog } from '../../../support/twilio-rig';

describe('what it refuses', () => {
  let twilio: TwilioDouble;
  beforeEach(async () => {
    twilio = await startTwilioDouble();
  });
  afterEach(() => twilio.close());

  const auth = () => `Basic ${Buffer.from(`${twilio.accountSid}:${twilio.authToken}`).toString('base64')}`;
  const post = async (path: string, body: Record<string, string> | object, json = false) => {
    const response = await fetch(twilio.url + path, {
      method: 'POST',
      headers: {
        Authorization: auth(),
        'Content-Type': json ? 'application/json' : 'application/x-www-form-urlencoded',
      },
      body: json ? JSON.stringify(body) : new URLSearchParams(body as Record<string, string>).toString(),
    });
    return { status: response.status, body: await response.text() };
  };
  const messages = () => `/2010-04-01/Accounts/${twilio.accountSid}/Messages.json`;
  const good = { To: '+32470123456', From: '+32460000002', Body: 'x' };

  test('a good message is accepted', async () => {
    expect((await post(messages(), good)).status).toBe(201);
    expect(twilio.violations).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ['a misspelt field', { ...good, Bdy: 'x' }],
    ['a sid that is none', { ...good, MessagingServiceSid: 'MG1' }],
    ['a status callback that is no address', { ...good, StatusCallback: 'http://' }],
  ])('%s is a violation of the document', async (_, form) => {
    expect((await post(messages(), form)).status).toBe(400);
    expect(twilio.violations).toHaveLength(1);
  });

  test.each<[string, Record<string, string>, string]>([
    ['nobody to send to', { ...good, To: '32470123456' }, '21211'],
    ['no sender', { To: good.To, Body: 'x' }, '21603'],
    ['nothing to say', { To: good.To, From: good.From }, '21619'],
    ['too long', { ...good, Body: 'x'.repeat(1601) }, '21617'],
    ['WhatsApp from an SMS sender', { ...good, To: 'whatsapp:+32470123456' }, '63007'],
    ['an unknown content', { To: good.To, From: good.From, ContentSid: `HX${'0'.repeat(32)}` }, '21655'],
  ])('%s', async (_, form, code) => {
    const { status, body } = await post(messages(), form);
    expect([status, JSON.parse(body).code]).toEqual([400, Number(code)]);
  });

  test('the names of the client’s TypeScript types', async () => {
    const types = { twilioText: { body: 'x' } };
    expect((await post('/v1/Content', { language: 'en', types }, true)).status).toBe(400);
    expect((await post('/v1/Content', { language: 'en', friendlyName: 'x' }, true)).status).toBe(400);
  });

  test('no credentials', async () => {
    expect(
      (await fetch(twilio.url + messages(), { method: 'POST', body: new URLSearchParams(good) })).status,
    ).toBe(401);
  });
});

describe('a conversation with our own router', () => {
  let twilio: TwilioDouble;
  let server: Server;
  let reports: DeliveryReport[];
  let events: InboundEvent[];
  beforeEach(async () => {
    reports = [];
    events = [];
    twilio = await startTwilioDouble({ reports: ['sent', 'delivered', 'read'] });
    const { accountSid, authToken, publicUrl, url: apiBaseUrl, whatsappNumber, smsNumber } = twilio;
    const config = {
      accountSid,
      authToken,
      publicUrl,
      apiBaseUrl,
      whatsappFrom: whatsappNumber,
      smsFrom: smsNumber,
    };
    const log = recordingLog();
    const channels = createTwilioChannels(config, { settings: memorySettings(), log });
    const receive = async (event: InboundEvent) => {
      events.push(event);
      const buttons = [{ id: 'topic:home', title: 'Wonen' }];
      const part = {
        type: 'buttons' as const,
        text: 'Wat zoek je?',
        buttons,
        plain: 'Wat zoek je?\n1 Wonen',
      };
      const channel = event.channel === 'whatsapp' ? channels.whatsapp : channels.sms;
      await channel?.send({ id: `answer:${events.length}`, address: event.address, language: 'nl', part });
      return { new: true as const, contactId: event.address };
    };
    const report = async (one: DeliveryReport) => {
      reports.push(one);
    };
    const app = express().use(createTwilioRouter({ ...config, receive, report, log }));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    twilio.deliverTo = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await twilio.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(twilio.violations).toEqual([]);
  });

  test('on WhatsApp: write, tap, and every report comes', async () => {
    const amina = twilio.phone('whatsapp:+32470123456', { externalUserId: 'whatsapp:BE.1a' });
    expect(await amina.text('Hallo')).toMatchObject({ status: 200, body: '<Response/>' });
    await amina.tap('Wonen');
    expect(amina.screen()).toEqual(['Wat zoek je?', 'Wat zoek je?']);
    expect(events.map(({ body }) => body.type)).toEqual(['message', 'choice']);
    expect(events[1]?.body).toEqual({ type: 'choice', id: 'topic:home', title: 'Wonen' });
    await twilio.settled();
    expect(reports.filter(({ messageId }) => messageId === 'answer:1').map(({ status }) => status)).toEqual([
      'sent',
      'delivered',
      'read',
    ]);
  });

  test('on SMS, by somebody who sends a place, a picture and STOP', async () => {
    const phone = twilio.phone('+32470123456');
    await phone.shareLocation(50.85, 4.35);
    await phone.sendFile(Buffer.from('OggS'), 'audio/ogg');
    await phone.optOut('STOP');
    expect(events.map(({ body }) => body.type)).toEqual(['message', 'message', 'opt-notice']);
    // The answer to STOP was refused by Twilio.
    expect(phone.screen()).toEqual(['Wat zoek je?\n1 Wonen', 'Wat zoek je?\n1 Wonen']);
  });

  test('a failure reported later carries its code', async () => {
    const phone = twilio.phone('whatsapp:BE.1a');
    await phone.text('Hallo');
    await twilio.settled();
    await twilio.report(twilio.messages[0]?.sid ?? '', 'undelivered', 63024);
    expect(reports.at(-1)).toMatchObject({ status: 'failed', error: { code: 'recipient-invalid' } });
  });
});
