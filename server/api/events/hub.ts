/**
 * What consoles are told: that a conversation changed, by id and kind. They then ask for it themselves, so that the
 * walls between organisations are kept in one place.
 *
 * It listens to the same wake-ups as the workers, while anybody is there. A short memory lets a console that lost
 * its line go on where it was; when the memory does not reach back, it is told to read everything again.
 */
import { type ApiEvent, createRing } from './ring';
import { createWatch, type News, type WatchDependencies } from './watch';

export type Subscriber = { organisationId: string; send(event: ApiEvent): void };
export type EventHub = {
  /**
   * @param after id of the last event received, if any.
   * @returns a function that ends the subscription.
   */
  subscribe(subscriber: Subscriber, after: string | undefined): Promise<() => void>;
};

export function createEventHub(dependencies: WatchDependencies): EventHub {
  const subscribers = new Set<Subscriber>();
  let ring = createRing();
  const publish = (news: News): void => {
    const event = ring.add(news);
    for (const subscriber of subscribers)
      if (subscriber.organisationId === news.organisationId) subscriber.send(event);
  };
  const watch = createWatch(dependencies, publish);
  const leave = (subscriber: Subscriber): void => {
    if (subscribers.delete(subscriber) && subscribers.size === 0) watch.stop();
  };
  return {
    async subscribe(subscriber, after) {
      const first = subscribers.size === 0;
      subscribers.add(subscriber);
      if (first) {
        // Nobody listened until now: what happened before is not known, so the memory begins anew.
        ring = createRing();
        await watch.start().catch((error: unknown) => {
          leave(subscriber);
          throw error;
        });
      }
      for (const event of ring.since(after, subscriber.organisationId)) subscriber.send(event);
      return () => leave(subscriber);
    },
  };
}
