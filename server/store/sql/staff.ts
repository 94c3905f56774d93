import type { Selectable } from 'kysely';
import {
  EmailTakenError,
  type InvitationRow,
  type Repositories,
  type StaffRow,
  type StaffSessionRow,
} from '../store';
import { type Context, flag, parseList } from './context';
import { prepared } from './prepared';
import type { StaffSessionTable, StaffTable } from './schema';

/** Looked at on every request of the console. */
const session = prepared((db, p: { tokenHash: string }) =>
  db.selectFrom('staff_session').selectAll().where('token_hash', '=', p.tokenHash),
);

const byId = prepared((db, p: { id: string }) => db.selectFrom('staff').selectAll().where('id', '=', p.id));

type StaffRepository = Repositories['staff'];
type People = Pick<StaffRepository, 'count' | 'get' | 'findByEmail' | 'list' | 'put'>;
type Sessions = Pick<
  StaffRepository,
  'addSession' | 'session' | 'touchSession' | 'removeSession' | 'removeSessionsOf'
>;
type Invitations = Pick<StaffRepository, 'addInvitation' | 'takeInvitation'>;

export function staffRepository(context: Context): StaffRepository {
  return { ...people(context), ...sessions(context), ...invitations(context) };
}

function people(context: Context): People {
  const { db, hashes } = context;
  return {
    async count() {
      const row = await db
        .selectFrom('staff')
        .select((eb) => eb.fn.countAll().as('count'))
        .executeTakeFirstOrThrow();
      return Number(row.count);
    },
    async get(id) {
      const { rows } = await byId(context, { id });
      return rows[0] && read(context, rows[0]);
    },
    async findByEmail(email) {
      const row = await db
        .selectFrom('staff')
        .selectAll()
        .where('email_hash', '=', hashes.email(email))
        .executeTakeFirst();
      return row && read(context, row);
    },
    async list(organisationId) {
      const rows = await db
        .selectFrom('staff')
        .selectAll()
        .where('organisation_id', '=', organisationId)
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map((row) => read(context, row));
    },
    put: (row) => put(context, row),
  };
}

async function put(context: Context, row: StaffRow): Promise<void> {
  const { db, hashes, vault, traits } = context;
  const { id, email, name } = row;
  const columns = {
    organisation_id: row.organisationId,
    email_hash: hashes.email(email),
    email: vault.seal(`staff.email:${id}`, email),
    name: vault.seal(`staff.name:${id}`, name),
    role: row.role,
    languages: JSON.stringify(row.languages),
    municipalities: JSON.stringify(row.municipalities),
    password_hash: row.passwordHash,
    disabled: flag(row.disabled),
    created_at: row.createdAt,
  };
  try {
    await db
      .insertInto('staff')
      .values({ id, ...columns })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
      .execute();
  } catch (error) {
    if (!traits.isUniqueViolation(error)) throw error;
    throw new EmailTakenError('this e-mail address belongs to another member of staff');
  }
}

function sessions(context: Context): Sessions {
  const { db } = context;
  return {
    async addSession(row) {
      const { tokenHash, staffId, csrf, createdAt, expiresAt, lastSeenAt } = row;
      await db
        .insertInto('staff_session')
        .values({
          token_hash: tokenHash,
          staff_id: staffId,
          csrf,
          created_at: createdAt,
          expires_at: expiresAt,
          last_seen_at: lastSeenAt,
        })
        .execute();
    },
    async session(tokenHash) {
      const { rows } = await session(context, { tokenHash });
      return rows[0] && readSession(rows[0]);
    },
    async touchSession(tokenHash, now) {
      await db
        .updateTable('staff_session')
        .set({ last_seen_at: now })
        .where('token_hash', '=', tokenHash)
        .execute();
    },
    async removeSession(tokenHash) {
      await db.deleteFrom('staff_session').where('token_hash', '=', tokenHash).execute();
    },
    async removeSessionsOf(staffId) {
      await db.deleteFrom('staff_session').where('staff_id', '=', staffId).execute();
    },
  };
}

function invitations({ db, vault }: Context): Invitations {
  return {
    async addInvitation({ tokenHash, organisationId, role, email, expiresAt }) {
      await db
        .insertInto('invitation')
        .values({
          token_hash: tokenHash,
          organisation_id: organisationId,
          role,
          email: email === null ? null : vault.seal(`invitation.email:${tokenHash}`, email),
          expires_at: expiresAt,
        })
        .execute();
    },
    /** One statement: of two at once, one gets it. */
    async takeInvitation(tokenHash) {
      const row = await db
        .deleteFrom('invitation')
        .where('token_hash', '=', tokenHash)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { organisation_id: organisationId, role, expires_at: expiresAt } = row;
      const email = row.email && vault.open(`invitation.email:${tokenHash}`, row.email);
      return { tokenHash, organisationId, role, email, expiresAt } satisfies InvitationRow;
    },
  };
}

function read({ vault }: Context, row: Selectable<StaffTable>): StaffRow {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    email: vault.open(`staff.email:${row.id}`, row.email),
    name: vault.open(`staff.name:${row.id}`, row.name),
    role: row.role,
    languages: parseList(row.languages),
    municipalities: parseList(row.municipalities),
    passwordHash: row.password_hash,
    disabled: row.disabled === 1,
    createdAt: row.created_at,
  };
}

function readSession(row: StaffSessionTable): StaffSessionRow {
  return {
    tokenHash: row.token_hash,
    staffId: row.staff_id,
    csrf: row.csrf,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastSeenAt: row.last_seen_at,
  };
}
