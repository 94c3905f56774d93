/** The only way a row becomes JSON, so that nothing leaves by accident. */
import type { z } from 'zod';
import { deskAt } from '../handoff/hours';
import type { AuditEntry, OrganisationRow, StaffRow, StaffSessionRow } from '../store/store';
import type { Viewer } from './accounts';
import type { auditListSchema } from './audit/schema';
import type { organisationSchema } from './organisation/schema';
import { can, generalPolicies, staffPolicies } from './policies';
import type { sessionListSchema, sessionSchema } from './session/schema';
import type { staffSchema } from './staff/schema';
import { tokenName } from './tokens';

export function presentStaff(row: StaffRow, viewer: Viewer): z.infer<typeof staffSchema> {
  const { id, name, role, languages, municipalities, disabled } = row;
  const { readEmail, ...rights } = can(staffPolicies, viewer, row);
  return {
    ...{ id, name, role, languages, municipalities, disabled },
    email: readEmail ? row.email : null,
    can: rights,
  };
}

export function presentSession(
  viewer: Viewer,
  organisation: OrganisationRow | undefined,
): z.infer<typeof sessionSchema> {
  const { staff, session } = viewer;
  return {
    staff: presentStaff(staff, viewer),
    organisation: { id: staff.organisationId, name: organisation?.name ?? staff.organisationId },
    csrf: session.csrf,
    expiresAt: session.expiresAt,
    can: can(generalPolicies, viewer, undefined),
  };
}

export function presentSessionLine(
  { tokenHash, createdAt, lastSeenAt, expiresAt }: StaffSessionRow,
  viewer: Viewer,
): z.infer<typeof sessionListSchema>['sessions'][number] {
  const current = tokenHash === viewer.session.tokenHash;
  return { id: tokenName(tokenHash), createdAt, lastSeenAt, expiresAt, current };
}

export function presentOrganisation(
  { id, name, municipalities, languages, hours }: OrganisationRow,
  viewer: Viewer,
  now: Date,
): z.infer<typeof organisationSchema> {
  const { weekly, closedDays, publicHolidays } = hours;
  return {
    ...{ id, name, municipalities, languages },
    hours: { weekly, closedDays, publicHolidays },
    desk: deskAt(hours, now),
    can: { edit: generalPolicies.editOrganisation(viewer, undefined) },
  };
}

/** @param names of colleagues by id: others are shown by id only. */
export function presentAuditEntry(
  { id, at, actor, action, subject, details }: AuditEntry,
  names: ReadonlyMap<string, string>,
): z.infer<typeof auditListSchema>['entries'][number] {
  const { organisation: _, ...shown } = details;
  return { id, at, actor: { id: actor, name: names.get(actor) ?? null }, action, subject, details: shown };
}
