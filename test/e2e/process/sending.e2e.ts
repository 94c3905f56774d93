/** Twilio and the network let us down: nobody gets anything twice, and nobody who said stop gets anything. */
import { pause, until } from '../../support/server-process';
import { answersTo, atRest, count, type House, openHouse, ownId, receives, say } from './house';

jest.setTimeout(90_000);
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());
afterEach(() => expect(house.twilio.violations).toEqual([]));

const stateOf = (id: string) =>
  house.server.rows<{ state: string; attempts: number }>(
    'select state, attempts from outbox where id = ?',
    id,
  )[0];
const creates = (address: string) =>
  house.twilio.requests.filter(
    ({ method, path, form }) =>
      method === 'POST' && path.endsWith('/Messages.json') && form['To'] === address,
  );
const isOptedOut = (messageSid: string) =>
  house.server.rows<{ opted_out: number }>(
    'select opted_out from contact where id = (select contact_id from inbox where event_id = ?)',
    messageSid,
  )[0]?.opted_out === 1;

describe('a send whose answer never comes', () => {
  // All at once: each waits ten seconds for Twilio.
  test('accepted or not, by time-out, broken line or unreadable answer: never sent a second time', async () => {
    const failures = [
      { type: 'hang', accept: true },
      { type: 'hang', accept: false },
      { type: 'reset', accept: true },
      { type: 'reset', accept: false },
      { type: 'html', status: 502, accept: true },
      { type: 'html', status: 502, accept: false },
      { type: 'empty', status: 201, accept: true },
      { type: 'error', status: 500 },
    ] as const;
    const people = [];
    for (const failure of failures) {
      const phone = house.phone('sms');
      house.twilio.fail(failure, 1);
      const { messageSid } = await phone.text('Bonjour');
      await until('the failure was met', () => house.twilio.pendingFailures === 0);
      people.push({ phone, messageSid, failure, accepted: 'accept' in failure && failure.accept });
    }
    await pause(14_000);
    const seen = people.map(({ phone, failure, accepted }) => ({
      failure,
      accepted,
      creates: creates(phone.address).length,
      received: phone.received().length,
    }));
    expect(seen).toEqual(
      people.map(({ failure, accepted }) => ({ failure, accepted, creates: 1, received: accepted ? 1 : 0 })),
    );
    // What Twilio has is found there and known again.
    for (const { phone, accepted } of people) {
      const [sent] = phone.received();
      if (accepted) expect(['sent', 'delivered']).toContain(stateOf(ownId(sent!))?.state);
    }
    // And the next question of somebody whose message was found is answered at once.
    const { phone } = people[0]!;
    await phone.text('menu');
    await receives(phone, 2);
    expect(new Set(phone.received().map(ownId)).size).toBe(2);
  });

  test('a report of delivery settles it before anybody has to ask', async () => {
    const phone = house.phone();
    house.twilio.fail({ type: 'reset', accept: true }, 1);
    await phone.text('Bonjour');
    const [sent] = await receives(phone, 1);
    await house.twilio.settled();
    await until('it is known as delivered', () => stateOf(ownId(sent!))?.state === 'delivered', 5_000);
    await pause(3_000);
    expect(creates(phone.address)).toHaveLength(1);
  });
});

describe('Twilio says "too many" or cannot be reached', () => {
  test('429 is tried again, after the time Twilio asks for, and arrives once', async () => {
    const phone = house.phone('sms');
    const from = Date.now();
    house.twilio.fail({ type: 'error', status: 429, code: 20429, retryAfter: 2 }, 1);
    house.twilio.fail({ type: 'error', status: 429, code: 20429 }, 1);
    const { messageSid } = await phone.text('Bonjour');
    await receives(phone, 1, 20_000);
    expect(Date.now() - from).toBeGreaterThan(1_900);
    await atRest(house);
    await pause(1_500);
    expect(creates(phone.address).map(({ status }) => status)).toEqual([429, 429, 201]);
    expect(answersTo(house, messageSid)).toHaveLength(1);
  });

  test('the messages behind one that is tried again wait for it', async () => {
    const phone = house.phone('sms');
    house.twilio.fail({ type: 'error', status: 429, code: 20429 }, 1);
    const first = await phone.text('Bonjour');
    const second = await phone.text('menu');
    await receives(phone, 2, 20_000);
    await atRest(house);
    const [one, other] = phone.received();
    expect([one, other]).toEqual([
      answersTo(house, first.messageSid)[0],
      answersTo(house, second.messageSid)[0],
    ]);
  });

  test('one person whose message is in doubt keeps nobody else waiting', async () => {
    const [held, other] = [house.phone('sms'), house.phone('sms')];
    house.twilio.fail({ type: 'hang' }, 1);
    await held.text('Bonjour');
    await until('the failure was met', () => house.twilio.pendingFailures === 0);
    // Long enough for a sweep to have begun with the first one.
    await pause(1_500);
    house.twilio.fail({ type: 'error', status: 429, code: 20429 }, 1);
    const from = Date.now();
    await other.text('Bonjour');
    await receives(other, 1, 15_000);
    expect(Date.now() - from).toBeLessThan(5_000);
  });
});

describe('somebody who opted out at Twilio', () => {
  test('21610 as the answer: the person is marked, and no reply is attempted any more until they come back', async () => {
    const phone = house.phone('sms');
    house.twilio.setOptedOut(phone.address, true);
    const first = await phone.text('Bonjour');
    await until('the contact is marked', () => isOptedOut(first.messageSid));
    await atRest(house);
    expect(phone.received()).toEqual([]);
    expect(creates(phone.address)).toHaveLength(1);
    // No reply is attempted any more, but for the sentence that says how to come back.
    await phone.text('menu');
    await atRest(house);
    const attempted = creates(phone.address)
      .slice(1)
      .map(({ form }) => form['Body']);
    expect(attempted.filter((body) => body !== say('fr', 'stop', 'how-back'))).toEqual([]);
    expect(phone.received()).toEqual([]);
    // Who comes back is heard again.
    const before = creates(phone.address).length;
    await phone.optOut('START');
    await until('the contact is back', () => !isOptedOut(first.messageSid));
    await phone.text('menu');
    await receives(phone, 1);
    expect(creates(phone.address).length).toBeGreaterThan(before);
  });

  test('21610 in a report', async () => {
    const phone = house.phone('sms');
    const { messageSid } = await phone.text('Bonjour');
    const [sent] = await receives(phone, 1);
    await house.twilio.settled();
    const other = house.phone('sms');
    await other.text('Bonjour');
    await receives(other, 1);
    expect(isOptedOut(messageSid)).toBe(false);
    // Before any word of delivery on this one: reports come in any order.
    expect((await house.twilio.report(sent!.sid, 'undelivered', 21610)).status).toBe(200);
    await until('the contact is marked', () => isOptedOut(messageSid));
  });

  test('STOP answered by Twilio itself: we say nothing more', async () => {
    const phone = house.phone('sms');
    await phone.text('Bonjour');
    await receives(phone, 1);
    await atRest(house);
    const before = creates(phone.address).length;
    const { messageSid } = await phone.optOut('STOP');
    await until('the contact is marked', () => isOptedOut(messageSid));
    await atRest(house);
    expect(creates(phone.address)).toHaveLength(before);
  });
});

test('all in all nothing went twice', () => expect(count(house).twice).toEqual([]));
