/** The last events of this run of the server, numbered; ids of another run mean nothing. */
import { randomUUID } from 'node:crypto';
import type { News } from './watch';

export type ApiEvent = {
  id: string;
  /** `reset`: what happened meanwhile is not known, read everything again. */
  kind: News['kind'] | 'reset';
  handoffId: string | null;
};

export type Ring = {
  add(news: News): ApiEvent;
  /** @returns what this organisation missed after the event of this id; one `reset` when that is not known. */
  since(after: string | undefined, organisationId: string): ApiEvent[];
};

const length = 1000;

export function createRing(): Ring {
  const run = randomUUID().slice(0, 8);
  const kept: { number: number; organisationId: string; event: ApiEvent }[] = [];
  let last = 0;
  const idOf = (number: number): string => `${run}-${number}`;
  return {
    add({ kind, handoffId, organisationId }) {
      last += 1;
      const event = { id: idOf(last), kind, handoffId };
      kept.push({ number: last, organisationId, event });
      if (kept.length > length) kept.shift();
      return event;
    },
    since(after, organisationId) {
      const [theirRun, number] = (after ?? '').split('-');
      const seen = Number(number);
      const reaches = theirRun === run && seen <= last && seen >= last - kept.length;
      if (!reaches) return [{ id: idOf(last), kind: 'reset', handoffId: null }];
      return kept
        .filter((one) => one.number > seen && one.organisationId === organisationId)
        .map(({ event }) => event);
    },
  };
}
