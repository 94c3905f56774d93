/** Turns beside the API, on the same store: what the bot does while people work. */
import { createRouting } from '../../../server/handoff/routing';
import type { ContactRow } from '../../../server/store/store';
import { createTurns } from '../../../server/turn';
import { places, release } from './release';
import type { Api } from './support';

/** Takes every message of the contact that waits. */
export async function take({ store, bus, now }: Api, contactId: string): Promise<void> {
  const { deskFor, organisationFor } = createRouting({ store, places, now });
  const turns = createTurns({
    ...{ store, bus, now, deskFor, organisationFor },
    release: () => release,
    exportLink: () => '',
    handoffDays: 3,
    log: { debug() {}, info() {}, warn() {}, error: (fields) => expect(fields).toBeUndefined() },
  });
  await turns.take(contactId);
}

/** The person writes. */
export async function write({ store, now }: Api, contact: ContactRow, eventId: string, text: string) {
  const body = { type: 'message' as const, text, media: [] };
  await store.inbox.add({ ...contact, contactId: contact.id, eventId, body }, now().toISOString());
}

/** Everything that was said to the contact, in order. */
export const saidTo = ({ store }: Api, contactId: string) => store.outbox.after(contactId, 0);
