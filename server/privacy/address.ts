/** How people and messages are recognised without keeping them readable: keyed hashes and pseudonyms. */
import { createHash, createHmac, hkdfSync } from 'node:crypto';
import type { ChannelKind } from '../channels/channel';
import { natureWords } from './words';

/** Keyed hashes. Without the secret, a hash cannot be tried against a list of all phone numbers. */
export type Hashes = {
  address(channel: ChannelKind, address: string): Buffer;
  email(email: string): Buffer;
  /** What stays of a message after erasure. */
  event(channel: ChannelKind, eventId: string): Buffer;
};

/** @param secret 32 random bytes of this database, kept encrypted in it: stable when the data key is rotated. */
export function createHashes(secret: Uint8Array): Hashes {
  const hasher = (purpose: string) => {
    const key = Buffer.from(hkdfSync('sha256', secret, '', `passerelle ${purpose}`, 32));
    return (text: string) => createHmac('sha256', key).update(text, 'utf8').digest();
  };
  const address = hasher('address');
  const email = hasher('email');
  const event = hasher('event');
  return {
    address: (channel, value) => address(`${channel} ${value}`),
    email: (value) => email(value.trim().toLowerCase()),
    event: (channel, eventId) => event(`${channel} ${eventId}`),
  };
}

/**
 * What mediators see instead of an address: always the same for a contact, and nobody's name.
 * @returns two words and a number, e.g. `Birch Meadow 27`.
 */
export function pseudonymOf(contactId: string): string {
  const digest = createHash('sha256').update(contactId).digest();
  const first = digest.readUInt16BE(0) % natureWords.length;
  // A step of 1 … length-1 from the first word: never the same word twice.
  const second = (first + 1 + (digest.readUInt16BE(2) % (natureWords.length - 1))) % natureWords.length;
  const number = 10 + (digest.readUInt16BE(4) % 90);
  return `${natureWords[first]} ${natureWords[second]} ${number}`;
}
