/** Start-up and webhooks must not pay for Twilio's client: 200 ms and 30 MB. */
import { createTwilioChannels } from '../../../../server/channels/twilio/channels';
import { createTwilioRouter } from '../../../../server/channels/twilio/webhook';
import { memorySettings, recordingLog } from '../../../support/twilio-rig';

let loaded = 0;
jest.mock('twilio/lib/rest/Twilio', () => {
  loaded += 1;
  return jest.requireActual('twilio/lib/rest/Twilio');
});
jest.mock('twilio', () => {
  throw new Error('the index of the package loads everything');
});

test('the client is loaded at the first message, not before', async () => {
  const log = recordingLog();
  const config = {
    accountSid: `AC${'0'.repeat(32)}`,
    authToken: 't',
    smsFrom: '+32460000002',
    publicUrl: 'https://passerelle.example',
    apiBaseUrl: 'http://127.0.0.1:9',
  };
  const { sms } = createTwilioChannels(config, { settings: memorySettings(), log });
  createTwilioRouter({
    ...config,
    log,
    receive: async () => ({ new: true, contactId: '' }),
    report: async () => {},
  });
  expect(loaded).toBe(0);
  const part = { type: 'text' as const, text: 'x' };
  await sms?.send({ id: 'm', address: '+32470000001', language: 'nl', part });
  expect(loaded).toBe(1);
});
