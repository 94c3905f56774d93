/** WhatsApp and SMS on Twilio, for the composition root. */
import { profiles } from '../../../bot';
import type { Logger } from '../../log';
import type { Channel } from '../channel';
import { createTwilioApi, type TwilioApi } from './api';
import type { TwilioConfig } from './config';
import { createContentStore, type Settings } from './content-store';
import { sendErrorOf } from './failure';
import { createLookUp } from './look-up';
import { createFetchMedia } from './media';
import { createSend } from './send';
import { isMessageSid } from './sids';
import { createTemplates, type Templates } from './templates';

/** @see https://www.twilio.com/docs/whatsapp/key-concepts#the-24-hour-window */
const whatsappWindowHours = 24;

export type TwilioChannels = { whatsapp?: Channel; sms?: Channel; templates: Templates };

/**
 * A channel is there when it has a sender of its own or a Messaging Service sends for it.
 * Nothing is loaded and nothing is asked of Twilio before the first message.
 * @throws Error when there are no credentials: the server must not start and then lose every answer.
 */
export function createTwilioChannels(
  config: TwilioConfig,
  dependencies: { settings: Settings; log: Logger; now?: () => Date },
): TwilioChannels {
  if (!(config.apiKey && config.apiSecret) && !config.authToken)
    throw new Error('Twilio needs TWILIO_API_KEY with TWILIO_API_SECRET, or TWILIO_AUTH_TOKEN');
  const { settings, log, now = () => new Date() } = dependencies;
  const api = createTwilioApi(config);
  const templates = createTemplates({ api, settings, log });
  const contents = createContentStore({ api, settings, log, now });
  const shared = { api, contents, templates, config, log, now, fetchMedia: createFetchMedia(config) };
  const { whatsappFrom, smsFrom, messagingServiceSid } = config;
  return {
    ...(whatsappFrom || messagingServiceSid ? { whatsapp: createWhatsapp(shared) } : {}),
    ...(smsFrom || messagingServiceSid ? { sms: createSms(shared) } : {}),
    templates,
  };
}

type Shared = Parameters<typeof createSend>[1] &
  Parameters<typeof createLookUp>[1] & {
    templates: Templates;
    fetchMedia: Channel['fetchMedia'];
  };

function createWhatsapp(shared: Shared): Channel {
  const { api, templates, log, fetchMedia } = shared;
  return {
    kind: 'whatsapp',
    profile: profiles.whatsapp,
    windowHours: whatsappWindowHours,
    send: createSend('whatsapp', shared),
    lookUp: createLookUp('whatsapp', shared),
    typing: (inboundEventId) => showTyping(api, log, inboundEventId),
    fetchMedia,
    hasTemplate: (name, language) => templates.has(name, language),
  };
}

function createSms(shared: Shared): Channel {
  return {
    kind: 'sms',
    profile: profiles.sms,
    send: createSend('sms', shared),
    lookUp: createLookUp('sms', shared),
    // There is no such thing on SMS.
    typing: async () => {},
    fetchMedia: shared.fetchMedia,
  };
}

/** Also marks the message as read. @see https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource */
async function showTyping(api: TwilioApi, log: Logger, messageSid: string): Promise<void> {
  // A timer or a closed handoff is no message of Twilio's.
  if (!isMessageSid.test(messageSid)) return;
  try {
    await api.showTyping(messageSid);
  } catch (error) {
    const { code, providerCode } = sendErrorOf(error);
    log.debug({ inbound: messageSid, code, providerCode }, 'typing not shown');
  }
}
