/** Finding conversations the viewer may see, and what of them. */
import type { z } from 'zod';
import type { ContactRow, HandoffRow, Repositories, TranscriptLine } from '../../store/store';
import type { Viewer } from '../accounts';
import type { ApiContext } from '../context';
import { ApiError } from '../errors';
import type { UiLanguage } from '../language';
import { seesHandoff } from '../policies';
import { type Frame, presentHandoff } from './presenters';
import type { handoffListQuery } from './schema';

export type Conversation = { handoff: HandoffRow; contact: ContactRow };

/** @throws ApiError `not-found` when there is none, or none the viewer may know of. */
export async function findConversation(
  { handoffs, contacts }: Pick<Repositories, 'handoffs' | 'contacts'>,
  viewer: Viewer,
  id: string,
): Promise<Conversation> {
  const handoff = await handoffs.get(id);
  if (!handoff || !seesHandoff(viewer, handoff)) throw new ApiError('not-found');
  const contact = await contacts.get(handoff.contactId);
  if (!contact) throw new ApiError('not-found');
  return { handoff, contact };
}

/** Urgent first, then those who wait longest. */
export async function listHandoffs(
  query: z.output<typeof handoffListQuery>,
  viewer: Viewer,
  context: ApiContext,
  reader: UiLanguage,
) {
  const rows = await context.store.handoffs.list({
    organisationIds: [viewer.staff.organisationId],
    states: query.state,
    language: query.language,
    municipality: query.municipality,
    assignedTo: query.assigned === 'me' ? viewer.staff.id : undefined,
    limit: query.limit,
  });
  const seen = rows
    .filter((row) => seesHandoff(viewer, row))
    .filter((row) => query.assigned !== 'nobody' || row.assignedTo === null);
  const frame = await frameFor(viewer, context, reader);
  const contacts = await Promise.all(seen.map((row) => context.store.contacts.get(row.contactId)));
  return seen.flatMap((row, index) => {
    const contact = contacts[index];
    return contact ? [presentHandoff(row, contact, frame)] : [];
  });
}

export async function frameFor(viewer: Viewer, context: ApiContext, reader: UiLanguage): Promise<Frame> {
  const colleagues = await context.store.staff.list(viewer.staff.organisationId);
  return {
    viewer,
    reader,
    release: context.release(),
    now: context.now(),
    profiles: context.profiles,
    colleagues: new Map(colleagues.map((row) => [row.id, row])),
  };
}

/** Once a conversation has ended, what the person writes later is for whoever has the next one. */
export async function visibleLines(
  { transcript }: Pick<Repositories, 'transcript'>,
  { handoff, contact }: Conversation,
  limit: number,
): Promise<TranscriptLine[]> {
  const { closedAt } = handoff;
  const lines = await transcript.of(contact.id, limit);
  return closedAt === null ? lines : lines.filter((line) => line.at <= closedAt);
}
