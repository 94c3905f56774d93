/** Room 1's last step: an inbound event becomes durable before it is acknowledged. */
import { randomUUID } from 'node:crypto';
import type { InboundEvent } from './channels/channel';
import type { Bus } from './store/bus';
import type { Repositories, Store } from './store/store';

export type Receive = (event: InboundEvent) => Promise<{ new: boolean; contactId: string }>;

/**
 * Writes the event, once: the same (channel, eventId) again changes nothing.
 * What was waiting for the person to write is released with it.
 */
export function createReceive(dependencies: { store: Store; bus: Bus; now(): Date }): Receive {
  return async (event) => {
    const now = dependencies.now().toISOString();
    const received = await dependencies.store.transaction((repositories) => keep(repositories, event, now));
    if (received.new) dependencies.bus.wake(received.contactId);
    return received;
  };
}

async function keep(
  { contacts, inbox, outbox, media }: Repositories,
  event: InboundEvent,
  now: string,
): Promise<{ new: boolean; contactId: string }> {
  const contact = await contacts.findOrCreate(event.channel, event.address, now);
  const row = await inbox.add({ ...event, contactId: contact.id }, now);
  if (!row) return { new: false, contactId: contact.id };
  await contacts.touch(contact.id, now);
  await outbox.release(contact.id, now);
  const files = event.body.type === 'message' ? event.body.media : [];
  for (const source of files) {
    await media.add({
      id: randomUUID(),
      contactId: contact.id,
      inboxId: row.id,
      source,
      contentType: source.contentType,
    });
  }
  return { new: true, contactId: contact.id };
}
