import type { Repositories, TranscriptLine } from '../store';
import type { Context } from './context';
import { readInbox } from './inbox';
import { readOutbox } from './outbox';
import { prepared } from './prepared';

type Last = { contactId: string; limit: number };

const lastIn = prepared((db, p: Last) =>
  db
    .selectFrom('inbox')
    .selectAll()
    .where('contact_id', '=', p.contactId)
    .orderBy('sequence', 'desc')
    .limit(p.limit),
);

const lastOut = prepared((db, p: Last) =>
  db
    .selectFrom('outbox')
    .selectAll()
    .where('contact_id', '=', p.contactId)
    .orderBy('sequence', 'desc')
    .limit(p.limit),
);

const media = prepared((db, p: { contactId: string }) =>
  db
    .selectFrom('media')
    .select(['id', 'inbox_id', 'content_type', 'state'])
    .where('contact_id', '=', p.contactId)
    .orderBy('sequence'),
);

type Files = Extract<TranscriptLine, { direction: 'in' }>['media'];

export function transcriptRepository(context: Context): Repositories['transcript'] {
  return {
    async of(contactId, limit) {
      const files = await filesByMessage(context, contactId);
      const received = (await lastIn(context, { contactId, limit })).rows.reverse();
      const sent = (await lastOut(context, { contactId, limit })).rows.reverse();
      const lines: TranscriptLine[] = [
        ...received.map((stored): TranscriptLine => {
          const { id, receivedAt, body } = readInbox(context, stored);
          return { direction: 'in', id, at: receivedAt, body, media: files.get(id) ?? [] };
        }),
        ...sent.map((stored): TranscriptLine => {
          const row = readOutbox(context, stored);
          return { direction: 'out', id: row.id, at: row.createdAt, row };
        }),
      ];
      // A stable sort: at the same instant the message comes before its answer.
      return lines.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).slice(-limit);
    },
  };
}

async function filesByMessage(context: Context, contactId: string): Promise<Map<string, Files>> {
  const { rows } = await media(context, { contactId });
  const files = new Map<string, Files>();
  for (const { id, inbox_id, content_type, state } of rows) {
    const file = { id, contentType: content_type, state };
    files.set(inbox_id, [...(files.get(inbox_id) ?? []), file]);
  }
  return files;
}
