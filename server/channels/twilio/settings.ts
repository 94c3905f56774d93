import type { TwilioConfig as Given } from '../../config';
import type { TwilioConfig } from './config';

/** What the channels need, from what the environment gives. The outbox waits for Twilio's list to settle by itself. */
export function twilioSettings({ apiKey, ...given }: Given, publicUrl: string): TwilioConfig {
  return { ...given, apiKey: apiKey?.key, apiSecret: apiKey?.secret, publicUrl, settleMs: 0 };
}
