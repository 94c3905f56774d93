import { newSession, type Session } from '../../../bot';
import type {
  ContactRow,
  HandoffRow,
  InboxRow,
  NewOutboxRow,
  StaffRow,
  Store,
} from '../../../server/store/store';

export type OpenStore = () => Promise<Store>;

export const now = '2026-11-23T09:00:00.000Z';

/** The instant `seconds` after `now`. */
export function at(seconds: number): string {
  return new Date(Date.parse(now) + seconds * 1000).toISOString();
}

/** Gives each test a store of its own and closes it afterwards. */
export function useStore(open: OpenStore): { readonly store: Store } {
  let store: Store | undefined;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(async () => {
    await store?.close();
    store = undefined;
  });
  return {
    get store() {
      if (store === undefined) throw new Error('no store outside a test');
      return store;
    },
  };
}

export function contact(store: Store, address = '+32470000001'): Promise<ContactRow> {
  return store.contacts.findOrCreate('whatsapp', address, now);
}

export async function received(
  store: Store,
  contactId: string,
  eventId: string,
  text = 'bonjour',
): Promise<InboxRow> {
  const row = await store.inbox.add(
    {
      contactId,
      channel: 'whatsapp',
      eventId,
      address: 'unused',
      body: { type: 'message', text, media: [] },
    },
    now,
  );
  if (row === undefined) throw new Error(`event ${eventId} was seen before`);
  return row;
}

export function reply(id: string, contactId: string, text = 'Bienvenue'): NewOutboxRow {
  return {
    id,
    contactId,
    author: { type: 'bot' },
    language: 'fr',
    part: { type: 'text', text },
    blocks: [{ key: 'welcome', values: { place: 'Gent' }, text }],
    options: [{ id: 'command:menu', title: 'Menu' }],
    template: { name: 'reminder', values: { day: '3' } },
    createdAt: now,
  };
}

export function session(topic: string | null): Session {
  return { ...newSession('r1'), topic };
}

export function handoff(
  id: string,
  contactId: string,
  change: Partial<HandoffRow> = {},
): Omit<HandoffRow, 'revision'> {
  const { revision: _, ...row } = {
    id,
    contactId,
    state: 'requested' as const,
    reason: 'asked' as const,
    urgent: false,
    topic: null,
    summary: 'wants to speak to a person',
    language: 'fr',
    municipality: '44021',
    organisationId: 'gent',
    assignedTo: null,
    requestedAt: now,
    assignedAt: null,
    closedAt: null,
    expiresAt: at(3600),
    outcome: null,
    revision: 0,
    ...change,
  };
  return row;
}

export function colleague(id: string, change: Partial<StaffRow> = {}): StaffRow {
  return {
    id,
    organisationId: 'gent',
    email: `${id}@example.org`,
    name: `Name of ${id}`,
    role: 'mediator',
    languages: ['fr', 'ar'],
    municipalities: [],
    passwordHash: 'argon2id',
    disabled: false,
    createdAt: now,
    ...change,
  };
}
