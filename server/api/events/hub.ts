/**
 * What consoles are told: that a conversation changed, by id and kind. They then ask for it themselves, so that the
 * walls between organisations are kept in one place.
 *
 * It listens to the same wake-ups as the workers. A short memory lets a console that lost its line go on where it
 * was; when the memory does not reach back, it is told to read everything again.
 */
import { randomUUID } from 'node:crypto';
import type { Logger } from '../../log';
import type { Bus } from '../../store/bus';
import type { HandoffRow, Store } from '../../store/store';

export type EventKind =
  /** Opened, claimed, released, transferred, raised or ended. */
  | 'handoff'
  /** Something was said or delivered. */
  | 'message'
  /** What happened meanwhile is not known: read everything again. */
  | 'reset';
export type ApiEvent = { id: string; kind: EventKind; handoffId: string | null };

export type Subscriber = { organisationId: string; send(event: ApiEvent): void };
export type EventHub = {
  /**
   * @param after id of the last event received, if any.
   * @returns a function that ends the subscription.
   */
  subscribe(subscriber: Subscriber, after: string | undefined): Promise<() => void>;
};

const ringLength = 1000;
const knownContacts = 5000;
/** Wake-ups of one contact this close together are one event. */
const gatherMs = 40;

type Kept = ApiEvent & { organisationId: string; number: number };
/** What was last known of a contact's conversation, to tell a change of hands from a message. */
type Known = { handoffId: string; organisationId: string; state: string };

export type EventHubDependencies = {
  store: Pick<Store, 'handoffs' | 'organisations'>;
  bus: Bus;
  log: Logger;
};

export function createEventHub(dependencies: EventHubDependencies): EventHub {
  const { bus, store, log } = dependencies;
  const subscribers = new Set<Subscriber>();
  const known = new Map<string, Known>();
  const gathering = new Set<string>();
  let ring = createRing();
  let stopListening: (() => void) | undefined;

  const look = async (contactId: string): Promise<void> => {
    gathering.delete(contactId);
    const before = known.get(contactId);
    const open = await store.handoffs.openOf(contactId);
    const present = open && knownOf(open);
    remember(known, contactId, present);
    // One ended and another began: both are news.
    const ended = before && before.handoffId !== present?.handoffId ? [before] : [];
    for (const one of ended) publish('handoff', one);
    if (present) publish(before?.state === present.state ? 'message' : 'handoff', present);
  };
  const publish = (kind: EventKind, { handoffId, organisationId }: Known): void => {
    const event = ring.add(kind, handoffId, organisationId);
    for (const subscriber of subscribers)
      if (subscriber.organisationId === organisationId) subscriber.send(event);
  };
  const onWake = (contactId: string): void => {
    if (gathering.has(contactId)) return;
    gathering.add(contactId);
    setTimeout(() => {
      look(contactId).catch((error: unknown) => log.error({ err: error }, 'event not told'));
    }, gatherMs).unref();
  };
  /** Nobody listened until now: what happened before is not known, so the memory begins anew. */
  const begin = async (): Promise<void> => {
    ring = createRing();
    known.clear();
    stopListening = bus.onWake(onWake);
    const organisationIds = (await store.organisations.list()).map(({ id }) => id);
    const states = ['requested', 'assigned'] as const;
    const open = await store.handoffs.list({ organisationIds, states: [...states], limit: knownContacts });
    for (const row of open) if (!known.has(row.contactId)) remember(known, row.contactId, knownOf(row));
  };

  return {
    async subscribe(subscriber, after) {
      subscribers.add(subscriber);
      const end = () => {
        subscribers.delete(subscriber);
        if (subscribers.size > 0) return;
        stopListening?.();
        stopListening = undefined;
      };
      try {
        if (!stopListening) await begin();
      } catch (error) {
        end();
        throw error;
      }
      for (const event of ring.since(after, subscriber.organisationId)) subscriber.send(event);
      return end;
    },
  };
}

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

/** The last events of this run of the server, numbered; ids of another run mean nothing. */
function createRing() {
  const run = randomUUID().slice(0, 8);
  const events: Kept[] = [];
  let last = 0;
  const idOf = (number: number): string => `${run}-${number}`;
  return {
    add(kind: EventKind, handoffId: string, organisationId: string): ApiEvent {
      last += 1;
      const event = { id: idOf(last), kind, handoffId };
      events.push({ ...event, organisationId, number: last });
      if (events.length > ringLength) events.shift();
      return event;
    },
    /** @returns what this organisation missed; one `reset` when that is not known. */
    since(after: string | undefined, organisationId: string): ApiEvent[] {
      const [theirRun, number] = (after ?? '').split('-');
      const seen = Number(number);
      const reaches = theirRun === run && seen <= last && seen >= last - events.length;
      if (!reaches) return [{ id: idOf(last), kind: 'reset', handoffId: null }];
      return events
        .filter((event) => event.number > seen && event.organisationId === organisationId)
        .map(({ id, kind, handoffId }) => ({ id, kind, handoffId }));
    },
  };
}
