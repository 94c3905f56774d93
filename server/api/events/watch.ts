/** Turns wake-ups of contacts into news of their conversations. */
import type { Logger } from '../../log';
import type { Bus } from '../../store/bus';
import type { HandoffRow, Store } from '../../store/store';

/** `handoff`: opened, claimed, released, transferred, raised or ended. `message`: something was said or delivered. */
export type News = { kind: 'handoff' | 'message'; handoffId: string; organisationId: string };

export type Watch = { start(): Promise<void>; stop(): void };
export type WatchDependencies = { store: Pick<Store, 'handoffs' | 'organisations'>; bus: Bus; log: Logger };

const knownContacts = 5000;
/** Wake-ups of one contact this close together are one. */
const gatherMs = 40;

/** What was last known of a contact's conversation, to tell a change of hands from a message. */
type Known = { handoffId: string; organisationId: string; state: string };

export function createWatch({ store, bus, log }: WatchDependencies, tell: (news: News) => void): Watch {
  const known = new Map<string, Known>();
  const gathering = new Set<string>();
  let stopListening = () => {};

  const look = async (contactId: string): Promise<void> => {
    gathering.delete(contactId);
    const before = known.get(contactId);
    const open = await store.handoffs.openOf(contactId);
    const present = open && knownOf(open);
    remember(known, contactId, present);
    // One ended and another began: both are news.
    if (before && before.handoffId !== present?.handoffId) tell(newsOf('handoff', before));
    if (present) tell(newsOf(before?.state === present.state ? 'message' : 'handoff', present));
  };
  const onWake = (contactId: string): void => {
    if (gathering.has(contactId)) return;
    gathering.add(contactId);
    setTimeout(() => {
      look(contactId).catch((error: unknown) => log.error({ err: error }, 'event not told'));
    }, gatherMs).unref();
  };
  return {
    async start() {
      stopListening = bus.onWake(onWake);
      for (const row of await openHandoffs(store)) remember(known, row.contactId, knownOf(row));
    },
    stop() {
      stopListening();
      known.clear();
    },
  };
}

async function openHandoffs({ organisations, handoffs }: WatchDependencies['store']): Promise<HandoffRow[]> {
  const organisationIds = (await organisations.list()).map(({ id }) => id);
  return handoffs.list({ organisationIds, states: ['requested', 'assigned'], limit: knownContacts });
}

const newsOf = (kind: News['kind'], { handoffId, organisationId }: Known): News => ({
  kind,
  handoffId,
  organisationId,
});

const knownOf = ({ id, organisationId, state, assignedTo, urgent }: HandoffRow): Known => ({
  handoffId: id,
  organisationId,
  state: `${id}/${state}/${assignedTo}/${urgent}`,
});

/** The oldest is forgotten first: of it we then only say less. */
function remember(known: Map<string, Known>, contactId: string, present: Known | undefined): void {
  known.delete(contactId);
  if (!present) return;
  known.set(contactId, present);
  const [oldest] = known.keys();
  if (known.size > knownContacts && oldest !== undefined) known.delete(oldest);
}
