/** From Twilio's request to rows in the real store: kept once, or not at all. */
import { randomBytes } from 'node:crypto';
import type { Express } from 'express';
import request from 'supertest';
import { messagesPath } from '../../server/channels/twilio/webhook';
import { readKeys } from '../../server/privacy/encryption';
import { createReceive } from '../../server/receive';
import { createLocalBus } from '../../server/store/bus';
import { createSqlStore } from '../../server/store/sql/store';
import type { Store } from '../../server/store/store';
import { signedFor, testAccount, testServer } from '../support/twilio-server';
import { inboundForm, mediaFields, type TwilioForm } from '../support/twilio-webhooks';

const sender = { accountSid: testAccount, from: 'whatsapp:+32470123456', to: 'whatsapp:+32460000001' };

describe('messages and the store', () => {
  let store: Store;
  let app: Express;
  let woken: string[];
  beforeEach(async () => {
    store = await createSqlStore({
      url: 'sqlite::memory:',
      keys: readKeys(randomBytes(32).toString('base64')),
    });
    const bus = createLocalBus(() => {});
    woken = [];
    bus.onWake((contactId) => woken.push(contactId));
    const receive = createReceive({ store, bus, now: () => new Date() });
    app = testServer({ receive }).app;
  });
  afterEach(() => store.close());

  const post = (form: TwilioForm, changedBody?: string) => {
    const { headers, body } = signedFor(messagesPath, form);
    return request(app)
      .post(messagesPath)
      .set(headers)
      .send(changedBody ?? body);
  };
  const rows = async (): Promise<unknown[]> => {
    const contact = await store.contacts.findByAddress('whatsapp', '+32470123456');
    if (!contact) return [];
    const found: unknown[] = [];
    for (let row = await store.inbox.next(contact.id); row; row = await store.inbox.next(contact.id)) {
      found.push(row.body);
      await store.inbox.done(row.id);
    }
    return found;
  };

  test('the same message three times, at once and later, is one row and one wake-up', async () => {
    const form = inboundForm(sender, 'Bonjour');
    const answers = await Promise.all([post(form), post(form)]);
    const again = await post(form);
    expect([...answers, again].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(woken).toHaveLength(1);
    expect(await rows()).toEqual([{ type: 'message', text: 'Bonjour', media: [] }]);
    expect((await post(form)).status).toBe(200);
    expect(await rows()).toEqual([]);
  });

  test('two messages at once are two rows', async () => {
    await Promise.all([post(inboundForm(sender, 'un')), post(inboundForm(sender, 'deux'))]);
    expect(await rows()).toHaveLength(2);
  });

  test('a known message sent again with other words and the old signature: 403, no row', async () => {
    const form = inboundForm(sender, 'Bonjour');
    await post(form);
    const replayed = await post(form, new URLSearchParams({ ...form, Body: 'Adieu' }).toString());
    expect(replayed.status).toBe(403);
    expect(await rows()).toEqual([{ type: 'message', text: 'Bonjour', media: [] }]);
  });

  test('what is refused leaves no contact', async () => {
    const form = inboundForm(sender, 'Bonjour');
    await request(app).post(messagesPath).type('form').send(form);
    await post({ ...form, MessageSid: 'no sid' });
    expect(await store.contacts.findByAddress('whatsapp', '+32470123456')).toBeUndefined();
  });

  test('a file is put down to be fetched', async () => {
    const url = 'https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM0/Media/ME0';
    await post(inboundForm(sender, '', mediaFields([{ url, contentType: 'image/jpeg' }])));
    expect(await store.media.toFetch(10)).toMatchObject([
      { source: { url, contentType: 'image/jpeg', kind: 'image' }, state: 'to-fetch' },
    ]);
  });

  test('somebody who hides the number is another contact than the number', async () => {
    await post(inboundForm(sender, 'Bonjour'));
    await post(inboundForm({ ...sender, from: 'whatsapp:BE.1a2b' }, 'Bonjour'));
    const known = await store.contacts.findByAddress('whatsapp', '+32470123456');
    const hidden = await store.contacts.findByAddress('whatsapp', 'BE.1a2b');
    expect(hidden?.id).toBeDefined();
    expect(hidden?.id).not.toBe(known?.id);
  });

  test('the store is closed: 500', async () => {
    await store.close();
    expect((await post(inboundForm(sender, 'Bonjour'))).status).toBe(500);
    store = await createSqlStore({
      url: 'sqlite::memory:',
      keys: readKeys(randomBytes(32).toString('base64')),
    });
  });
});
