/** Room 1's last step: an inbound event becomes durable before it is acknowledged. */
import { randomUUID } from 'node:crypto';
import type { InboundEvent } from './channels/channel';
import type { Bus } from './store/bus';
import type { Repositories, Store } from './store/store';

/** `contactId` is null when the event was known already: perhaps of somebody who has been erased since. */
export type Receive = (
  event: InboundEvent,
) => Promise<{ new: true; contactId: string } | { new: false; contactId: null }>;

/**
 * Writes the event, once: the same (channel, eventId) again changes nothing.
 * What was waiting for the person to write is released with it.
 */
export function createReceive(dependencies: { store: Store; bus: Bus; now(): Date }): Receive {
  return async (event) => {
    const now = dependencies.now().toISOString();
    const contactId = await dependencies.store.transaction((repositories) => keep(repositories, event, now));
    if (contactId === null) return { new: false, contactId };
    dependencies.bus.wake(contactId);
    return { new: true, contactId };
  };
}

/** @returns the contact, or null when the event is no news. */
async function keep(
  { contacts, inbox, outbox, media }: Repositories,
  event: InboundEvent,
  now: string,
): Promise<string | null> {
  const row = await inbox.receive(event, now);
  if (!row) return null;
  await contacts.touch(row.contactId, now);
  await outbox.release(row.contactId, now);
  const files = event.body.type === 'message' ? event.body.media : [];
  for (const source of files) {
    const { contactId, id: inboxId } = row;
    await media.add({ id: randomUUID(), contactId, inboxId, source, contentType: source.contentType });
  }
  return row.contactId;
}
