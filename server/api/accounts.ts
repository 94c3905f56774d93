/** Who staff are: sign-in, sessions, invitations. Knows nothing of HTTP. */

import { ensureDefaultOrganisation } from '../handoff/organisations';
import type { Repositories, StaffRow, StaffSessionRow, Store } from '../store/store';
import { record } from './audit/record';
import {
  type Acceptance,
  acceptInvitation,
  type Invitation,
  type InvitationRequest,
  makeInvitation,
} from './invitations/invitation';
import { hashPassword, verifyPassword } from './passwords';
import { addSession, sessionsOf } from './session/list';
import { hashToken, newToken, tokenName } from './tokens';

const hour = 3_600_000;
/** A session ends when unused for so long, and in any case after so long. */
export const sessionLimits = { idleMs: 12 * hour, absoluteMs: 7 * 24 * hour } as const;
/** Use is written down at most this often. */
const touchEveryMs = 60_000;

/** A member of staff with the session they came in by. */
export type Viewer = { staff: StaffRow; session: StaffSessionRow };
/** A session just begun, with the token that only the browser keeps. */
export type NewSession = Viewer & { token: string };

export type Accounts = {
  /** @returns null for a wrong password, an unknown e-mail address and a disabled account alike, after the same time. */
  signIn(credentials: { email: string; password: string }): Promise<NewSession | null>;
  /** @returns null when the token is no session, the session is over or the person disabled. Notes the use. */
  find(token: string): Promise<Viewer | null>;
  /** Whether the session could still be used; does not count as use. */
  isOpen(session: StaffSessionRow): Promise<boolean>;
  signOut(viewer: Viewer): Promise<void>;
  /** The viewer's own sessions that are still open, the newest first. */
  list(viewer: Viewer): Promise<StaffSessionRow[]>;
  /** Ends one of the viewer's own sessions. @returns false when there is none of this name. */
  revoke(viewer: Viewer, name: string): Promise<boolean>;
  /** @returns a token that is good for one use. The store keeps its hash only. */
  invite(request: InvitationRequest): Promise<Invitation>;
  /** @throws ApiError `invitation-over`, `email-taken`, `invalid`. */
  accept(acceptance: Acceptance): Promise<NewSession>;
  /** For the first start: @returns an administrator's invitation, or null when there are staff already. */
  createFirstRunLink(): Promise<Invitation | null>;
};

export type AccountDependencies = { store: Store; now(): Date };

export function createAccounts(dependencies: AccountDependencies): Accounts {
  const { store, now } = dependencies;
  // Verified against when the account does not exist, so that both take as long. Made once.
  const nobody = hashPassword(newToken());
  return {
    signIn: (credentials) => signIn(dependencies, nobody, credentials),
    find: (token) => find(dependencies, token),
    isOpen: async ({ tokenHash }) => (await openViewer(dependencies, tokenHash)) !== null,
    signOut: (viewer) => endSession(dependencies, viewer, viewer.session.tokenHash, 'session.closed'),
    list: (viewer) => openSessions(dependencies, viewer),
    async revoke(viewer, name) {
      const sessions = await openSessions(dependencies, viewer);
      const found = sessions.find((session) => tokenName(session.tokenHash) === name);
      if (found) await endSession(dependencies, viewer, found.tokenHash, 'session.revoked');
      return found !== undefined;
    },
    invite: (request) => store.transaction((repositories) => makeInvitation(repositories, request, now())),
    accept: async (acceptance) => {
      const passwordHash = await hashPassword(acceptance.password);
      return store.transaction(async (repositories) => {
        const staff = await acceptInvitation(repositories, { ...acceptance, passwordHash }, now());
        return beginSession(repositories, staff, now());
      });
    },
    createFirstRunLink: () => store.transaction((repositories) => firstRun(repositories, now())),
  };
}

async function signIn(
  { store, now }: AccountDependencies,
  nobody: Promise<string>,
  { email, password }: { email: string; password: string },
): Promise<NewSession | null> {
  const stand = await nobody;
  const staff = await store.staff.findByEmail(email.trim().toLowerCase());
  const right = await verifyPassword(staff?.passwordHash ?? stand, password);
  if (!staff || staff.passwordHash === null || staff.disabled || !right) return null;
  return store.transaction((repositories) => beginSession(repositories, staff, now()));
}

/** Begins a session for somebody who has shown who they are. */
export async function beginSession(
  repositories: Repositories,
  staff: StaffRow,
  now: Date,
): Promise<NewSession> {
  const token = newToken();
  const at = now.toISOString();
  const session: StaffSessionRow = {
    tokenHash: hashToken(token),
    staffId: staff.id,
    csrf: newToken(),
    createdAt: at,
    expiresAt: new Date(now.getTime() + sessionLimits.absoluteMs).toISOString(),
    lastSeenAt: at,
  };
  await addSession(repositories, session);
  await record(repositories, {
    at,
    actor: staff.id,
    organisationId: staff.organisationId,
    action: 'session.opened',
    subject: tokenName(session.tokenHash),
  });
  return { staff, session, token };
}

async function find(dependencies: AccountDependencies, token: string): Promise<Viewer | null> {
  const viewer = await openViewer(dependencies, hashToken(token));
  if (!viewer) return null;
  const now = dependencies.now();
  if (now.getTime() - Date.parse(viewer.session.lastSeenAt) >= touchEveryMs)
    await dependencies.store.staff.touchSession(viewer.session.tokenHash, now.toISOString());
  return viewer;
}

async function openViewer({ store, now }: AccountDependencies, tokenHash: string): Promise<Viewer | null> {
  const session = await store.staff.session(tokenHash);
  if (!session || isOver(session, now())) return null;
  const staff = await store.staff.get(session.staffId);
  return staff && !staff.disabled ? { staff, session } : null;
}

function isOver({ expiresAt, lastSeenAt }: StaffSessionRow, now: Date): boolean {
  return (
    now.getTime() >= Date.parse(expiresAt) || now.getTime() - Date.parse(lastSeenAt) >= sessionLimits.idleMs
  );
}

async function openSessions(
  { store, now }: AccountDependencies,
  { staff }: Viewer,
): Promise<StaffSessionRow[]> {
  const sessions = await sessionsOf(store, staff.id);
  return sessions.filter((session) => !isOver(session, now())).reverse();
}

async function endSession(
  { store, now }: AccountDependencies,
  { staff }: Viewer,
  tokenHash: string,
  action: 'session.closed' | 'session.revoked',
): Promise<void> {
  await store.transaction(async (repositories) => {
    await repositories.staff.removeSession(tokenHash);
    await record(repositories, {
      at: now().toISOString(),
      actor: staff.id,
      organisationId: staff.organisationId,
      action,
      subject: tokenName(tokenHash),
    });
  });
}

async function firstRun(repositories: Repositories, now: Date): Promise<Invitation | null> {
  if ((await repositories.staff.count()) > 0) return null;
  const organisation = await ensureDefaultOrganisation(repositories);
  const request = {
    organisationId: organisation.id,
    role: 'administrator' as const,
    email: null,
    by: 'first-run',
  };
  return makeInvitation(repositories, request, now);
}
