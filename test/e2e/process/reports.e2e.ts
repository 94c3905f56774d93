/** Twilio's reports come in any order, twice, and late. */
import { until } from '../../support/server-process';
import type { SentMessage } from '../../support/twilio-double';
import { atRest, count, type House, openHouse, ownId, receives } from './house';

let house: House;
beforeAll(async () => {
  house = await openHouse({ double: { reports: [] } });
});
afterAll(() => house.close());
afterEach(() => expect(house.twilio.violations).toEqual([]));

const stateOf = (message: SentMessage) =>
  house.server.rows<{ state: string }>('select state from outbox where id = ?', ownId(message))[0]?.state;

async function oneMessage() {
  const phone = house.phone('sms');
  await phone.text('Bonjour');
  const [sent] = await receives(phone, 1);
  await until('it is written down as sent', () => stateOf(sent!) === 'sent');
  return { phone, sent: sent! };
}

describe('the state of a message only ever moves on', () => {
  test.each([
    [['queued', 'sent', 'delivered', 'read'], 'read'],
    [['delivered', 'sent', 'queued'], 'delivered'],
    [['read', 'delivered', 'sent', 'queued', 'sending'], 'read'],
    [['delivered', 'delivered', 'delivered'], 'delivered'],
    [['sent', 'undelivered'], 'failed'],
    [['undelivered', 'sent'], 'failed'],
    [['delivered', 'failed'], 'delivered'],
    [['failed', 'delivered'], 'delivered'],
    [['something new', 'sent'], 'sent'],
  ])('%j ends as %s', async (reports, state) => {
    const { sent } = await oneMessage();
    for (const report of reports) {
      const code = report === 'undelivered' || report === 'failed' ? 30008 : undefined;
      expect((await house.twilio.report(sent.sid, report, code)).status).toBe(200);
    }
    expect(stateOf(sent)).toBe(state);
  });

  test('all at once', async () => {
    const { sent } = await oneMessage();
    const reports = ['read', 'queued', 'delivered', 'sent', 'sending'];
    const answers = await Promise.all(reports.map((report) => house.twilio.report(sent.sid, report)));
    expect(answers.map(({ status }) => status)).toEqual(reports.map(() => 200));
    expect(stateOf(sent)).toBe('read');
  });
});

describe('WhatsApp refuses a message afterwards, because the person has been silent for a day (63016)', () => {
  test('it waits, and the next message of the person releases it, before the answer to that one', async () => {
    const phone = house.phone();
    await phone.text('Bonjour');
    await receives(phone, 1);
    await atRest(house);
    const refused = phone.received().at(-1)!;
    const before = phone.received().length;
    await house.twilio.report(refused.sid, 'sent');
    await house.twilio.report(refused.sid, 'failed', 63016);
    expect(stateOf(refused)).toBe('waiting');
    // Reports of the refused attempt that come late, or again, change nothing.
    await house.twilio.report(refused.sid, 'sent');
    await house.twilio.report(refused.sid, 'failed', 63016);
    expect(stateOf(refused)).toBe('waiting');
    expect(phone.received()).toHaveLength(before);

    await phone.text('menu');
    await receives(phone, before + 2);
    await atRest(house);
    const again = phone.received()[before]!;
    expect(ownId(again)).toBe(ownId(refused));
    expect(again.shown).toEqual(refused.shown);
    expect(again.sid).not.toBe(refused.sid);
    expect(
      phone
        .received()
        .slice(before + 1)
        .map(ownId),
    ).not.toContain(ownId(refused));

    // A late word on the first attempt does not touch the second.
    await house.twilio.report(refused.sid, 'failed', 63016);
    expect(stateOf(again)).toBe('sent');
    await house.twilio.report(again.sid, 'delivered');
    expect(stateOf(again)).toBe('delivered');
    const at = phone.received().length;
    await phone.text('menu');
    await receives(phone, at + 1);
    await atRest(house);
    expect(phone.received().slice(at).map(ownId)).not.toContain(ownId(refused));
  });

  test('it survives a crash while it waits', async () => {
    const phone = house.phone();
    await phone.text('Bonjour');
    await receives(phone, 1);
    await atRest(house);
    const refused = phone.received().at(-1)!;
    const before = phone.received().length;
    await house.twilio.report(refused.sid, 'failed', 63016);
    await house.server.kill9();
    await house.server.restart();
    await phone.text('menu');
    await receives(phone, before + 2);
    expect(ownId(phone.received()[before]!)).toBe(ownId(refused));
  });
});

test('nobody was left without an answer', async () => {
  await atRest(house);
  expect(count(house)).toMatchObject({ unanswered: [], notSent: [] });
});
