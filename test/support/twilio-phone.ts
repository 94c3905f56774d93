/** A person's phone, as Twilio sees it: what is sent from it reaches our webhook, what we send is shown on it. */
import type { Shown } from './twilio-content';
import type { SentMessage, TwilioDouble } from './twilio-double';
import {
  buttonFields,
  inboundForm,
  listFields,
  locationFields,
  mediaFields,
  type SignedWebhook,
  type TwilioForm,
} from './twilio-webhooks';

type Delivered = { status: number; body: string; messageSid: string };

export type Phone = {
  /** With the prefix of its channel, e.g. `whatsapp:+32470000001` or `whatsapp:BE.1a2b`. */
  address: string;
  /** Writes; the promise resolves when our server has answered Twilio. */
  text(body: string, fields?: TwilioForm): Promise<Delivered>;
  /** Taps a button or chooses a row of the last message that has one of this id or title. */
  tap(idOrTitle: string): Promise<Delivered>;
  sendFile(bytes: Uint8Array, contentType: string, caption?: string): Promise<Delivered>;
  shareLocation(latitude: number, longitude: number): Promise<Delivered>;
  /** Writes a word Twilio answers itself. */
  optOut(kind: 'STOP' | 'START' | 'HELP'): Promise<Delivered>;
  /** The signed request of a message, not sent: to send it twice, late, or changed. */
  webhook(body: string, fields?: TwilioForm): SignedWebhook;
  /** What the person has got, oldest first. */
  received(): SentMessage[];
  /** Texts on the screen, oldest first. */
  screen(): string[];
};

export type PhoneOptions = { profileName?: string; externalUserId?: string };

export function createPhone(double: TwilioDouble, address: string, options: PhoneOptions = {}): Phone {
  const sender = {
    accountSid: double.accountSid,
    from: address,
    to: address.startsWith('whatsapp:') ? double.whatsappNumber : double.smsNumber,
    ...options,
  };
  const form = (body: string, fields?: TwilioForm) => inboundForm(sender, body, fields);
  const write = async (body: string, fields?: TwilioForm): Promise<Delivered> => {
    const filled = form(body, fields);
    double.personWrote(address);
    const answer = await double.deliver('/webhooks/twilio/messages', filled);
    return { ...answer, messageSid: filled['MessageSid'] ?? '' };
  };
  const received = () => double.sentTo(address);
  return {
    address,
    text: write,
    tap(idOrTitle) {
      const { id, title, description, type } = findChoice(received(), idOrTitle);
      return write(title, type === 'list' ? listFields(id, title, description) : buttonFields(id, title));
    },
    sendFile: (bytes, contentType, caption = '') =>
      write(caption, mediaFields([{ url: double.storeMedia(bytes, contentType), contentType }])),
    shareLocation: (latitude, longitude) => write('', locationFields(latitude, longitude)),
    optOut(kind) {
      if (kind !== 'HELP') double.setOptedOut(address, kind === 'STOP');
      return write(kind, { OptOutType: kind });
    },
    webhook: (body, fields) => double.sign('/webhooks/twilio/messages', form(body, fields)),
    received,
    screen: () => received().map(({ shown }) => shown.text),
  };
}

function findChoice(messages: readonly SentMessage[], idOrTitle: string) {
  for (const { shown } of [...messages].reverse()) {
    const choice = choicesOf(shown).find(({ id, title }) => id === idOrTitle || title === idOrTitle);
    if (choice) return { ...choice, type: shown.type };
  }
  throw new Error(`no button or row "${idOrTitle}" on this phone`);
}

const choicesOf = (shown: Shown) =>
  shown.type === 'text' ? [] : shown.type === 'buttons' ? shown.buttons : shown.items;
