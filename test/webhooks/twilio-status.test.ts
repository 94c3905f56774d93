/** Status callbacks: every status, every error code, in any order. */
import fc from 'fast-check';
import request from 'supertest';
import type { DeliveryReport } from '../../server/channels/channel';
import { deliveryRank, type SendErrorCode } from '../../server/channels/errors';
import { statusPath } from '../../server/channels/twilio/status';
import { signedFor, testAccount, testServer } from '../support/twilio-server';
import { statusForm, type TwilioForm } from '../support/twilio-webhooks';

const sid = `SM${'a'.repeat(32)}`;
const sent = { accountSid: testAccount, sid, from: 'whatsapp:+32460000001', to: 'whatsapp:+32470123456' };

async function post(form: TwilioForm, query = '?message=turn-1%3A0.0', server = testServer()) {
  const { headers, body } = signedFor(statusPath + query, form);
  const response = await request(server.app)
    .post(statusPath + query)
    .set(headers)
    .send(body);
  return { ...server, response };
}

const statuses: [string, DeliveryReport['status']][] = [
  ['accepted', 'queued'],
  ['scheduled', 'queued'],
  ['queued', 'queued'],
  ['sending', 'queued'],
  ['sent', 'sent'],
  ['partially_delivered', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
];
test.each(statuses)('%s is reported as %s', async (status, expected) => {
  const { response, reports } = await post(statusForm(sent, status));
  expect(response.status).toBe(200);
  expect(reports).toEqual([{ messageId: 'turn-1:0.0', providerId: sid, status: expected }]);
});

const failures: [string, number | undefined, SendErrorCode][] = [
  ['failed', 63016, 'outside-window'],
  ['undelivered', 63016, 'outside-window'],
  ['failed', 21610, 'opted-out'],
  ['undelivered', 63014, 'blocked'],
  ['undelivered', 30003, 'unreachable'],
  ['undelivered', 30006, 'recipient-invalid'],
  ['failed', 63018, 'throttled'],
  ['failed', 63049, 'template-rejected'],
  ['undelivered', 30007, 'content-rejected'],
  ['failed', 63007, 'channel-config'],
  ['undelivered', 12345, 'unknown'],
  ['failed', undefined, 'unknown'],
  ['canceled', undefined, 'unknown'],
];
test.each(failures)('%s with %s is a failure: %s', async (status, code, expected) => {
  const { reports } = await post(statusForm(sent, status, code));
  expect(reports[0]).toMatchObject({ status: 'failed', error: { code: expected } });
  expect(reports[0]?.error?.providerCode).toBe(code === undefined ? undefined : String(code));
});

test('without our id it is reported by the provider id alone', async () => {
  const { reports } = await post(statusForm(sent, 'sent'), '');
  expect(reports[0]).toMatchObject({ messageId: null, providerId: sid });
});

test('the id given twice is nobody’s id', async () => {
  const { reports } = await post(statusForm(sent, 'sent'), '?message=a&message=b');
  expect(reports[0]?.messageId).toBeNull();
});

test('a status of the future is acknowledged and ignored', async () => {
  const { response, reports } = await post(statusForm(sent, 'teleported'));
  expect(response.status).toBe(200);
  expect(reports).toHaveLength(0);
});

const refused: [string, TwilioForm][] = [
  ['an inbound message', { MessageSid: sid, AccountSid: testAccount, From: '+32470123456', Body: 'geheim' }],
  ['no MessageSid', { ...statusForm(sent, 'sent'), MessageSid: '' }],
  ['another account', { ...statusForm(sent, 'sent'), AccountSid: `AC${'f'.repeat(32)}` }],
  ['an error code that is no number', { ...statusForm(sent, 'failed'), ErrorCode: 'many' }],
];
test.each(refused)('%s: 400, nothing reported', async (_, form) => {
  const { response, reports } = await post(form);
  expect(response.status).toBe(400);
  expect(response.text).not.toMatch(/470123456|geheim/);
  expect(reports).toHaveLength(0);
});

test('the store fails: 500', async () => {
  const server = testServer({ report: () => Promise.reject(new Error('locked')) });
  expect((await post(statusForm(sent, 'sent'), '', server)).response.status).toBe(500);
});

test('in any order and however often, the highest rank is the same', async () => {
  const walk = ['queued', 'sending', 'sent', 'delivered', 'read'];
  const orders = fc.shuffledSubarray(walk, { minLength: walk.length });
  await fc.assert(
    fc.asyncProperty(orders, async (order) => {
      const server = testServer();
      for (const status of [...order, ...order]) await post(statusForm(sent, status), '', server);
      const highest = Math.max(...server.reports.map(({ status }) => deliveryRank[status]));
      expect(highest).toBe(deliveryRank.read);
      expect(server.reports).toHaveLength(2 * walk.length);
    }),
    { numRuns: 10 },
  );
});
