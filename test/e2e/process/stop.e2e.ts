/** An operator stops or replaces the server while people write. */
import { pause, until } from '../../support/server-process';
import type { SignedWebhook } from '../../support/twilio-webhooks';
import { atRest, count, type House, openHouse, receives } from './house';

jest.setTimeout(90_000);
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

/** Kept at the gateway until we acknowledge it, as Twilio does with a fallback address. */
async function bring(webhook: SignedWebhook, until: number): Promise<void> {
  while (Date.now() < until) {
    const status = await house.post(webhook).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await pause(100);
  }
  throw new Error('a message was not acknowledged');
}

test('SIGTERM while twenty people write: ends within ten seconds, and nothing is lost or said twice', async () => {
  const phones = Array.from({ length: 20 }, (_, index) => house.phone(index % 2 ? 'sms' : 'whatsapp'));
  const end = Date.now() + 30_000;
  const brought: Promise<void>[] = [];
  const writing = (async () => {
    for (const text of ['Bonjour', 'menu', 'aide'])
      for (const phone of phones) {
        brought.push(bring(phone.webhook(text), end));
        await pause(15);
      }
  })();
  await pause(400);
  const ended = await house.server.stop();
  expect(ended).toMatchObject({ code: 0, signal: null });
  expect(ended.afterMs).toBeLessThan(10_000);
  await house.server.restart();
  await writing;
  await Promise.all(brought);
  await atRest(house);
  expect(count(house)).toEqual({ inbox: 60, unanswered: [], twice: [], notSent: [] });
  expect(house.twilio.violations).toEqual([]);
});

test('SIGTERM while Twilio does not answer: ends within ten seconds all the same, and nothing is said twice', async () => {
  const [one, other] = [house.phone('sms'), house.phone('sms')];
  house.twilio.fail({ type: 'hang', accept: true }, 1);
  await one.text('Bonjour');
  await until('the server waits', () => house.twilio.pendingFailures === 0);
  house.twilio.fail({ type: 'hang', accept: false }, 1);
  await other.text('Bonjour');
  await until('the server waits', () => house.twilio.pendingFailures === 0);
  const { afterMs } = await house.server.stop();
  expect(afterMs).toBeLessThan(10_500);
  await house.server.restart();
  await receives(one, 1, 20_000);
  await atRest(house, 40_000);
  expect(count(house).twice).toEqual([]);
});

test('stopped when there is nothing to do it is gone at once', async () => {
  const { code, afterMs } = await house.server.stop();
  expect(code).toBe(0);
  expect(afterMs).toBeLessThan(2_000);
  await house.server.restart();
});
