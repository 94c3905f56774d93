/** Our real router with what it hands on kept in lists, and optionally behind a proxy's ways. */
import express from 'express';
import type { DeliveryReport, InboundEvent } from '../../server/channels/channel';
import { createTwilioRouter, type TwilioRouterOptions } from '../../server/channels/twilio/webhook';
import { recordingLog } from './twilio-rig';
import { type SignedWebhook, signed, type TwilioForm } from './twilio-webhooks';

export const testAccount = `AC${'0123456789abcdef'.repeat(2)}`;
export const testToken = 'the-primary-token';
const testPublicUrl = 'https://passerelle.example';

export type TestServer = {
  app: express.Express;
  events: InboundEvent[];
  reports: DeliveryReport[];
  log: ReturnType<typeof recordingLog>;
};

export function testServer(options: Partial<TwilioRouterOptions> = {}): TestServer {
  const events: InboundEvent[] = [];
  const reports: DeliveryReport[] = [];
  const log = recordingLog();
  const app = express();
  app.use(
    createTwilioRouter({
      accountSid: testAccount,
      authToken: testToken,
      publicUrl: testPublicUrl,
      receive: async (event) => {
        events.push(event);
        return { new: true, contactId: 'contact' };
      },
      report: async (report) => {
        reports.push(report);
      },
      log,
      ...options,
    }),
  );
  return { app, events, reports, log };
}

/** A webhook signed as Twilio would sign it for the test server. */
export const signedFor = (
  path: string,
  form: TwilioForm,
  { token = testToken, publicUrl = testPublicUrl }: { token?: string; publicUrl?: string } = {},
): SignedWebhook => signed(token, publicUrl + path, form);
