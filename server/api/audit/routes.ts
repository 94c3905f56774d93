/** Who did what in the viewer's organisation. */
import { administrators } from '../policies';
import { presentAuditEntry } from '../presenters';
import { staffRoute } from '../route';
import { auditListSchema, auditQuery } from './schema';

/** The trail is one for all organisations: so many entries are read to find the viewer's. */
const searched = 5000;

export const auditRoutes = [
  staffRoute({
    method: 'get',
    path: '/audit',
    summary: 'What was done, by whom, the newest first',
    roles: administrators,
    query: auditQuery,
    success: { status: 200, description: 'Entries of the viewer’s organisation', schema: auditListSchema },
    async handle({ query, viewer }, { store }) {
      const { organisationId } = viewer.staff;
      const colleagues = await store.staff.list(organisationId);
      const names = new Map(colleagues.map(({ id, name }) => [id, name]));
      const entries = (await store.audit.list(searched))
        .filter((entry) => entry.details['organisation'] === organisationId)
        .slice(0, query.limit);
      return { entries: entries.map((entry) => presentAuditEntry(entry, names)) };
    },
  }),
];
