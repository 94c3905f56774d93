/** What the Twilio channels need to know. Read from the environment by the composition root; never from here. */
export type TwilioConfig = {
  accountSid: string;
  /** Signs webhooks; also used for the API when there is no API key. */
  authToken?: string;
  apiKey?: string;
  apiSecret?: string;
  /** WhatsApp sender, `+32…` with or without `whatsapp:`. */
  whatsappFrom?: string;
  smsFrom?: string;
  /** Sends for the channels that have no sender of their own. */
  messagingServiceSid?: string;
  /** All of Twilio's hosts are this one: a compatible gateway, or a test double. */
  apiBaseUrl?: string;
  /** Where Twilio reaches this server; what precedes `/webhooks/`. */
  publicUrl: string;
  /** Longest wait for one answer of Twilio's API, in milliseconds. */
  requestTimeoutMs?: number;
  /** Time after an attempt in which a look-up does not yet believe that the message is absent, in milliseconds. */
  settleMs?: number;
};

export const defaultRequestTimeoutMs = 10_000;
