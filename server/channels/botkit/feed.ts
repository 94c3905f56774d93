/** What a page has not seen yet, read from the outbox: the same for a websocket and for a poll. */

import type { Store } from '../../store/store';
import type { DeliveryReport } from '../channel';
import type { MessageFrame } from './frames';
import { type PageContent, present } from './present';
import { epochOf } from './token';

/** Where a page stands: the last message it has, under which epoch. */
export type Position = { epoch: string | null; after: number };

export type News = {
  /** Null: nobody is known under this token. */
  epoch: string | null;
  /** The page knew somebody under this token who is not there any more. */
  gone: boolean;
  messages: MessageFrame[];
};

export type Feed = {
  read(token: string, position: Position): Promise<News>;
  /** The page has put everything up to this message on its screen. */
  seen(token: string, sequence: number): Promise<void>;
};

export type FeedStore = {
  contacts: Pick<Store['contacts'], 'findByAddress'>;
  outbox: Pick<Store['outbox'], 'after'>;
};

/** Pages whose unconfirmed messages are remembered; beyond that the oldest are not reported as delivered. */
const mostPages = 10_000;

export function createFeed(
  store: FeedStore,
  content: PageContent,
  report: (report: DeliveryReport) => Promise<void>,
): Feed {
  /** By token: sequence -> outbox row, handed out and not yet confirmed. */
  const handed = new Map<string, Map<number, string>>();
  return {
    async read(token, { epoch: known, after }) {
      const contact = await store.contacts.findByAddress('web', token);
      if (!contact) return { epoch: null, gone: known !== null, messages: [] };
      const epoch = epochOf(contact.id);
      const rows = await store.outbox.after(contact.id, known === epoch ? after : 0);
      remember(handed, token, rows);
      const messages = rows.map((row, index) =>
        present(row, content, { epoch, last: contact.erasing && index === rows.length - 1 }),
      );
      return { epoch, gone: false, messages };
    },
    async seen(token, sequence) {
      const open = [...(handed.get(token) ?? [])].filter(([handedOut]) => handedOut <= sequence);
      for (const [handedOut, id] of open) {
        handed.get(token)?.delete(handedOut);
        await report({ messageId: id, providerId: id, status: 'delivered' });
      }
      if (handed.get(token)?.size === 0) handed.delete(token);
    },
  };
}

function remember(
  handed: Map<string, Map<number, string>>,
  token: string,
  rows: readonly { sequence: number; id: string; state: string }[],
): void {
  const open = rows.filter((row) => row.state !== 'delivered' && row.state !== 'read');
  if (open.length === 0) return;
  const mine = handed.get(token) ?? new Map<number, string>();
  for (const { sequence, id } of open) mine.set(sequence, id);
  handed.delete(token);
  handed.set(token, mine);
  const oldest = handed.size > mostPages ? handed.keys().next().value : undefined;
  if (oldest !== undefined) handed.delete(oldest);
}
