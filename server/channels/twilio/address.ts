/**
 * Twilio's addresses and ours. Ours is what `To` needs without its prefix:
 * `+32…`, or on WhatsApp the business-scoped id `BE.…` of somebody who hides the number.
 * @see https://www.twilio.com/docs/messaging/guides/webhook-request (`ExternalUserId`)
 */
import type { ChannelKind } from '../channel';

type TwilioChannelKind = Exclude<ChannelKind, 'web'>;

const phone = /^\+[1-9]\d{6,14}$/;
/** Country code, then up to 128 letters and digits. Not a phone number, however much of it is digits. */
const businessScopedId = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

const prefix: Readonly<Record<TwilioChannelKind, string>> = { whatsapp: 'whatsapp:', sms: '' };

/**
 * Reads the `From` of an inbound message.
 * @returns undefined for what cannot be answered: a short code, a company's name, another channel.
 */
export function readAddress(from: string): { channel: TwilioChannelKind; address: string } | undefined {
  if (phone.test(from)) return { channel: 'sms', address: from };
  if (!from.startsWith(prefix.whatsapp)) return undefined;
  const address = from.slice(prefix.whatsapp.length);
  return phone.test(address) || businessScopedId.test(address) ? { channel: 'whatsapp', address } : undefined;
}

/** @returns the address with the prefix of its channel, whether or not it had one. */
export function writeAddress(channel: TwilioChannelKind, address: string): string {
  return address.startsWith(prefix[channel]) ? address : `${prefix[channel]}${address}`;
}
