/** The one way a conversation is changed through the API: read, judge, write by revision, record; then wake. */
import type { HandoffRow, Repositories } from '../../store/store';
import type { Viewer } from '../accounts';
import { type AuditAction, type AuditRecord, record } from '../audit/record';
import type { ApiContext } from '../context';
import { ApiError } from '../errors';
import { type HandoffAction, handoffPolicies } from '../policies';
import { type Conversation, findConversation } from './read';

export type Change = Parameters<Repositories['handoffs']['change']>[2];

/** What is to be done to a conversation; `null`: nothing, it is already so. */
export type Decision<T> = {
  change: Change | null;
  action: AuditAction;
  details?: AuditRecord['details'];
  result: T;
};

/** @param decide may also write, in the same transaction. It may run again when somebody else was faster. */
export type Decide<T> = (conversation: Conversation, repositories: Repositories) => Promise<Decision<T>>;

/** Somebody else changed the conversation between reading and writing. */
class OvertakenError extends Error {}
const mostTries = 5;

/**
 * @throws ApiError `not-found`, `taken`, `wrong-state`, `not-assignee` and what `decide` throws.
 */
export async function changeHandoff<T>(
  context: ApiContext,
  viewer: Viewer,
  id: string,
  decide: Decide<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { contactId, result } = await changeOnce(context, viewer, id, decide);
      context.bus.wake(contactId);
      return result;
    } catch (error) {
      if (!(error instanceof OvertakenError)) throw error;
      if (attempt >= mostTries) throw new ApiError('wrong-state');
    }
  }
}

function changeOnce<T>(
  { store, now, log }: ApiContext,
  viewer: Viewer,
  id: string,
  decide: Decide<T>,
): Promise<{ contactId: string; result: T }> {
  return store.transaction(async (repositories) => {
    const conversation = await findConversation(repositories, viewer, id);
    const { handoff, contact } = conversation;
    const { change, action, details, result } = await decide(conversation, repositories);
    if (change) {
      const kept = await repositories.handoffs.change(id, handoff.revision, change);
      if (!kept) throw new OvertakenError();
      const { id: actor, organisationId } = viewer.staff;
      const at = now().toISOString();
      await record(repositories, { at, actor, organisationId, action, subject: id, details });
      log.info({ handoffId: id, staffId: actor, action }, 'conversation changed');
    }
    return { contactId: contact.id, result };
  });
}

/** @throws ApiError when the viewer may not do this now, with the reason that helps most. */
export async function demand(
  action: HandoffAction,
  viewer: Viewer,
  handoff: HandoffRow,
  { staff }: Repositories,
): Promise<void> {
  if (handoffPolicies[action](viewer, handoff)) return;
  const { state, assignedTo } = handoff;
  if (state !== 'assigned') throw new ApiError('wrong-state', { state });
  if (action !== 'claim') throw new ApiError('not-assignee');
  const holder = assignedTo === null ? undefined : await staff.get(assignedTo);
  throw new ApiError('taken', { assignedTo: holder ? { id: holder.id, name: holder.name } : null });
}
