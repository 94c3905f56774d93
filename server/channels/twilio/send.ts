/** Sends one message and says what became of it; never throws, never tries twice where the first may have been accepted. */
import { clip, profiles } from '../../../bot';
import type { Logger } from '../../log';
import type { OutboundMessage, SendResult } from '../channel';
import type { SendError } from '../errors';
import { writeAddress } from './address';
import type { OutgoingMessage, TwilioApi } from './api';
import type { TwilioConfig } from './config';
import { contentFor, type RichPart } from './content';
import type { ContentStore } from './content-store';
import { sendErrorOf } from './failure';
import { statusCallbackUrl } from './status';
import type { Templates } from './templates';

export type SendDependencies = {
  api: TwilioApi;
  contents: ContentStore;
  templates: Pick<Templates, 'message'>;
  config: TwilioConfig;
  log: Logger;
};

type Send = (message: OutboundMessage) => Promise<SendResult>;
type Payload = Pick<OutgoingMessage, 'body' | 'contentSid' | 'contentVariables'>;

/** Longest text Twilio takes, and the same for SMS; longer gives 21617. */
const longestText = profiles.whatsapp.text;

export function createSend(kind: 'whatsapp' | 'sms', dependencies: SendDependencies): Send {
  return async (message) => {
    if (message.template) return sendTemplate(kind, dependencies, message, message.template);
    const { part } = message;
    if (kind === 'whatsapp' && part.type !== 'text') return sendRich(dependencies, message, part);
    return sendText(kind, dependencies, message);
  };
}

async function sendText(
  kind: 'whatsapp' | 'sms',
  dependencies: SendDependencies,
  message: OutboundMessage,
): Promise<SendResult> {
  const body = plainOf(message.part);
  if (body.trim() === '') return failed({ code: 'content-rejected' });
  return create(kind, dependencies, message, { body });
}

/** Text of a part for a channel without buttons. The renderer keeps to the limit; this is the last guard. */
export function plainOf(part: OutboundMessage['part']): string {
  if (part.type === 'text') return clip(part.text, longestText);
  if (part.plain.length <= longestText) return part.plain;
  const choices = part.type === 'buttons' ? part.buttons : part.items;
  const numbered = choices.map(({ title }, index) => `${index + 1} ${title}`).join('\n');
  const whole = `${clip(part.text, longestText - numbered.length - 1)}\n${numbered}`;
  return clip(whole, longestText);
}

async function sendRich(
  dependencies: SendDependencies,
  message: OutboundMessage,
  part: RichPart,
): Promise<SendResult> {
  const { contents, log } = dependencies;
  const content = contentFor(part);
  const contentSid = content && (await contents.sidOf(content));
  if (!content || !contentSid) return sendText('whatsapp', dependencies, message);
  const contentVariables = JSON.stringify(content.values);
  const result = await create('whatsapp', dependencies, message, { contentSid, contentVariables });
  if (result.type === 'sent' || !formRefused(result.error)) return result;
  // Twilio said no to the form, so nothing was sent: the person gets the same as numbered text.
  log.warn(
    { messageId: message.id, content: contentSid, code: result.error.providerCode },
    'content refused',
  );
  if (contentGone.has(result.error.providerCode ?? '')) await contents.forget(content).catch(() => {});
  return sendText('whatsapp', dependencies, message);
}

const formRefused = ({ code, providerCode }: SendError): boolean =>
  code === 'content-rejected' || code === 'template-rejected' || contentGone.has(providerCode ?? '');

/** ContentSid invalid, or not found. */
const contentGone = new Set(['21655', '20404']);

async function sendTemplate(
  kind: 'whatsapp' | 'sms',
  dependencies: SendDependencies,
  message: OutboundMessage,
  template: NonNullable<OutboundMessage['template']>,
): Promise<SendResult> {
  const payload = await dependencies.templates
    .message(template, message.language)
    .catch(() => 'unread' as const);
  // Our own settings could not be read: nothing has left, so it may be tried again.
  if (payload === 'unread') return failed({ code: 'refused' });
  return payload ? create(kind, dependencies, message, payload) : failed({ code: 'template-rejected' });
}

async function create(
  kind: 'whatsapp' | 'sms',
  { api, config }: SendDependencies,
  message: OutboundMessage,
  payload: Payload,
): Promise<SendResult> {
  try {
    const providerId = await api.sendMessage({
      to: writeAddress(kind, message.address),
      ...senderOf(kind, config),
      ...payload,
      statusCallback: statusCallbackUrl(config.publicUrl, message.id),
    });
    return { type: 'sent', providerId };
  } catch (error) {
    return failed(sendErrorOf(error));
  }
}

/** The channel's own sender, or the Messaging Service's choice. */
export function senderOf(
  kind: 'whatsapp' | 'sms',
  config: Pick<TwilioConfig, 'whatsappFrom' | 'smsFrom' | 'messagingServiceSid'>,
): Pick<OutgoingMessage, 'from' | 'messagingServiceSid'> {
  const from = kind === 'whatsapp' ? config.whatsappFrom : config.smsFrom;
  return from ? { from: writeAddress(kind, from) } : { messagingServiceSid: config.messagingServiceSid };
}

const failed = (error: SendError): SendResult => ({ type: 'failed', error });
