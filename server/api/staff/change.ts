/** Changing a colleague, with what follows from it. */
import { transition } from '../../handoff/handoff';
import type { Repositories, StaffRow } from '../../store/store';
import type { Viewer } from '../accounts';
import { type AuditAction, record } from '../audit/record';
import type { ApiContext } from '../context';
import { ApiError } from '../errors';
import { requeuedUntil } from '../handoffs/expiry';
import { staffPolicies } from '../policies';
import type { StaffChange } from './schema';

/** Changes nobody makes to themselves alone. */
const managed = ['role', 'municipalities', 'disabled'] as const satisfies (keyof StaffChange)[];

/**
 * @returns the colleague after the change, and the contacts whose conversations went back to the queue.
 * @throws ApiError `not-found` outside the organisation, `forbidden`, `last-administrator`.
 */
export async function changeStaff(
  repositories: Repositories,
  viewer: Viewer,
  id: string,
  change: StaffChange,
  context: Pick<ApiContext, 'now' | 'handoffDays'>,
): Promise<{ staff: StaffRow; freed: string[] }> {
  const before = await colleague(repositories, viewer, id);
  const needsManager = managed.some((field) => change[field] !== undefined);
  const policy = needsManager ? staffPolicies.manage : staffPolicies.editProfile;
  if (!policy(viewer, before)) throw new ApiError('forbidden');
  const after: StaffRow = { ...before, ...change };
  await keepAdministrator(repositories, before, after);
  await repositories.staff.put(after);
  await record(repositories, {
    at: context.now().toISOString(),
    actor: viewer.staff.id,
    organisationId: viewer.staff.organisationId,
    action: actionOf(before, after),
    subject: id,
    details: { fields: Object.keys(change).join(','), role: after.role },
  });
  const leaves = after.disabled || after.role === 'analyst';
  if (after.disabled) await repositories.staff.removeSessionsOf(id);
  return { staff: after, freed: leaves ? await freeConversations(repositories, after, context) : [] };
}

/** @throws ApiError `not-found` for an unknown id and for another organisation alike. */
export async function colleague({ staff }: Repositories, viewer: Viewer, id: string): Promise<StaffRow> {
  const row = await staff.get(id);
  if (!row || row.organisationId !== viewer.staff.organisationId) throw new ApiError('not-found');
  return row;
}

function actionOf(before: StaffRow, after: StaffRow): AuditAction {
  if (before.disabled === after.disabled) return 'staff.changed';
  return after.disabled ? 'staff.disabled' : 'staff.enabled';
}

const administers = ({ role, disabled }: StaffRow): boolean => role === 'administrator' && !disabled;

async function keepAdministrator({ staff }: Repositories, before: StaffRow, after: StaffRow): Promise<void> {
  if (!administers(before) || administers(after)) return;
  const others = (await staff.list(before.organisationId)).filter((row) => row.id !== before.id);
  if (!others.some(administers)) throw new ApiError('last-administrator');
}

/** Nobody is left waiting for somebody who cannot answer any more. */
async function freeConversations(
  { handoffs }: Repositories,
  { id, organisationId }: StaffRow,
  { now, handoffDays }: Pick<ApiContext, 'now' | 'handoffDays'>,
): Promise<string[]> {
  const held = await handoffs.list({
    organisationIds: [organisationId],
    states: ['assigned'],
    assignedTo: id,
    limit: 1000,
  });
  for (const { id: handoffId, revision, state } of held) {
    const change = {
      ...transition(state, { type: 'release' }),
      expiresAt: requeuedUntil(now(), handoffDays),
    };
    const moved = await handoffs.change(handoffId, revision, change);
    if (!moved) throw new Error('a conversation changed hands meanwhile');
  }
  return held.map((handoff) => handoff.contactId);
}
