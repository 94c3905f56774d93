/** One thing the person said, from page to inbox: the same for a websocket and for HTTP. */
import type { Store } from '../../store/store';
import type { InboundBody, InboundMedia } from '../channel';
import type { Saying } from './frames';
import { epochOf } from './token';
import type { Uploads } from './uploads';

export type Said =
  | { type: 'received'; epoch: string | null }
  | { type: 'refused'; code: 'upload-gone' | 'try-later' };

export type Talk = (token: string, saying: Saying) => Promise<Said>;

export type TalkDependencies = {
  /** Hands the event to Botkit, which hands it to `receive`. */
  hear(eventId: string, address: string, body: InboundBody): Promise<{ contactId: string | null }>;
  uploads: Uploads;
  store: {
    contacts: Pick<Store['contacts'], 'findByAddress'>;
    media: Pick<Store['media'], 'toFetch' | 'keep'>;
  };
  onError(error: unknown): void;
};

export function createTalk(dependencies: TalkDependencies): Talk {
  return async (token, saying) => {
    const media = filesOf(dependencies.uploads, token, saying);
    if (media === null) return { type: 'refused', code: 'upload-gone' };
    try {
      const received = await dependencies.hear(saying.id, token, bodyOf(saying, media));
      const contactId =
        received.contactId ?? (await dependencies.store.contacts.findByAddress('web', token))?.id;
      if (contactId === undefined) return { type: 'received', epoch: null };
      await keepFiles(dependencies, contactId, media);
      return { type: 'received', epoch: epochOf(contactId) };
    } catch (error) {
      dependencies.onError(error);
      return { type: 'refused', code: 'try-later' };
    }
  };
}

/** @returns null when one of them is not there any more. */
function filesOf(uploads: Uploads, token: string, saying: Saying): InboundMedia[] | null {
  if (saying.type !== 'message') return [];
  const found = saying.media.map((id) => uploads.find(token, id));
  return found.includes(null) ? null : found.filter((media) => media !== null);
}

function bodyOf(saying: Saying, media: InboundMedia[]): InboundBody {
  switch (saying.type) {
    case 'message':
      return { type: 'message', text: saying.text, media, location: saying.location };
    case 'choice':
      return { type: 'choice', id: saying.choice, title: saying.title };
    case 'start':
      return { type: 'start', flow: saying.flow };
  }
}

/** More rows than are ever on their way at once; what is missed is fetched by the clock within its next rounds. */
const mostRows = 500;

/** Before the page is told that its photo was received, the store has it: a crash afterwards loses nothing. */
async function keepFiles(
  { store, uploads }: TalkDependencies,
  contactId: string,
  media: readonly InboundMedia[],
): Promise<void> {
  if (media.length === 0) return;
  const rows = await store.media.toFetch(mostRows);
  for (const file of media) {
    const row = rows.find((waiting) => waiting.contactId === contactId && waiting.source.url === file.url);
    // Not there: it was kept when this message came the first time.
    if (!row) continue;
    const { bytes, contentType } = uploads.fetch(file);
    await store.media.keep(row.id, bytes, contentType);
    uploads.drop(file);
  }
}
