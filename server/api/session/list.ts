/**
 * Which sessions a member of staff has. The store finds a session by its token only, so their hashes are kept
 * beside it by person; what is no session any more is left out on reading and dropped at the next sign-in.
 */
import { z } from 'zod';
import type { Repositories, StaffSessionRow } from '../../store/store';

type Kept = Pick<Repositories, 'settings' | 'staff'>;

const hashesSchema = z.array(z.string());
const nameOf = (staffId: string): string => `staff-sessions:${staffId}`;

export async function sessionsOf(repositories: Kept, staffId: string): Promise<StaffSessionRow[]> {
  const stored = await repositories.settings.get(nameOf(staffId));
  const hashes = hashesSchema.parse(JSON.parse(stored ?? '[]'));
  const sessions = await Promise.all(hashes.map((hash) => repositories.staff.session(hash)));
  return sessions
    .filter((session) => session?.staffId === staffId)
    .filter((session) => session !== undefined);
}

export async function addSession(repositories: Kept, row: StaffSessionRow): Promise<void> {
  await repositories.staff.addSession(row);
  const present = (await sessionsOf(repositories, row.staffId)).map((session) => session.tokenHash);
  const hashes = [...present.filter((hash) => hash !== row.tokenHash), row.tokenHash];
  await repositories.settings.put(nameOf(row.staffId), JSON.stringify(hashes));
}
