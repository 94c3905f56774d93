/** Invitations: a link that makes one account, once. */
import { randomUUID } from 'node:crypto';
import {
  EmailTakenError,
  type InvitationRow,
  type Repositories,
  type Role,
  type StaffRow,
} from '../../store/store';
import { record } from '../audit/record';
import { ApiError, invalidField } from '../errors';
import { hashToken, newToken, tokenName } from '../tokens';

const lifeMs = 24 * 3_600_000;
/** Begins the token of the first administrator: such a link is worth nothing once there are staff. */
const firstRunMark = 'first-';

export type InvitationRequest = {
  organisationId: string;
  role: Role;
  /** Null: whoever has the link says theirs. */
  email: string | null;
  /** Id of a member of staff, `first-run` or `command-line`. */
  by: string;
};
export type Invitation = {
  token: string;
  /** Where it is accepted, to be put after the public address. The token stands where no server log sees it. */
  path: string;
  expiresAt: string;
};
export type Acceptance = {
  token: string;
  name: string;
  email: string;
  password: string;
  languages: string[];
};

export async function makeInvitation(
  repositories: Repositories,
  { organisationId, role, email, by }: InvitationRequest,
  now: Date,
): Promise<Invitation> {
  const token = `${by === 'first-run' ? firstRunMark : ''}${newToken()}`;
  const tokenHash = hashToken(token);
  const expiresAt = new Date(now.getTime() + lifeMs).toISOString();
  await repositories.staff.addInvitation({ tokenHash, organisationId, role, email, expiresAt });
  await record(repositories, {
    at: now.toISOString(),
    actor: by,
    organisationId,
    action: 'invitation.made',
    subject: tokenName(tokenHash),
    details: { role },
  });
  return { token, path: `/console/#/accept/${token}`, expiresAt };
}

/**
 * Makes the account, or renews the password of the account the invitation was made out to.
 * @throws ApiError; the transaction around it must then be rolled back, so that the invitation stays good.
 */
export async function acceptInvitation(
  repositories: Repositories,
  acceptance: Omit<Acceptance, 'password'> & { passwordHash: string },
  now: Date,
): Promise<StaffRow> {
  const invitation = await takeValid(repositories, acceptance.token, now);
  if (invitation.email !== null && invitation.email !== acceptance.email)
    throw invalidField('email', 'other-email');
  const existing = await repositories.staff.findByEmail(acceptance.email);
  const staff = existing ? renewed(existing, invitation, acceptance) : joined(invitation, acceptance, now);
  await repositories.staff.put(staff).catch(asConflict);
  if (existing) await repositories.staff.removeSessionsOf(staff.id);
  await record(repositories, {
    at: now.toISOString(),
    actor: staff.id,
    organisationId: staff.organisationId,
    action: existing ? 'password.renewed' : 'invitation.accepted',
    subject: tokenName(invitation.tokenHash),
    details: { role: staff.role },
  });
  return staff;
}

async function takeValid({ staff }: Repositories, token: string, now: Date): Promise<InvitationRow> {
  const invitation = await staff.takeInvitation(hashToken(token));
  const over = !invitation || Date.parse(invitation.expiresAt) <= now.getTime();
  if (over || (token.startsWith(firstRunMark) && (await staff.count()) > 0))
    throw new ApiError('invitation-over');
  return invitation;
}

type Accepted = Pick<Acceptance, 'name' | 'email' | 'languages'> & { passwordHash: string };

function joined(
  { organisationId, role }: InvitationRow,
  { name, email, languages, passwordHash }: Accepted,
  now: Date,
): StaffRow {
  return {
    id: randomUUID(),
    ...{ organisationId, role, name, email, languages, passwordHash },
    municipalities: [],
    disabled: false,
    createdAt: now.toISOString(),
  };
}

/** A forgotten password: an administrator makes an invitation out to the address the person already has. */
function renewed(
  existing: StaffRow,
  invitation: InvitationRow,
  { name, languages, passwordHash }: Accepted,
): StaffRow {
  const theirs = invitation.email === existing.email && invitation.organisationId === existing.organisationId;
  if (!theirs || existing.disabled) throw new ApiError('email-taken');
  return { ...existing, name, languages, passwordHash };
}

function asConflict(error: unknown): never {
  throw error instanceof EmailTakenError ? new ApiError('email-taken') : error;
}
