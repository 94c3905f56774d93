/** The server is killed while it works. Whatever had been acknowledged is answered afterwards, once, and in order. */
import { pause, until } from '../../support/server-process';
import type { Phone } from '../../support/twilio-phone';
import type { SignedWebhook } from '../../support/twilio-webhooks';
import { atRest, count, type House, openHouse, receives } from './house';

jest.setTimeout(150_000);
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** The same numbers at every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
const random = seeded(20_261_123);
const words = ['Bonjour', 'menu'] as const;

/** Brought as Twilio does: again, until it is acknowledged. @returns once it is. */
async function bring(webhook: SignedWebhook): Promise<void> {
  await until(
    'a message is acknowledged',
    () =>
      house.post(webhook).then(
        ({ status }) => status === 200,
        () => false,
      ),
    30_000,
  );
}

type Plan = {
  name: string;
  channel: 'whatsapp' | 'sms';
  /** Writes, and kills somewhere on the way. */
  run(phone: Phone): Promise<void>;
};

/** Acknowledged, then killed so many milliseconds later. */
const after = (channel: Plan['channel'], milliseconds: number): Plan => ({
  name: `${channel}: ${milliseconds} ms after the acknowledgement`,
  channel,
  async run(phone) {
    for (const text of words) await bring(phone.webhook(text));
    await pause(milliseconds);
    await house.server.kill9();
  },
});

/** Killed while Twilio keeps us waiting for its answer. */
const waiting = (channel: Plan['channel'], accept: boolean): Plan => ({
  name: `${channel}: while Twilio, which had ${accept ? '' : 'not '}accepted, kept us waiting`,
  channel,
  async run(phone) {
    house.twilio.fail({ type: 'hang', accept }, 1);
    for (const text of words) await bring(phone.webhook(text));
    await until('the server waits for Twilio', () => house.twilio.pendingFailures === 0);
    await pause(20);
    await house.server.kill9();
  },
});

/** Killed the moment Twilio has accepted the message of this number. */
const accepted = (channel: Plan['channel'], messages: number): Plan => ({
  name: `${channel}: when message ${messages} had just been accepted`,
  channel,
  async run(phone) {
    for (const text of words) await bring(phone.webhook(text));
    const end = Date.now() + 5_000;
    while (phone.received().length < messages && Date.now() < end) await new Promise(setImmediate);
    await house.server.kill9();
  },
});

/** Killed before the acknowledgement could arrive: Twilio comes again. */
const unheard = (channel: Plan['channel'], milliseconds: number): Plan => ({
  name: `${channel}: ${milliseconds} ms after the webhook came, acknowledged or not`,
  channel,
  async run(phone) {
    const webhooks = words.map((text) => phone.webhook(text));
    const [first, second] = webhooks as [SignedWebhook, SignedWebhook];
    await bring(first);
    const lost = house.post(second).catch(() => undefined);
    await pause(milliseconds);
    await house.server.kill9();
    await lost;
    await house.server.restart();
    await bring(second);
    await house.server.kill9();
  },
});

const moment = (most: number) => Math.round(random() * most);
const plans: Plan[] = [
  after('whatsapp', 0),
  after('sms', 0),
  after('whatsapp', moment(10)),
  after('whatsapp', moment(60)),
  after('whatsapp', moment(250)),
  waiting('whatsapp', false),
  waiting('whatsapp', true),
  waiting('sms', false),
  waiting('sms', true),
  accepted('whatsapp', 1),
  accepted('sms', 1),
  accepted('whatsapp', 2),
  unheard('whatsapp', 1),
  unheard('sms', moment(8)),
];

test(`killed ${plans.length + 2} times between acknowledgement and reply, every message is answered exactly once`, async () => {
  // What is read by people whose server nobody kills.
  const control = { whatsapp: house.phone('whatsapp'), sms: house.phone('sms') };
  for (const phone of Object.values(control)) {
    for (const text of words) await bring(phone.webhook(text));
    await receives(phone, 2);
  }
  await atRest(house);

  const people: { plan: Plan; phone: Phone }[] = [];
  for (const plan of plans) {
    const phone = house.phone(plan.channel);
    people.push({ plan, phone });
    await plan.run(phone);
    await house.server.restart();
  }
  await atRest(house, 45_000);

  const screens = people.map(({ plan, phone }) => [plan.name, phone.screen()]);
  expect(screens).toEqual(people.map(({ plan }) => [plan.name, control[plan.channel].screen()]));
  expect(count(house)).toEqual({ inbox: 2 * (plans.length + 2), unanswered: [], twice: [], notSent: [] });
  expect(house.twilio.violations).toEqual([]);
});

test('killed during a send, and Twilio cannot be asked at first: still answered, once', async () => {
  const phone = house.phone();
  house.twilio.fail({ type: 'hang' }, 1);
  await bring(phone.webhook('Bonjour'));
  await until('the server waits for Twilio', () => house.twilio.pendingFailures === 0);
  await house.server.kill9();
  // The first question what became of the message.
  house.twilio.fail({ type: 'error', status: 503 }, 1);
  await house.server.restart();
  await receives(phone, 1, 45_000);
  await atRest(house);
  expect(count(house)).toMatchObject({ unanswered: [], twice: [] });
});

test('what was being said is remembered after a crash: the tap goes on where the person was', async () => {
  const phone = house.phone();
  await bring(phone.webhook('menu'));
  await receives(phone, 1);
  await atRest(house);
  await house.server.kill9();
  await house.server.restart();
  const before = phone.received().length;
  const { shown } = phone.received().at(-1) ?? {};
  const choice =
    shown?.type === 'list' ? shown.items[0] : shown?.type === 'buttons' ? shown.buttons[0] : undefined;
  await phone.tap(choice?.id ?? 'nothing to tap');
  await receives(phone, before + 1);
});
