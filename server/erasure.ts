/** Erasing a contact, and everything that hangs on it, once they have been told goodbye. */
import type { Logger } from './log';
import type { Bus } from './store/bus';
import type { ContactRow, InboxRow, Repositories, Store } from './store/store';

type ErasureDependencies = { store: Store; bus: Bus; now(): Date; log: Logger };

/** Setting that asks the night's sweep to rewrite a large file, in which copies of moved rows may linger. */
export const scrubDue = 'scrub-due';

/** Erasure was asked: once the goodbye has left (or cannot), nothing of the contact stays. */
export async function eraseIfAsked(
  { store, bus, now, log }: ErasureDependencies,
  contactId: string,
): Promise<void> {
  const contact = await store.contacts.get(contactId);
  if (!contact?.erasing) return;
  const anew = await store.transaction(async (repositories) => {
    const { contacts, settings } = repositories;
    const unread = await takeUnread(repositories, contactId);
    await contacts.erase(contactId);
    // Done at once below; by the sweep after a crash, or while another process is reading the file.
    await settings.put(scrubDue, 'now');
    return unread.length === 0 ? null : beginAnew(repositories, contact, unread, now().toISOString());
  });
  await store.scrub();
  await store.settings.put(scrubDue, 'yes');
  log.info({}, 'a contact was erased');
  if (anew !== null) bus.wake(anew);
}

/** Inputs that come from us, not from the person. */
const ourOwn: ReadonlySet<InboxRow['body']['type']> = new Set(['timer', 'transcript', 'handoff-closed']);

/** What the person wrote after the wish to be erased, while the goodbye was on its way. */
async function takeUnread({ inbox }: Repositories, contactId: string): Promise<InboxRow[]> {
  const unread: InboxRow[] = [];
  for (let row = await inbox.next(contactId); row; row = await inbox.next(contactId)) {
    if (!ourOwn.has(row.body.type)) unread.push(row);
    await inbox.done(row.id);
  }
  return unread;
}

/** It is the first thing a new contact says: it is not lost, and nothing of before comes back. */
async function beginAnew(
  { contacts, inbox }: Repositories,
  { channel, address }: ContactRow,
  unread: readonly InboxRow[],
  at: string,
): Promise<string> {
  const { id } = await contacts.findOrCreate(channel, address, at);
  await contacts.touch(id, at);
  // The event's own id is marked as erased.
  for (const { eventId, body } of unread) await inbox.addOwn(id, channel, `anew:${eventId}`, body, at);
  return id;
}
