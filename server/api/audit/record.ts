/** What staff did: ids and actions, never what was written. */
import { randomUUID } from 'node:crypto';
import type { Repositories } from '../../store/store';

export const auditActions = [
  'session.opened',
  'session.closed',
  'session.revoked',
  'invitation.made',
  'invitation.accepted',
  'password.renewed',
  'staff.changed',
  'staff.disabled',
  'staff.enabled',
  'staff.signed-out',
  'organisation.changed',
  'handoff.claimed',
  'handoff.released',
  'handoff.transferred',
  'handoff.messaged',
  'handoff.answered',
  'handoff.returned',
  'handoff.closed',
] as const;
export type AuditAction = (typeof auditActions)[number];

export type AuditRecord = {
  at: string;
  /** Id of a member of staff; `command-line` or `first-run` where nobody is signed in. */
  actor: string;
  organisationId: string;
  action: AuditAction;
  /** Id of what it was done to. */
  subject: string;
  details?: Record<string, string | number | boolean | null>;
};

/** Adds the entry; inside the transaction of the change itself, so that neither stands without the other. */
export function record(
  { audit }: Pick<Repositories, 'audit'>,
  { organisationId, details, ...entry }: AuditRecord,
): Promise<void> {
  return audit.add({ id: randomUUID(), ...entry, details: { ...details, organisation: organisationId } });
}
