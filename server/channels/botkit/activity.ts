/** Between our words and the Bot Framework's "activities", which is what Botkit speaks. */
import type { Activity, ConversationReference } from 'botbuilder-core';
import type { InboundBody, InboundEvent, OutboundMessage } from '../channel';

/** Name of the web chat among Bot Framework channels. */
export const webChannelId = 'passerelle-web';

/** What we need of an activity; adapters of other channels fill in more. */
export type InboundActivity = Partial<Activity> & Pick<Activity, 'from'>;

/** Where a visitor is found again. */
export function referenceTo(address: string): Partial<ConversationReference> {
  return {
    channelId: webChannelId,
    serviceUrl: '',
    conversation: { id: address, isGroup: false, conversationType: '', name: '' },
    user: { id: address, name: '' },
    bot: { id: 'passerelle', name: '' },
  };
}

export function inboundActivity(eventId: string, address: string, body: InboundBody): InboundActivity {
  const { conversation, bot, channelId } = referenceTo(address);
  return {
    id: eventId,
    type: 'message',
    channelId,
    serviceUrl: '',
    conversation,
    from: { id: address, name: '' },
    recipient: bot,
    text: body.type === 'message' ? body.text : body.type === 'choice' ? body.title : '',
    channelData: { body },
  };
}

/** The way back. Web chat activities carry the body as it is; of any other only the text is understood. */
export function inboundEvent(activity: InboundActivity): InboundEvent {
  if (activity.id === undefined) throw new Error('an activity without an id cannot be told from its double');
  const data: { body?: InboundBody } | undefined = activity.channelData;
  const body: InboundBody = data?.body ?? { type: 'message', text: activity.text ?? '', media: [] };
  return { channel: 'web', eventId: activity.id, address: activity.from.id, body };
}

/** A message to send. `text` holds everything, so that an adapter without buttons has something to show, too. */
export function outboundActivity({ id, part, language }: OutboundMessage): Partial<Activity> {
  const text = part.type === 'text' ? part.text : part.plain;
  return { type: 'message', id, text, locale: language, channelData: { part } };
}
