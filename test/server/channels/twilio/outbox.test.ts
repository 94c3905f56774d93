/** The outbox, the real store and the double together: whatever Twilio does, nothing is sent twice. */
import { randomBytes } from 'node:crypto';
import type { Part } from '../../../../bot';
import { createOutbox, type Outbox } from '../../../../server/outbox';
import { readKeys } from '../../../../server/privacy/encryption';
import { createLocalBus } from '../../../../server/store/bus';
import { createSqlStore } from '../../../../server/store/sql/store';
import type { ContactRow, NewOutboxRow, OutboxRow, Store } from '../../../../server/store/store';
import type { Failure } from '../../../support/twilio-failures';
import { startTwilioRig, type TwilioRig } from '../../../support/twilio-rig';

const part: Part = { type: 'text', text: 'Uw antwoord' };

describe('the outbox on Twilio', () => {
  let rig: TwilioRig;
  let store: Store;
  let outbox: Outbox;
  let contact: ContactRow;
  let now: number;
  beforeEach(async () => {
    now = Date.now();
    rig = await startTwilioRig({ now: () => new Date(now) });
    store = await createSqlStore({
      url: 'sqlite::memory:',
      keys: readKeys(randomBytes(32).toString('base64')),
    });
    const bus = createLocalBus(() => {});
    const { channels, log } = rig;
    outbox = createOutbox({
      store,
      bus,
      log,
      orderWaitMs: 0,
      now: () => new Date(now),
      channel: (kind) => (kind === 'web' ? undefined : channels[kind]),
    });
    contact = await store.contacts.findOrCreate('whatsapp', '+32470123456', iso());
    await store.contacts.touch(contact.id, iso());
    await store.outbox.add([row('m1')]);
  });
  afterEach(async () => {
    await store.close();
    await rig.close();
  });

  const iso = () => new Date(now).toISOString();
  const row = (id: string, more: Partial<NewOutboxRow> = {}): NewOutboxRow => ({
    id,
    contactId: contact.id,
    author: { type: 'bot' },
    language: 'nl',
    part,
    blocks: [],
    options: [],
    template: null,
    createdAt: iso(),
    ...more,
  });
  const read = async (id = 'm1'): Promise<OutboxRow | undefined> => store.outbox.get(id);
  /** Lets time pass and sends what is due, as the sweep does. */
  const sweep = async (...seconds: number[]) => {
    for (const second of seconds) {
      now += second * 1000;
      await outbox.send(contact.id);
    }
  };

  test('sent, then reported', async () => {
    await outbox.send(contact.id);
    const sid = rig.twilio.messages[0]?.sid ?? '';
    expect(await read()).toMatchObject({ state: 'sent', providerId: sid });
    await outbox.report({ messageId: 'm1', providerId: sid, status: 'delivered' });
    await outbox.report({ messageId: 'm1', providerId: sid, status: 'sent' });
    expect(await read()).toMatchObject({ state: 'delivered' });
  });

  const lost: [string, Failure][] = [
    ['silence', { type: 'hang', accept: true }],
    ['a broken connection', { type: 'reset', accept: true }],
    ['a bad gateway', { type: 'html', status: 502, accept: true }],
    ['an unreadable 200', { type: 'html', status: 200, accept: true }],
  ];
  test.each(lost)('accepted, then %s: found, not sent again', async (_, failure) => {
    rig.twilio.fail(failure);
    await sweep(0, 3, 11, 31, 121, 600);
    expect(rig.twilio.messages).toHaveLength(1);
    expect(await read()).toMatchObject({ state: 'sent', providerId: rig.twilio.messages[0]?.sid });
  });

  test('the report comes before the look-up', async () => {
    rig.twilio.fail({ type: 'hang', accept: true });
    await sweep(0);
    const sid = rig.twilio.messages[0]?.sid ?? '';
    await outbox.report({ messageId: 'm1', providerId: sid, status: 'delivered' });
    await sweep(3, 11, 31);
    expect(await read()).toMatchObject({ state: 'delivered', providerId: sid });
    expect(rig.twilio.messages).toHaveLength(1);
  });

  test('429 is tried again until it is sent', async () => {
    rig.twilio.fail({ type: 'error', status: 429, code: 20429 }, 3);
    await sweep(0, 2, 3, 5, 9);
    expect(rig.twilio.messages).toHaveLength(1);
    expect(await read()).toMatchObject({ state: 'sent', attempts: 4 });
  });

  test('21610 marks the contact', async () => {
    rig.twilio.setOptedOut('whatsapp:+32470123456', true);
    await sweep(0, 60);
    expect(await store.contacts.get(contact.id)).toMatchObject({ optedOut: true });
    expect(await read()).toMatchObject({ state: 'failed' });
    expect(rig.twilio.requests).toHaveLength(1);
  });

  test('the process died after Twilio had accepted: found, not sent again', async () => {
    await rig.channels.whatsapp.send({ id: 'm1', address: contact.address, language: 'nl', part });
    await store.outbox.change('m1', { state: 'sending', attempts: 1, attemptedAt: iso() }, iso());
    await sweep(1, 5);
    expect(rig.twilio.messages).toHaveLength(1);
    expect(await read()).toMatchObject({ state: 'sent' });
  });

  test('the process died before the request left: sent once', async () => {
    await store.outbox.change('m1', { state: 'sending', attempts: 1, attemptedAt: iso() }, iso());
    await sweep(1, 5);
    expect(rig.twilio.messages).toHaveLength(1);
  });

  test('the same answer twice in a row, the second lost on the way: the first is not taken for it', async () => {
    await sweep(0);
    await store.outbox.add([row('m2')]);
    rig.twilio.fail({ type: 'hang' });
    await sweep(1, 3);
    expect(await read('m2')).toMatchObject({ state: 'unknown' });
    expect(rig.twilio.messages).toHaveLength(1);
  });
});
